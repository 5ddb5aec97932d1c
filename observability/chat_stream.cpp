// Streamed answers of models: server-sent events whose data are JSON.

#include <algorithm>
#include <limits>
#include <utility>

#include <sotto/chat_completion.hpp>

#include "core/json_reader.hpp"
#include "core/text.hpp"
#include "observability/chat_answer.hpp"

namespace sotto {
namespace {

using core::JsonValue;
using observability::text_of;

constexpr std::size_t max_stream_bytes = 64 << 20;  // of one answer: far above any model's

/// Where a part says that it belongs; 0 when it does not say.
std::size_t index_of(const JsonValue& part) noexcept {
  const auto index = part["index"].integer().value_or(0);
  return index < 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(index);
}

/// The element of `list` at `index`, made when needed; null beyond `most`.
template <typename T>
T* element_at(std::vector<T>& list, std::size_t index, std::size_t most) {
  if (index >= most) return nullptr;
  if (index >= list.size()) list.resize(index + 1);
  return &list[index];
}

/// Puts the parts of an answer together. Each function says whether it got some of the answer.
class Assembler {
 public:
  bool add(const JsonValue& event) {
    const std::string_view type = event["type"].text().value_or("");
    if (event["choices"].is_array()) return add_chunk(event);
    if (type.starts_with("response.")) return add_response_event(type, event);
    return add_message_event(type, event);
  }

  const ChatCompletion& completion() const noexcept { return completion_; }

 private:
  /// OpenAI's chat.completions.
  bool add_chunk(const JsonValue& event) {
    if (completion_.id.empty()) completion_.id = text_of(event["id"]);
    if (completion_.model.empty()) completion_.model = text_of(event["model"]);
    observability::read_usage(event["usage"], completion_);
    bool has_content = false;
    const JsonValue choices = event["choices"];
    for (std::size_t i = 0; i < std::min(choices.size(), observability::max_choices); ++i) {
      const JsonValue part = choices[i];
      ChatChoice* const choice =
          element_at(completion_.choices, index_of(part), observability::max_choices);
      if (choice == nullptr) continue;
      const std::string text = text_of(part["delta"]["content"]);
      choice->text += text;
      const JsonValue calls = part["delta"]["tool_calls"];
      add_tool_calls(calls, *choice);
      if (const auto reason = part["finish_reason"].text()) choice->finish_reason = *reason;
      has_content = has_content || !text.empty() || calls.size() != 0;
    }
    return has_content;
  }

  static void add_tool_calls(const JsonValue& parts, ChatChoice& choice) {
    for (std::size_t i = 0; i < std::min(parts.size(), observability::max_tool_calls); ++i) {
      ToolCall* const call =
          element_at(choice.tool_calls, index_of(parts[i]), observability::max_tool_calls);
      if (call == nullptr) continue;
      const JsonValue function = parts[i]["function"];
      call->id += text_of(parts[i]["id"]);
      call->name += text_of(function["name"]);
      call->arguments += text_of(function["arguments"]);
    }
  }

  /// OpenAI's Responses: the last event has the whole answer.
  bool add_response_event(std::string_view type, const JsonValue& event) {
    if (type == "response.completed" || type == "response.incomplete") {
      if (auto whole = observability::read_chat_answer(event["response"])) {
        completion_ = std::move(whole).value();
      }
      return true;
    }
    if (!type.ends_with(".delta")) return false;
    if (type == "response.output_text.delta") only_choice().text += text_of(event["delta"]);
    return true;
  }

  /// Anthropic's Messages.
  bool add_message_event(std::string_view type, const JsonValue& event) {
    if (type == "message_start") {
      completion_.id = text_of(event["message"]["id"]);
      completion_.model = text_of(event["message"]["model"]);
      observability::read_usage(event["message"]["usage"], completion_);
      only_choice();
    } else if (type == "content_block_start") {
      start_block(event["content_block"]);
    } else if (type == "content_block_delta") {
      const JsonValue delta = event["delta"];
      ChatChoice& choice = only_choice();
      choice.text += text_of(delta["text"]);
      if (!choice.tool_calls.empty()) {
        choice.tool_calls.back().arguments += text_of(delta["partial_json"]);
      }
      return true;
    } else if (type == "message_delta") {
      only_choice().finish_reason = text_of(event["delta"]["stop_reason"]);
      // Cumulative, and of the output alone: the input was counted at the start.
      ChatCompletion counted;
      observability::read_usage(event["usage"], counted);
      if (counted.usage.output_tokens) {
        completion_.usage.output_tokens = counted.usage.output_tokens;
      }
    }
    return false;
  }

  void start_block(const JsonValue& block) {
    ChatChoice& choice = only_choice();
    if (block["type"].text() != "tool_use") return;
    if (choice.tool_calls.size() == observability::max_tool_calls) return;
    choice.tool_calls.push_back({text_of(block["id"]), text_of(block["name"]), {}});
  }

  ChatChoice& only_choice() { return *element_at(completion_.choices, 0, 1); }

  ChatCompletion completion_;
};

}  // namespace

struct ChatStream::Impl {
  explicit Impl(Generation& of) noexcept : generation(of) {}

  /// A line without its end. Only data lines matter: the events name themselves in their JSON.
  void take_line(std::string_view text) {
    if (!text.starts_with("data:")) return;
    text = core::trim(text.substr(5));
    if (text.empty() || text == "[DONE]") return;
    const auto event = reader.read(text);
    if (!event) {
      failure = Error{ErrorCode::malformed, "an event of the model's stream is not JSON"};
    } else if (observability::is_failure_report(event.value())) {
      failure = Error{ErrorCode::rejected, "the model's server reported an error in its stream"};
    } else if (assembler.add(event.value()) && !std::exchange(has_begun, true)) {
      generation.set_completion_start();
    }
  }

  Generation& generation;
  core::JsonReader reader;
  Assembler assembler;
  std::string line;  // what has come of it
  std::size_t bytes = 0;
  bool has_begun = false;
  std::optional<Error> failure;
};

ChatStream::ChatStream(Generation& generation) : impl_(std::make_unique<Impl>(generation)) {}
ChatStream::~ChatStream() = default;

Result<Done> ChatStream::add(std::string_view bytes) {
  Impl& self = *impl_;
  self.bytes += bytes.size();
  if (self.bytes > max_stream_bytes && !self.failure) {
    self.failure = Error{ErrorCode::too_large, "the model's stream is longer than 64 MiB"};
  }
  while (!bytes.empty() && !self.failure) {
    const std::size_t end = bytes.find('\n');
    self.line += bytes.substr(0, end);
    if (end == std::string_view::npos) break;
    self.take_line(self.line);
    self.line.clear();
    bytes.remove_prefix(end + 1);
  }
  if (self.failure) return *self.failure;
  return Done{};
}

Result<ChatCompletion> ChatStream::finish() {
  Impl& self = *impl_;
  if (!self.failure) self.take_line(std::exchange(self.line, {}));
  if (self.failure) return *self.failure;
  const ChatCompletion& completion = self.assembler.completion();
  if (completion.choices.empty()) {
    return Error{ErrorCode::malformed, "the model's stream has no answer"};
  }
  record_completion(self.generation, completion);
  return completion;
}

}  // namespace sotto
