// Any bytes as the body of an answer: no crash, no read outside of it, and a count that fits the
// field that it came from.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "observability/otlp_answer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto rejected = sotto::observability::rejected_spans(body);
  if (rejected && *rejected > INT64_MAX) std::abort();
  return 0;
}
