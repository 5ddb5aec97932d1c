#pragma once

/// Reads what a language model's server answered, and records it on a generation: model, tokens,
/// messages, tool calls, why it stopped, when the first token came.
///
///   const auto completion = sotto::read_chat_completion(http_body);
///   if (completion) sotto::record_completion(generation, completion.value());
///
/// Known are the answers of OpenAI's chat.completions, which most servers speak, of its Responses,
/// and of Anthropic's Messages; whole, or streamed as server-sent events. Answers may be hostile:
/// what is not one of these is an Error, which holds nothing of it, and leaves the span untouched.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/export.hpp>
#include <sotto/result.hpp>
#include <sotto/tracing.hpp>

namespace sotto {

/// A call that the model asks the program to make.
struct ToolCall {
  std::string id = {};
  std::string name = {};
  std::string arguments = {};  // JSON as the model wrote it, valid or not
};

/// One of the answers that the model gave; most requests ask for one.
struct ChatChoice {
  std::string text = {};
  std::vector<ToolCall> tool_calls = {};
  std::string finish_reason = {};  // the server's word: "stop", "tool_calls", "end_turn", ...
};

/// An answer. What the server did not say is empty or absent.
struct ChatCompletion {
  std::string id = {};
  std::string model = {};                // the one that answered
  std::vector<ChatChoice> choices = {};  // at least one
  Usage usage = {};                      // input includes cached tokens, also Anthropic's
  std::optional<double> cost_usd = {};   // from servers that report it
};

/// Reads the body of an answer. Errors: malformed; rejected when the body is the server's report
/// of a failure.
SOTTO_API Result<ChatCompletion> read_chat_completion(std::string_view json);

/// The choices as messages of OpenTelemetry's conventions for generative AI, in JSON.
SOTTO_API std::string output_messages(const ChatCompletion& completion);

/// Sets model, usage, cost and output of the generation, and the attributes gen_ai.response.id and
/// gen_ai.response.finish_reasons.
SOTTO_API void record_completion(Generation& generation, const ChatCompletion& completion) noexcept;

/// Reads a streamed answer as it comes.
///
///   sotto::ChatStream stream(generation);
///   while (read(socket, bytes)) stream.add(bytes);
///   const auto completion = stream.finish();
///
/// Threads: one at a time.  Memory: the answer's text, and the line under way.
class SOTTO_API ChatStream {
 public:
  /// `generation` outlives this and is not moved meanwhile.
  explicit ChatStream(Generation& generation);
  ChatStream(const ChatStream&) = delete;
  ChatStream& operator=(const ChatStream&) = delete;
  ~ChatStream();

  /// The next bytes of the body, cut anywhere. The first that carry a part of the answer set the
  /// generation's completion start. After an error, the same error again.
  /// Errors: malformed, rejected, too_large (64 MiB).
  Result<Done> add(std::string_view bytes);

  /// At the end of the body, or where the program stops reading: records what has come on the
  /// generation and gives it. Errors: those of add(); malformed when nothing has come.
  Result<ChatCompletion> finish();

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace sotto
