#pragma once

#include <span>
#include <string>

#include <sotto/provider.hpp>

namespace sotto::observability {

/// Appends a tree of `batch` for people: one line per span, children indented under their
/// parents, both in the order in which they started. A span whose parent is not in the batch
/// names it. Every span is in the text once. No inputs, outputs and attributes.
///
/// Control characters are replaced, so no text can drive the terminal. `with_colour` adds escape
/// sequences of our own.
void append_console_tree(std::string& out, std::span<const SpanRecord> batch, bool with_colour);

}  // namespace sotto::observability
