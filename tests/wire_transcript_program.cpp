// Calls every public function of the library that has to do with what leaves the process, for
// system_wire_transcript_test.py: that reads the public headers, and this file, and knows a method
// by a variable that is called as its class is.

#include <chrono>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sotto/sotto.hpp>

/// A type's name is its label.
struct OutOfPaper : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;
constexpr std::string_view caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

sotto::Config make_config() {
  sotto::Config config = sotto::Config::from_env();
  config.app_name = "transcript";
  config.app_version = "1.2.3";
  config.environment = "staging";
  config.release = sotto::Config::from_dotenv("transcript.env").release;
  config.resource_attributes = {{"team", "paper"}};
  config.otlp_headers = {{"x-tenant", "of-the-header"}};
  config.otlp_protocol = sotto::OtlpProtocol::http_json;
  config.langfuse_public_key = "pk-lf-of-the-test";
  config.langfuse_secret_key = "sk-lf-of-the-test";
  config.langwatch_api_key = "sk-lw-of-the-test";
  config.langwatch_project_id = "project-7";
  config.propagators = {"tracecontext", "baggage"};
  config.flush_interval = 1h;  // one request holds all
  config.env_prefix = "TRANSCRIPT";
  return config;
}

/// Noisy answers once a week in place of counts.
void answer_weekly(sotto::Config& config) {
  config.consent = sotto::ConsentMode::opt_in;
  config.local_dp = sotto::LocalDp::epsilon_2;
  config.weekly_questions = {.features = {"search"},
                             .errors = {"TimeoutError"},
                             .agents = {"planner"},
                             .timers = {"load"}};
}

void ask_backends(const sotto::Config& config) {
  for (const std::string& name : config.providers) {
    (void)sotto::auth_check(name, config, patience);
    (void)sotto::make_provider(name, config);
  }
  (void)sotto::register_provider("nowhere", [](const sotto::Config&) {
    return sotto::Result<std::unique_ptr<sotto::Provider>>(
        sotto::Error{sotto::ErrorCode::invalid_config, "not made"});
  });
  std::cout << sotto::provider_names().size() << " providers\n";
}

void use_contexts(sotto::Span& span) {
  const sotto::Context context = span.context();
  const sotto::TraceId trace_id = context.trace_id();
  const sotto::SpanId span_id = context.span_id();
  std::map<std::string, std::string> headers;
  sotto::inject(headers, context, sotto::Propagate::with_baggage);
  const auto remote = sotto::extract(headers, sotto::Propagate::with_baggage);
  const bool same = trace_id.is_valid() && span_id.is_valid() && context.is_valid() &&
                    context.is_sampled() && !context.is_remote() && remote &&
                    trace_id.to_hex() == span.trace_id() && span_id.to_hex() == span.span_id() &&
                    context.traceparent() == sotto::traceparent() &&
                    context.tracestate() == sotto::current_context().tracestate();
  span.set_attribute("same", same);
  span.add_link(context, {{"why", "itself"}});
}

void use_baggage() {
  sotto::Baggage baggage = sotto::parse_baggage("tier=gold,note=a%20secret%20note");
  (void)baggage.set("city", "Paris");
  baggage.remove("note");
  const auto scope = sotto::attach(sotto::with_baggage(baggage));
  sotto::Span span = sotto::start_span("with-baggage");
  span.set_attribute("carried", sotto::baggage() == baggage && !baggage.is_empty() &&
                                    baggage.members().size() == 2 && baggage.get("city") &&
                                    !baggage.to_header().empty());
}

void fill_span(sotto::Span& span) {
  for (const sotto::AttributeValue attribute_value :
       {sotto::AttributeValue("text"), sotto::AttributeValue(true), sotto::AttributeValue(7),
        sotto::AttributeValue(0.5)}) {
    using enum sotto::AttributeValue::Type;
    switch (attribute_value.type()) {
      case text: span.set_attribute("a.text", attribute_value.text()); break;
      case boolean: span.set_attribute("a.boolean", attribute_value.boolean()); break;
      case integer:
        span.set_attribute("a.integer", attribute_value.integer());
        span.set_attribute("a.integer.bits", attribute_value.bits());
        break;
      case real: span.set_attribute("a.real", attribute_value.real()); break;
    }
  }
  span.set_metadata("source", "unit");
  span.add_tag("span-tag");
  span.set_input("What is a transcript? Ask ada@example.org, password=hunter2hunter2");
  span.set_output("A record of what was said.");
  span.add_event("asked", {{"times", 2}});
  span.set_level(sotto::Level::warning);
  span.set_status(sotto::SpanStatus::error, "not well done");
  (void)span.score("helpful", true, {.comment = "says why", .id = "score-1"});
}

