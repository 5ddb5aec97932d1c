// The RequestTracer of mamba-agents in C++: traces and nested spans, their data read back in the
// process, and the trace context in request headers.
//
// The data comes from a provider of the program's own. It sees every span after sampling and
// scrubbing, as all providers do, and keeps it instead of sending it anywhere.

#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <sotto/sotto.hpp>

namespace {

struct FinishedSpan {
  std::string name;
  std::string trace_id;
  double duration_ms = 0;
  std::map<std::string, std::string> attributes;
};

std::string to_text(const sotto::AttributeValue& value) {
  using Type = sotto::AttributeValue::Type;
  switch (value.type()) {
    case Type::text: return std::string(value.text());
    case Type::boolean: return value.boolean() ? "true" : "false";
    case Type::integer: return std::to_string(value.integer());
    case Type::real: return std::to_string(value.real());
  }
  return {};
}

class InMemory : public sotto::Provider {
 public:
  explicit InMemory(std::vector<FinishedSpan>& spans) : spans_(spans) {}

  sotto::ProviderEndpoint endpoint() const override { return {.url = "memory:"}; }

  sotto::Result<sotto::Done> encode(std::span<const sotto::SpanRecord> batch,
                                    std::string&) override {
    for (const sotto::SpanRecord& span : batch) {
      FinishedSpan& finished = spans_.emplace_back();
      finished.name = span.name;
      finished.trace_id = span.trace_id.to_hex();
      finished.duration_ms = static_cast<double>(span.end_unix_ns - span.start_unix_ns) / 1e6;
      for (const auto& [key, value] : span.attributes) {
        finished.attributes.emplace(key, to_text(value));
      }
    }
    return sotto::Done{};
  }

 private:
  std::vector<FinishedSpan>& spans_;  // read by main after shutdown()
};

void handle_request() {
  auto trace = sotto::start_trace({.name = "request"});
  {
    auto span = sotto::start_span("operation");
    span.set_attribute("model", "gpt-4o");
    span.set_attribute("tokens", 1500);
  }
  auto parent = sotto::start_span("parent");
  auto child = sotto::start_span("child");
  child.set_attribute("step", 1);
}

/// What RequestTracer.get_trace_header and from_header do, as strictly as the standard asks.
void cross_processes() {
  std::map<std::string, std::string> headers;
  {
    auto caller = sotto::start_trace({.name = "caller"});
    sotto::inject(headers);
  }
  auto callee = sotto::start_trace({.name = "callee", .parent = sotto::extract(headers)});
}

}  // namespace

int main() {
  std::vector<FinishedSpan> spans;
  sotto::register_provider("in-memory", [&spans](const sotto::Config&) {
    return sotto::Result<std::unique_ptr<sotto::Provider>>(std::make_unique<InMemory>(spans));
  });
  sotto::Config config = sotto::Config::from_env();
  config.providers = {"in-memory"};
  const sotto::Session session(std::move(config));

  handle_request();
  cross_processes();
  sotto::shutdown(std::chrono::seconds(1));  // from here on nothing writes to `spans`
  for (const FinishedSpan& span : spans) {
    std::cout << span.trace_id << " " << span.name << ": " << span.duration_ms << " ms\n";
    for (const auto& [key, value] : span.attributes) {
      std::cout << "  " << key << ": " << value << "\n";
    }
  }
}
