#pragma once

#include <cstddef>

#include <sotto/chat_completion.hpp>

#include "core/json_reader.hpp"

namespace sotto::observability {

/// What is beyond these is left out: no server sends it, and a hostile one costs no memory.
inline constexpr std::size_t max_choices = 16;
inline constexpr std::size_t max_tool_calls = 128;  // of one choice

/// Reads a whole answer, in any of the three shapes. Errors: as read_chat_completion.
Result<ChatCompletion> read_chat_answer(const core::JsonValue& root);

/// Whether the server reports a failure instead of an answer.
bool is_failure_report(const core::JsonValue& root) noexcept;

/// Sets what `usage` counts, in the words of any of the three shapes. Counts that are not whole,
/// negative or absurd are left out.
void read_usage(const core::JsonValue& usage, ChatCompletion& completion);

/// A value that is text, or nothing.
std::string text_of(const core::JsonValue& value);

}  // namespace sotto::observability
