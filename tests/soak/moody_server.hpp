#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <string>

namespace sotto::soak {

/// What two processes count together, in memory that both map.
struct SharedCounts {
  std::atomic<std::uint32_t> port{0};           // 0 until the server listens
  std::atomic<std::uint64_t> acknowledged{0};   // spans that a whole answer 200 was written for
  std::atomic<std::uint64_t> reports{0};        // telemetry reports, likewise
  std::atomic<std::uint64_t> mishaps{0};        // requests that got anything else
  std::atomic<std::uint64_t> from_children{0};  // spans that forked children say are delivered
  std::atomic<bool> is_healthy{false};          // no mishaps for now
};

/// An OTLP receiver in a process of its own that fails at random: refusals, resets, silence, slow
/// and broken answers. Start it before the first thread. Ends with the object.
class MoodyServer {
 public:
  explicit MoodyServer(unsigned seed);
  MoodyServer(const MoodyServer&) = delete;
  MoodyServer& operator=(const MoodyServer&) = delete;
  ~MoodyServer();

  std::string url(const char* path) const;
  SharedCounts& counts() noexcept { return *counts_; }

 private:
  SharedCounts* counts_;
  pid_t process_;
};

}  // namespace sotto::soak
