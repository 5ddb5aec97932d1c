#pragma once

#include <atomic>
#include <cstdint>
#include <new>
#include <utility>

#include <sotto/baggage.hpp>

namespace sotto::detail {

/// The baggage that several positions have in common.
///
/// Threads: any; it never changes.  Lifetime: counted.
class SharedBaggage {
 public:
  /// With one reference. Null when memory is short.
  static SharedBaggage* make(Baggage value) noexcept {
    return new (std::nothrow) SharedBaggage(std::move(value));
  }

  void retain() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  const Baggage& value() const noexcept { return value_; }

 private:
  explicit SharedBaggage(Baggage value) noexcept : value_(std::move(value)) {}
  ~SharedBaggage() = default;

  std::atomic<std::uint32_t> references_{1};
  const Baggage value_;
};

}  // namespace sotto::detail
