#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sotto::fuzz {

/// The fuzzer's bytes as a stream of decisions and values. At the end everything is zero or empty.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) noexcept
      : rest_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const noexcept { return rest_.empty(); }

  std::uint8_t byte() noexcept {
    const std::string_view one = bytes(1);
    return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one[0]);
  }
  /// A length of two bytes, and so many.
  std::string_view text() noexcept {
    const std::size_t high = byte();
    return bytes(high % 8 * 256 + byte());
  }
  /// Any bit pattern.
  template <typename Number>
  Number number() noexcept {
    Number value{};
    const std::string_view from = bytes(sizeof(value));
    std::memcpy(&value, from.data(), from.size());
    return value;
  }

 private:
  std::string_view bytes(std::size_t count) noexcept {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view rest_;
};

}  // namespace sotto::fuzz
