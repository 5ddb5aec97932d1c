// Any calls of the public recording functions, in any order, with any bytes: no crash, and what
// every provider makes of the spans is accepted by our own observer, span for span.

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <sotto/detail/gate_word.hpp>
#include <sotto/provider.hpp>
#include <sotto/sotto.hpp>

#include "collector/ingest/ingest.hpp"
#include "fuzz/fuzz_input.hpp"
#include "observability/recording.hpp"
#include "pipeline/intake.hpp"
#include "pipeline/span_memory.hpp"

using namespace sotto;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

struct Encoder {
  std::unique_ptr<Provider> provider;
  std::string_view content_type;  // empty: not for the observer
};

std::vector<Encoder> make_encoders() {
  Config config;
  config.app_name = "fuzz";
  config.otlp_endpoint = config.langfuse_base_url = config.langwatch_endpoint = "http://127.0.0.1";
  config.langfuse_public_key = config.langfuse_secret_key = config.langwatch_api_key = "key";
  config.file_path = "/dev/null";
  std::vector<Encoder> encoders;
  const auto add = [&](const char* name, std::string_view content_type) {
    encoders.push_back({make_provider(name, config).value(), content_type});
  };
  for (const char* name : {"otlp", "langfuse", "langwatch"}) add(name, "application/x-protobuf");
  config.otlp_protocol = OtlpProtocol::http_json;
  add("otlp", "application/json");
  add("file", "application/json");
  add("console", "");
  return encoders;
}

/// The spans that are open, and what is done to them.
class Calls {
 public:
  explicit Calls(fuzz::Input& input) : input_(input) {}

  void run() {
    while (!input_.empty() && started_ < most_spans) one();
    // The others end with this object, in the order of the vectors.
  }
  std::size_t started() const noexcept { return started_; }

 private:
  static constexpr std::size_t most_spans = 200;

  AttributeValue value() {
    switch (input_.byte() % 4) {
      case 0: return input_.text();
      case 1: return input_.byte() % 2 == 0;
      case 2: return input_.number<std::int64_t>();
      default: return input_.number<double>();
    }
  }
  Usage usage() {
    return {.input_tokens = input_.number<std::int64_t>(),
            .output_tokens = input_.number<std::int64_t>(),
            .total_tokens = input_.number<std::int64_t>()};
  }
  template <typename Kind>
  static Kind& pick(std::vector<Kind>& from, std::uint8_t number) {
    if (from.empty()) from.emplace_back();
    return from[number % from.size()];
  }

  void one() {
    const std::uint8_t operation = input_.byte() % 16;
    if (operation < 4) return start(operation);
    const std::uint8_t which = input_.byte();
    if (operation < 6) return change(pick(traces_, which));
    if (operation < 9) return change(pick(generations_, which));
    change(which % 3 == 0   ? static_cast<Span&>(pick(traces_, which))
           : which % 3 == 1 ? static_cast<Span&>(pick(generations_, which))
                            : pick(spans_, which));
  }
  void start(std::uint8_t operation) {
    ++started_;
    switch (operation) {
      case 0:
        traces_.push_back(start_trace({.name = input_.text(),
                                       .user_id = input_.text(),
                                       .session_id = input_.text(),
                                       .tags = {std::string(input_.text())},
                                       .metadata = {{input_.text(), value()}},
                                       .version = input_.text()}));
        return;
      case 1:
        generations_.push_back(start_generation(
            input_.text(),
            {.model = input_.text(), .provider = input_.text(), .prompt_name = input_.text()}));
        return;
      default: {
        const auto type = static_cast<ObservationType>(input_.byte() % 10);
        spans_.push_back(start_observation(type, input_.text(), {{input_.text(), value()}}));
        return;
      }
    }
  }
  void change(Trace& trace) {
    switch (input_.byte() % 5) {
      case 0: return trace.set_user(input_.text());
      case 1: return trace.set_session(input_.text());
      case 2: return trace.set_metadata(input_.text(), value());
      case 3: return trace.add_tag(input_.text());
      default: return trace.set_public(input_.byte() % 2 == 0);
    }
  }
  void change(Generation& generation) {
    switch (input_.byte() % 6) {
      case 0: return generation.set_model(input_.text());
      case 1: return generation.set_model_parameter(input_.text(), value());
      case 2: return generation.set_usage(usage());
      case 3: return generation.set_cost(input_.number<double>());
      case 4: return generation.set_completion_start();
      default: return generation.set_prompt(input_.text(), input_.number<std::int64_t>());
    }
  }
  void change(Span& span) {
    switch (input_.byte() % 13) {
      case 0: return span.set_attribute(input_.text(), value());
      case 1: return span.set_metadata(input_.text(), value());
      case 2: return span.add_tag(input_.text());
      case 3: return span.set_input(input_.text());
      case 4: return span.set_output(input_.text());
      case 5: return span.add_event(input_.text(), {{input_.text(), value()}});
      case 6: return span.set_level(static_cast<Level>(input_.byte() % 4));
      case 7: return span.set_status(static_cast<SpanStatus>(input_.byte() % 4), input_.text());
      case 8: return span.record_error(std::runtime_error(std::string(input_.text())));
      case 9: return span.set_error(input_.text(), input_.text());
      case 10: return span.detach();
      case 11: {  // a span may move, also into one that is open
        Span moved(std::move(span));
        span = std::move(moved);
        return;
      }
      default: return span.end();
    }
  }

  fuzz::Input& input_;
  std::size_t started_ = 0;
  std::vector<Span> spans_;
  std::vector<Trace> traces_;
  std::vector<Generation> generations_;
};

void check(const std::vector<pipeline::SharedBatch>& batches, std::size_t expected) {
  static std::vector<Encoder> encoders = make_encoders();
  std::size_t spans = 0;
  for (const auto& batch : batches) {
    spans += batch->spans().size();
    for (const Encoder& encoder : encoders) {
      std::string out;
      require(encoder.provider->encode(batch->spans(), out).ok());
      if (encoder.content_type.empty()) continue;
      const auto read = collector::read_traces({encoder.content_type, ""}, std::move(out), {});
      const auto* taken = std::get_if<collector::TraceBatch>(&read);
      require(taken != nullptr && taken->spans.size() == batch->spans().size());
    }
  }
  require(spans == expected);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t choice = input.byte();
  Config config;
  if (choice % 2 == 0) {
    config.max_field_bytes = 64;
    config.max_span_bytes = 1024;
  }
  observability::set_limits(config);
  detail::gate_word.store(detail::tracing_bit);
  std::vector<pipeline::SharedBatch> batches;
  std::size_t started = 0;
  {
    pipeline::Intake intake(
        privacy::Scrubber(static_cast<CaptureContent>(choice / 2 % 3), privacy::TextScrubber()),
        {.queue_size = SIZE_MAX}, {},
        [&](pipeline::SharedBatch batch) { batches.push_back(batch); });
    {
      Calls calls(input);
      calls.run();
      started = calls.started();
    }
    const auto now = pipeline::Clock::now();
    intake.begin_round({}, now);
    intake.drain(SIZE_MAX, now);
    intake.deliver_open();
  }
  detail::gate_word.store(0);
  check(batches, started);
  require(pipeline::span_blocks_bytes() == 0);
  return 0;
}
