// Any bytes as the headers of a request: no crash; what is read says the same when it is written
// and read again, and what is passed on is well formed.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sotto/context.hpp>

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

void require(bool holds) {
  if (!holds) std::abort();
}

/// The input's lines, as values of the headers in turn.
Headers headers_of(std::string_view text) {
  constexpr std::array names = {"traceparent", "TraceState", "tracestate", "baggage"};
  Headers headers;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    headers.emplace_back(names[headers.size() % names.size()], text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return headers;
}

void check(const sotto::Context& context) {
  const std::string traceparent = context.traceparent();
  const std::string tracestate = context.tracestate();
  require(traceparent.size() == 55 && traceparent.starts_with("00-"));
  const auto again = sotto::parse_traceparent(traceparent, tracestate);
  require(again && again->traceparent() == traceparent && again->tracestate() == tracestate);
  require(context.is_valid() && context.is_remote());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto context = sotto::parse_traceparent(text)) check(*context);

  const auto context = sotto::extract(headers_of(text), sotto::Propagate::with_baggage);
  if (!context) return 0;
  if (context->is_valid()) check(*context);
  Headers outgoing;
  sotto::inject(outgoing, *context, sotto::Propagate::with_baggage);
  const auto again = sotto::extract(outgoing, sotto::Propagate::with_baggage);
  require(again && again->traceparent() == context->traceparent());
  Headers repeated;
  sotto::inject(repeated, *again, sotto::Propagate::with_baggage);
  require(repeated == outgoing);
  return 0;
}
