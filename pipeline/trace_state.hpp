#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/attribute.hpp>

namespace sotto::detail {

/// An attribute that owns its text.
struct OwnedAttribute {
  std::string key;
  AttributeValue::Type type;
  std::string text;
  std::int64_t integer = 0;
  double real = 0;

  OwnedAttribute(std::string_view name, AttributeValue value);
  AttributeValue view() const noexcept;
};

/// The values that all spans of one trace share: name, user, session, tags, metadata. Each change
/// makes a new version; a span carries the version in force when it ended.
///
/// Threads: any.  Lifetime: counted; versions live as long as their state.
class TraceState {
 public:
  struct Values {
    std::string name;
    std::string user_id;
    std::string session_id;
    std::string version;
    std::vector<std::string> tags;
    std::vector<OwnedAttribute> metadata;
    std::string trace_state;  // W3C tracestate, well formed
    bool is_public = false;

    /// Of all texts.
    std::size_t bytes() const noexcept;
  };

  /// A state with one reference. Null when memory is short.
  static TraceState* make(Values values) noexcept;

  void retain() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept;

  const Values* values() const noexcept { return current_.load(std::memory_order_acquire); }

  /// Publishes a changed copy. False when memory is short or the trace was changed too often: the
  /// values then stay as they were.
  bool change(const std::function<void(Values&)>& edit) noexcept;

 private:
  // One trace's values change a handful of times; a program that sets them in a loop must not
  // grow without bound.
  static constexpr std::size_t max_versions = 1024;
  static constexpr std::size_t max_bytes = 16 << 20;  // of all versions: 16 of the largest

  explicit TraceState(Values first) noexcept;
  ~TraceState() = default;

  std::atomic<std::uint32_t> references_{1};
  std::atomic<const Values*> current_;
  const Values first_;  // in place: most traces never change, and take one allocation
  std::mutex mutex_;
  std::vector<std::unique_ptr<const Values>> later_;  // guarded by mutex_
  std::size_t bytes_ = 0;                             // of these; guarded by mutex_
};

}  // namespace sotto::detail
