#include <span>

#include <sotto/ids.hpp>

namespace sotto {
namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 0xf];
  }
  return text;
}

}  // namespace

std::string TraceId::to_hex() const {
  return hex(bytes);
}
std::string SpanId::to_hex() const {
  return hex(bytes);
}

}  // namespace sotto
