// Any bytes as the files of the telemetry store: no crash, no read outside of them, nothing but
// labels and numbers in what is read, and what was read once is read again.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "telemetry/history.hpp"
#include "telemetry/metrics_encoder.hpp"
#include "telemetry/store_file.hpp"
#include "transport/gzip.hpp"

namespace {

using namespace sotto;
using namespace sotto::telemetry;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_label(std::string_view text) {
  return text.size() <= Label::max_bytes &&
         std::ranges::all_of(text, [](char c) { return Label::is_allowed(c); });
}

void check_counts(std::string_view file) {
  const auto stored = read_store_file(file);
  if (!stored) return;
  require(read_store_file(to_store_file(*stored)) == stored);
  for (const auto& [name, tally] : stored->counts.entries) {
    require(is_label(name.first) && is_label(name.second) && tally.count != 0);
  }
  const Report report = report_of(*stored);
  require(!to_protobuf(report).empty() && !to_json(report).empty());
  Counts twice = stored->counts;
  twice.add(stored->counts);
  twice.subtract(stored->counts);
  twice.subtract(stored->counts);
  require(twice.empty());
}

/// So that the fuzzer gets past the checksum.
std::string with_checksum(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string file(text);
  file += "crc32 ";
  const std::uint32_t crc = transport::crc32(text);
  for (int shift = 28; shift >= 0; shift -= 4) file += digits[crc >> shift & 0xf];
  return file + "\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_counts(bytes);
  check_counts(with_checksum(bytes));
  const auto history = read_history_file(bytes);
  require(read_history_file(to_history_file(history)) == history);
  return 0;
}
