// Any bytes as a baggage header: no crash; what is read is within the limits, can stand in a
// header, and is the same when it is written and read again. Any bytes as a value: they come back.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sotto/baggage.hpp>

#include "core/utf8.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const sotto::Baggage& baggage) {
  const std::string header = baggage.to_header();
  require(baggage.members().size() <= 64 && header.size() <= 8192);
  require(std::all_of(header.begin(), header.end(), [](char c) { return c > ' ' && c < 0x7f; }));
  require(sotto::parse_baggage(header) == baggage);
  for (const auto& member : baggage.members()) {
    require(sotto::core::is_utf8(member.value) && baggage.get(member.key).has_value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  sotto::Baggage baggage = sotto::parse_baggage(text);
  check(baggage);

  // The same bytes as key, value and properties.
  const std::string_view key = text.substr(0, size / 3);
  const std::string_view value = text.substr(size / 3, size / 3);
  const sotto::Baggage before = baggage;
  if (baggage.set(key, value, text.substr(2 * (size / 3)))) {
    std::string expected;
    sotto::core::append_utf8(expected, value);
    require(baggage.get(key) == expected);
  } else {
    require(baggage == before);
  }
  check(baggage);
  baggage.remove(key);
  require(!baggage.get(key));
  return 0;
}