/// Every overload, since each is a way for a value to become text.
std::string as_json() {
  std::string json = "[";
  const auto next = [&] { json += json.size() > 1 ? "," : ""; };
  next(), sotto::append_json(json, std::string_view("view"));
  next(), sotto::append_json(json, true);
  next(), sotto::append_json(json, 0.25);
  next(), sotto::append_json(json, std::int64_t{-1});
  next(), sotto::append_json(json, std::uint64_t{1});
  next(), sotto::append_json(json, nullptr);
  next(), sotto::append_json(json, "literal");
  next(), sotto::append_json(json, std::string("string"));
  next(), sotto::append_json(json, short{2});
  next(), sotto::append_json(json, 0.5F);
  next(), sotto::append_json(json, sotto::Level::error);
  next(), sotto::append_json(json, std::vector<int>{1, 2});
  next(), sotto::append_json(json, std::pair<int, bool>(3, false));
  next(), sotto::append_json(json, std::optional<int>());
  return json + "]";
}

void fill_generation(sotto::Generation& generation) {
  generation.set_model("gpt-4o-2026");
  generation.set_model_parameter("temperature", 0.7);
  generation.set_usage({.input_tokens = 10,
                        .output_tokens = 20,
                        .total_tokens = 30,
                        .cache_read_tokens = 1,
                        .cache_creation_tokens = 2,
                        .reasoning_tokens = 3,
                        .input_audio_tokens = 4,
                        .output_audio_tokens = 5});
  generation.set_cost(sotto::Cost{.total = 0.3, .input = 0.1, .output = 0.2});
  generation.set_cost(0.4);
  generation.set_completion_start();
  generation.set_prompt("greeting", 3);
  generation.set_input(as_json());
}

void record_model_calls() {
  {
    sotto::Generation generation = sotto::start_generation(
        "chat",
        {.model = "gpt-4o", .provider = "openai", .prompt_name = "first", .prompt_version = 1});
    fill_generation(generation);
    (void)generation.score("fluent", "very");
  }
  constexpr std::string_view answer =
      R"({"id":"chatcmpl-1","model":"gpt-4o","object":"chat.completion","choices":[{"index":0,)"
      R"("finish_reason":"stop","message":{"role":"assistant","content":"Hello"}}],)"
      R"("usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}})";
  {
    sotto::Generation generation = sotto::start_model_call("gpt-4o");
    const auto result = sotto::read_chat_completion(answer);
    if (result.ok()) sotto::record_completion(generation, result.value());
    if (result.ok()) generation.set_metadata("messages", sotto::output_messages(result.value()));
    const auto no_result = sotto::read_chat_completion("[]");
    generation.set_metadata("refused", no_result.error().detail);
  }
  sotto::Generation generation = sotto::start_generation("streamed");
  sotto::ChatStream chat_stream(generation);
  (void)chat_stream.add(
      "data: {\"id\":\"chatcmpl-2\",\"model\":\"gpt-4o\",\"object\":\"chat.completion.chunk\","
      "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Streamed\"}}]}\n\ndata: [DONE]\n\n");
  (void)chat_stream.finish();
}

void observed_function() {
  SOTTO_OBSERVE();
}

void record_kinds() {
  { const sotto::Span span = sotto::start_prompt("greeting", 2); }
  { const sotto::Span span = sotto::start_agent("planner", {{"step", 1}}); }
  { const sotto::Span span = sotto::start_tool("search", {{"query", "paper"}}); }
  { const sotto::Span span = sotto::start_observation(sotto::ObservationType::chain, "links"); }
  {
    sotto::Span span = sotto::start_span("handed-over");
    span.detach();
    span.end();
  }
  observed_function();
  (void)sotto::observe(
      "add", [](int a, int b) { return a + b; }, 1, 2);
  (void)sotto::observed("shout", [](const std::string& text) { return text + "!"; })("hello");
  sotto::bind([] { const auto span = sotto::start_span("bound"); })();
  sotto::with_trace({.name = "whole"}, [](sotto::Trace& trace) { trace.set_user("user-2"); });
  sotto::with_trace_async({.name = "beside"}, [] { return 4; }).get();
}

