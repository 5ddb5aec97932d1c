#include "tests/support/otlp_spans.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>

namespace sotto::test {
namespace {

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (bytes.empty()) throw std::runtime_error("a varint ends early");
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return value;
  }
  throw std::runtime_error("a varint does not end");
}

/// Calls `visit` with the content of each length-delimited field of that number.
template <typename Visit>
void for_each(std::string_view message, std::uint64_t field, Visit&& visit) {
  while (!message.empty()) {
    const std::uint64_t tag = take_varint(message);
    if ((tag & 7) != 2) throw std::runtime_error("not a length-delimited field");
    const std::uint64_t size = take_varint(message);
    if (size > message.size()) throw std::runtime_error("a field ends early");
    if (tag >> 3 == field) visit(message.substr(0, size));
    message.remove_prefix(size);
  }
}

/// Calls `visit` with each span of the request.
template <typename Visit>
void for_each_span(std::string_view request, Visit&& visit) {
  try {
    for_each(request, 1, [&](std::string_view resource_spans) {
      for_each(resource_spans, 2,
               [&](std::string_view scope_spans) { for_each(scope_spans, 2, visit); });
    });
  } catch (const std::runtime_error& error) {
    ADD_FAILURE() << error.what();
  }
}

/// The name is the fifth field, and those before it are length-delimited.
std::string name_of(std::string_view span) {
  while (true) {
    const std::uint64_t tag = take_varint(span);
    const std::uint64_t size = take_varint(span);
    if ((tag & 7) != 2 || size > span.size()) throw std::runtime_error("a span without a name");
    if (tag >> 3 == 5) return std::string(span.substr(0, size));
    span.remove_prefix(size);
  }
}

}  // namespace

std::size_t count_spans(std::string_view request) {
  std::size_t spans = 0;
  for_each_span(request, [&](std::string_view) { ++spans; });
  return spans;
}

std::vector<std::string> span_names(std::string_view request) {
  std::vector<std::string> names;
  for_each_span(request, [&](std::string_view span) { names.push_back(name_of(span)); });
  return names;
}

}  // namespace sotto::test
