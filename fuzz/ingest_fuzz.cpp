// Any request: no crash, no unbounded memory, and a refusal has a status of its own and a reason.
// The first byte chooses the form of the body and its compression.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "collector/ingest/ingest.hpp"

namespace {

using sotto::collector::IngestError;

constexpr std::array<std::string_view, 2> types = {"application/x-protobuf", "application/json"};
constexpr std::array<std::string_view, 4> encodings = {"", "gzip", "deflate", "zstd"};
constexpr std::size_t body_limit_bytes = 1 << 20;  // small, so that bombs are met often

template <typename Answer>
void check(const Answer& answer) {
  const auto* error = std::get_if<IngestError>(&answer);
  if (error == nullptr) return;
  if (error->http_status < 400 || error->http_status > 499 || error->reason.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const sotto::collector::IngestHead head{types[data[0] % types.size()],
                                          encodings[(data[0] >> 1) % encodings.size()]};
  const std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
  sotto::collector::IngestLimits limits;
  limits.body_bytes = body_limit_bytes;
  check(sotto::collector::read_traces(head, body, limits));
  check(sotto::collector::read_metrics(head, body, limits));
  return 0;
}