void record_errors() {
  {
    sotto::Span span = sotto::start_span("throws");
    const OutOfPaper error("the printer of ada@example.org is empty");
    span.record_error(error);
    sotto::track_exception(error, "printer");
  }
  sotto::Span span = sotto::start_span("gives-up");
  if (span.is_recording()) span.set_error("GaveUp", "after 5 s");
}

void record_trace() {
  sotto::Trace trace = sotto::start_trace({.name = "request",
                                           .user_id = "user-1",
                                           .session_id = "session-1",
                                           .tags = {"beta"},
                                           .metadata = {{"tenant", "paper"}},
                                           .version = "7",
                                           .parent = sotto::parse_traceparent(caller, "v=1")});
  trace.set_user("user-1b");
  trace.set_session("session-1b");
  trace.set_metadata("plan", "gold");
  trace.add_tag("late");
  trace.set_public();
  (void)trace.score("quality", 0.92);
  {
    sotto::Span span = sotto::start_span("question", {{"at", "start"}});
    use_contexts(span);
    fill_span(span);
  }
  record_errors();
  use_baggage();
  record_model_calls();
  record_kinds();
  (void)sotto::score(sotto::current_context(), "of-a-context", 1);
  (void)sotto::score(
      {.trace_id = "0af7651916cd43dd8448eb211c80319c", .span_id = "b7ad6b7169203331"},
      "of-kept-ids", "thumbs-up");
  (void)sotto::score({.session_id = "session-9"}, "of-a-session", 0.25);
}

void count() {
  sotto::track_feature_usage("search", "expert");
  sotto::track_agent_run({.agent_type = "planner", .framework = "none", .duration = 5ms});
  sotto::track_agent_run({.agent_type = "planner", .success = false});
  sotto::track_error("TimeoutError", "agent");
  sotto::track_error<OutOfPaper>("printer");
  constexpr sotto::Vocabulary vocabulary{"gpt-4o", "claude"};
  const sotto::Label label = vocabulary.find("a model of the user's own");
  sotto::track_feature_usage(label, sotto::type_label<OutOfPaper>());
  const sotto::Counter counter("click");
  counter.add(vocabulary.size());
  {
    const sotto::Timer timer("running");
    const auto running = timer.start();
  }
  const sotto::Timer timer("load");
  timer.record(12ms);
  if (label.hash() == sotto::Label::hash_of(label.text()) && sotto::Label::is_allowed('x')) {
    counter.add();
  }
}

template <std::size_t I>
constexpr char number_text[] = {'n', static_cast<char>('0' + I / 10),
                                static_cast<char>('0' + I % 10), '\0'};

/// More label sets than there is room for: what is counted then shares one series of each kind.
template <std::size_t... I>
void fill_up(std::index_sequence<I...>) {
  constexpr sotto::Label labels[] = {number_text<I>...};
  for (const sotto::Label feature : labels) {
    for (const sotto::Label category : labels) sotto::Counter(feature, category).add();
  }
}

}  // namespace

/// With an argument the label sets are more than there is room for, or telemetry is "weekly".
int main(int argc, char** argv) {
  const bool is_weekly = argc > 1 && std::string_view(argv[1]) == "weekly";
  sotto::Config config = make_config();
  if (is_weekly) answer_weekly(config);
  ask_backends(config);
  auto result = sotto::Session::start_strict(config);
  if (!result.ok()) {
    std::cerr << result.error().detail << "\n";
    return 1;
  }
  const sotto::Session session = std::move(result.value());
  (void)sotto::flush_at_quick_exit();
  if (argc > 1 && !is_weekly) fill_up(std::make_index_sequence<50>());
  record_trace();
  count();
  (void)sotto::consent::give(sotto::consent::notice_version());
  (void)sotto::notice_shown();
  (void)sotto::consent::notice_shown();
  const auto end = std::chrono::steady_clock::now() + patience;
  while (sotto::get_metrics().telemetry.reports_sent == 0 &&
         std::chrono::steady_clock::now() < end) {
    const sotto::FlushResult flush_result = sotto::flush(100ms);
    std::cout << (flush_result.complete() ? "flushed\n" : "");
  }
  std::cout << sotto::get_metrics_json() << "\n" << sotto::telemetry_preview() << "\n";
  std::cout << sotto::consent::notice(config) << "\n" << sotto::status().warnings.size() << "\n";
  (void)sotto::consent::status();
  (void)sotto::shutdown();
  (void)sotto::consent::revoke();
}
