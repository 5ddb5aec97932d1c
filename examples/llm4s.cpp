// The patterns of the LLM4S tracing guide in C++. Every object ends its span at the end of its
// block, so there is no finish() to forget, and a span is its own parent for what the block does.
//
//   TRACING_MODE=langfuse | print | none, or several: langfuse,print

#include <future>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <sotto/sotto.hpp>

namespace {

using sotto::ObservationType;

std::string complete(const std::string& prompt) {
  return "answer to " + prompt;
}

std::string database_query() {
  auto query = sotto::start_span("database-query");
  query.set_metadata("query_type", "select");
  query.set_metadata("table", "users");
  const std::string user = sotto::observe("fetch-user", [] { return std::string("Ada"); });
  const int permissions = sotto::observe("fetch-permissions", [] { return 7; });
  return user + ":" + std::to_string(permissions);
}

/// The exception is recorded and goes on to the caller.
void risky_operation() {
  sotto::observe("risky-operation", [] { throw std::runtime_error("API rate limit exceeded"); });
}

void checkpoint() {
  auto span = sotto::start_span("import");
  span.add_event(
      "checkpoint_reached",
      {{"checkpoint", "data_validation"}, {"records_processed", 1000}, {"validation_errors", 0}});
  span.set_status(sotto::SpanStatus::ok);
}

std::string tracked_llm_call(const std::string& prompt) {
  return sotto::with_trace({.name = "llm-operation"}, [&](sotto::Trace& trace) {
    trace.set_input(prompt);
    auto generation = sotto::start_generation("llm-completion", {.model = "gpt-4"});
    generation.set_model_parameter("max_tokens", 1000);
    generation.set_model_parameter("temperature", 0.7);
    std::string answer = complete(prompt);
    generation.set_usage({.input_tokens = 3, .output_tokens = 5});
    trace.set_output(answer);
    return answer;
  });
}

std::string execute_tool(const std::string& name, const std::string& input) {
  auto tool = sotto::start_observation(ObservationType::tool, "tool-" + name);
  tool.add_tag("tool_call");
  tool.set_input(input);
  std::string result = name + "(" + input + ")";
  tool.set_output(result);
  return result;
}

std::string execute_agent(const std::string& query, const std::string& user) {
  auto trace = sotto::start_trace(
      {.name = "agent-execution", .user_id = user, .metadata = {{"agent_version", "1.0"}}});
  trace.set_input(query);
  std::string result;
  for (int iteration = 0; iteration < 3 && result.empty(); ++iteration) {
    auto step = sotto::start_span("iteration-" + std::to_string(iteration));
    step.set_metadata("iteration", iteration);
    { auto planning = sotto::start_span("planning", {{"strategy", "cot"}}); }
    const std::string output =
        sotto::observe("execution", [&] { return execute_tool("search", query); });
    auto evaluation = sotto::start_observation(ObservationType::evaluator, "evaluation");
    if (iteration == 1) result = output;
  }
  trace.set_output(result);
  return result;
}

std::string rag_pipeline(const std::string& query) {
  auto pipeline = sotto::start_observation(ObservationType::chain, "rag-pipeline");
  pipeline.set_input(query);
  {
    auto embedding = sotto::start_observation(ObservationType::embedding, "generate-embedding");
    embedding.set_metadata("model", "text-embedding-ada-002");
  }
  std::vector<std::string> documents;
  {
    auto search = sotto::start_observation(ObservationType::retriever, "vector-search",
                                           {{"index", "knowledge_base"}, {"top_k", 5}});
    documents = {"one", "two"};
    search.set_attribute("results_found", documents.size());
  }
  { auto context = sotto::start_span("prepare-context", {{"documents_count", documents.size()}}); }
  auto generation = sotto::start_generation("generate-response", {.model = "gpt-4"});
  std::string response = complete(query);
  generation.set_output(response);
  pipeline.set_output(response);
  return response;
}

std::future<std::string> async_operation() {
  return sotto::with_trace_async({.name = "async-operation"}, [](sotto::Trace& trace) {
    auto first = std::async(
        std::launch::async,
        sotto::bind(sotto::observed("async-task-1", [] { return std::string("result-1"); })));
    auto second = std::async(
        std::launch::async,
        sotto::bind(sotto::observed("async-task-2", [] { return std::string("result-2"); })));
    std::string both = first.get() + " and " + second.get();
    trace.set_output(both);
    return both;
  });
}

/// What TraceManagerConfig sets. Retries and the breaker need no setting.
sotto::Config configure() {
  sotto::Config config = sotto::Config::from_dotenv();
  config.batch_size = 100;
  config.flush_interval = std::chrono::seconds(5);
  if (config.environment.empty()) config.environment = "production";
  if (config.release.empty()) config.release = "1.0.0";
  return config;
}

}  // namespace

int main() {
  const sotto::Session session(configure());
  {
    auto trace = sotto::start_trace({.name = "api-request",
                                     .user_id = "user123",
                                     .session_id = "session456",
                                     .metadata = {{"endpoint", "/api/chat"}, {"version", "2.0"}}});
    trace.add_tag("production");
    trace.set_metadata("request_id", "req_789");
    std::cout << database_query() << "\n";
    checkpoint();
    std::cout << rag_pipeline("What is a span?") << "\n";
    try {
      risky_operation();
    } catch (const std::runtime_error& error) {
      std::cout << "recorded: " << error.what() << "\n";
    }
  }
  std::cout << tracked_llm_call("hello") << "\n";
  std::cout << execute_agent("find it", "user123") << "\n";
  std::cout << async_operation().get() << "\n";
}
