#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <sotto/result.hpp>

#include "transport/http_event_loop.hpp"

namespace sotto::transport {

/// Finds the addresses of one host, without ever making anybody wait for the system's resolver.
///
/// getaddrinfo cannot be interrupted and may take minutes, so it runs in a detached thread, at most
/// one per Resolver, which owns all it touches: who no longer wants the answer just leaves. (Asio's
/// own resolver joins its thread when the loop is destroyed, which would hang the exit.)
///
/// Threads: the loop's.
class Resolver {
 public:
  using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;

  Resolver(boost::asio::io_context& context, std::string host, std::uint16_t port);
  ~Resolver();

  /// In the system's order of preference, at least one. A numeric host needs no thread. After
  /// cancel(): `cancelled`.
  Awaitable<Result<Addresses>> resolve();

  /// Ends the resolve() under way soon; its thread goes on alone.
  void cancel();

 private:
  struct Lookup;

  void start_lookup();
  static void run_lookup(std::shared_ptr<Lookup> lookup, std::string host, std::uint16_t port);

  boost::asio::io_context& context_;
  const std::string host_;
  const std::uint16_t port_;
  Timer wake_up_;  // never expires: cancelled to wake resolve()
  bool cancelled_ = false;
  std::shared_ptr<Lookup> lookup_;  // the one under way, also when nobody waits for it any more
};

}  // namespace sotto::transport
