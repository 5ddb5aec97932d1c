// Any bytes in what stands in HTTP heads, both ways: no crash; Retry-After is within a day, and a
// head that we write has exactly the lines that it should have.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>

#include "fuzz/fuzz_input.hpp"
#include "transport/endpoint.hpp"
#include "transport/http_request_head.hpp"
#include "transport/retry_after.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace std::chrono;
  sotto::fuzz::Input input(data, size);
  const sys_seconds now{seconds(input.number<std::uint32_t>())};
  const auto wait = sotto::transport::parse_retry_after(input.text(), now);
  require(!wait || (*wait >= seconds(0) && *wait <= days(1)));

  const auto endpoint = sotto::transport::parse_endpoint("http://127.0.0.1:4318/v1/traces");
  sotto::transport::HttpRequestHead head(endpoint.value(), "fuzz");
  require(!head.format("POST", {}, 0));
  const std::size_t fixed_lines = lines_of(head.text());
  const std::string name(input.text());
  const std::string value(input.text());
  if (head.format("POST", {{name, value}}, 0)) return 0;  // refused
  require(lines_of(head.text()) == fixed_lines + 1 && head.text().ends_with("\r\n\r\n"));
  require(head.text().find('\0') == std::string_view::npos);
  return 0;
}
