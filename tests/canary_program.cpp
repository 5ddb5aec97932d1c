// Puts a word of its own into everything that can hold content, for system_canaries_test.py and
// system_core_dump_test.py. The words come on standard input, a line "place word" each, with the
// bytes of the word turned over, in hexadecimal: so they stand nowhere but where they are used.
// Without a line it records nothing and delivers what an earlier run left in its spool. With a line
// for "wait" it waits to be killed when it has recorded, and has no copy of a word any more.

#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <sotto/sotto.hpp>

/// Its name is the one word that is not random: telemetry counts errors by their types.
struct CanaryOfTheExceptionType : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace {

using namespace std::chrono_literals;
using Words = std::map<std::string, std::string>;

constexpr auto patience = 20s;

Words read_words() {
  Words words;
  for (std::string place, hidden; std::cin >> place >> hidden;) {
    std::string& word = words[place];
    for (std::size_t i = 0; i < hidden.size(); i += 2) {
      word += static_cast<char>(~std::stoi(hidden.substr(i, 2), nullptr, 16));
    }
  }
  return words;
}

/// Where functions that returned had their variables.
[[gnu::noinline]] void wipe_stack() {
  volatile char dead[256 << 10];
  for (volatile char& byte : dead) byte = 0;
}

[[noreturn]] void wait_to_be_killed() {
  wipe_stack();
  std::cout << "waiting" << std::endl;
  for (;;) ::pause();
}

/// Another thing that the words are in: the baggage, which no span records.
sotto::Context position_with_baggage(const Words& words) {
  sotto::Baggage baggage;
  baggage.set(words.at("baggage_key"), words.at("baggage_value"));
  return sotto::with_baggage(baggage);
}

void fill_span(sotto::Span& span, const Words& words) {
  span.set_attribute(words.at("attribute_key"), words.at("attribute_value"));
  span.set_attribute(words.at("number_key"), 7);
  span.set_metadata(words.at("metadata_key"), words.at("metadata_value"));
  span.add_tag(words.at("span_tag"));
  span.set_input(words.at("input"));
  span.set_output(words.at("output"));
  span.add_event(words.at("event_name"),
                 {{words.at("event_attribute_key"), words.at("event_attribute_value")}});
  span.add_link(sotto::current_context(),
                {{words.at("link_attribute_key"), words.at("link_attribute_value")}});
  span.set_status(sotto::SpanStatus::error, words.at("status_message"));
  (void)span.score(words.at("score_name"), words.at("score_category"),
                   {.comment = words.at("score_comment"), .id = words.at("score_id")});
}

void fill_generation(sotto::Generation& generation, const Words& words) {
  generation.set_model_parameter(words.at("parameter_key"), words.at("parameter_value"));
  generation.set_prompt(words.at("set_prompt"), 3);
  const std::string answer =
      R"({"id":")" + words.at("completion_id") + R"(","model":")" + words.at("completion_model") +
      R"(","object":"chat.completion","choices":[{"index":0,"finish_reason":")" +
      words.at("finish_reason") + R"(","message":{"role":"assistant","content":")" +
      words.at("completion_text") + R"(","tool_calls":[{"id":"call-1","type":"function",)" +
      R"("function":{"name":")" + words.at("tool_name") + R"(","arguments":"{\"city\":\")" +
      words.at("tool_argument") + R"(\"}"}}]}}]})";
  const auto completion = sotto::read_chat_completion(answer);
  if (completion) sotto::record_completion(generation, completion.value());
}

/// What the scrubber takes out: each stands in the middle of a text.
void record_secrets(const Words& words) {
  sotto::Span span = sotto::start_span("secrets", {{"api_key", words.at("secret_attribute")}});
  span.set_input("log in with password=" + words.at("secret_assignment") + " please");
  span.set_output("the key sk-proj-" + words.at("secret_shape") + " is mine");
  span.set_attribute("note", "set to " + words.at("secret_variable") + " at start");
}

void record_errors(const Words& words) {
  {
    sotto::Span span = sotto::start_span("errors");
    try {
      throw CanaryOfTheExceptionType(words.at("exception_message"));
    } catch (const std::exception& error) {
      span.record_error(error);
      sotto::track_exception(error, "canaries");
    }
  }
  sotto::Span span = sotto::start_span("more-errors");
  span.set_error(words.at("error_type"), words.at("error_message"));
  sotto::track_error<CanaryOfTheExceptionType>("canaries");
}

/// Text that is known only now becomes a label through a vocabulary alone: as "other".
void count(const Words& words) {
  constexpr sotto::Vocabulary models{"gpt-4o", "claude"};
  sotto::track_feature_usage(models.find(words.at("vocabulary")), "canaries");
  sotto::track_agent_run({.agent_type = models.find(words.at("vocabulary")), .duration = 5ms});
}

void record(const Words& words) {
  const auto scope = sotto::attach(position_with_baggage(words));
  const std::string caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  sotto::Trace trace = sotto::start_trace(
      {.name = words.at("trace_name"),
       .user_id = words.at("user"),
       .session_id = words.at("session"),
       .tags = {words.at("trace_tag")},
       .metadata = {{words.at("trace_metadata_key"), words.at("trace_metadata")}},
       .version = words.at("trace_version"),
       .parent = sotto::parse_traceparent(caller, "seen=" + words.at("tracestate"))});
  {
    sotto::Span span = sotto::start_span(words.at("span_name"));
    fill_span(span, words);
  }
  {
    sotto::Generation generation = sotto::start_generation(
        words.at("generation_name"),
        {.model = words.at("model"), .provider = words.at("model_provider")});
    fill_generation(generation, words);
  }
  { const sotto::Span span = sotto::start_prompt(words.at("prompt_name"), 2); }
  sotto::observe(
      words.at("observed_name"), [&](const std::string&) { return words.at("result"); },
      words.at("argument"));
  (void)sotto::score({.session_id = words.at("scored_session")}, "session-score", 0.5);
  record_secrets(words);
  record_errors(words);
  count(words);
}

/// The telemetry report is delivered, and the destination that is down was asked twice.
bool is_sent(const sotto::Metrics& metrics) {
  return metrics.telemetry.reports_sent > 0 &&
         metrics.circuit_breaker.at("langfuse").failed_calls >= 2;
}

}  // namespace

int main() {
  Words words = read_words();
  const sotto::Session session;
  if (words.empty()) {
    std::cout << sotto::flush(patience).pending << "\n";
    return 0;
  }
  prctl(PR_SET_NAME, words.at("thread_name").c_str());
  const bool waits = words.contains("wait");
  record(words);
  if (waits) {
    words.clear();
    wait_to_be_killed();
  }
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!is_sent(sotto::get_metrics())) {
    if (std::chrono::steady_clock::now() > end) {
      std::cerr << "not sent: " << sotto::get_metrics_json() << "\n";
      return 1;
    }
    sotto::flush(50ms);
  }
  std::cout << sotto::get_metrics_json() << "\n" << sotto::telemetry_preview() << "\n";
  for (const std::string& warning : sotto::status().warnings) std::cout << warning << "\n";
}
