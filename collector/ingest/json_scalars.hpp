#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sotto::collector {

/// How OTLP/JSON writes what JSON has no type for.

/// `digits` must be exactly 2 * `bytes` hex digits of any case. Appends; false appends nothing.
bool append_from_hex(std::string& out, std::string_view digits, std::size_t bytes);

/// RFC 4648, both alphabets, padding or not. Appends; on false `out` is unspecified.
bool append_from_base64(std::string& out, std::string_view text);

/// "12", "-12"; also "12.0" and "1e3", which protobuf's JSON mapping allows.
std::optional<std::int64_t> int64_from_text(std::string_view text);
std::optional<std::uint64_t> uint64_from_text(std::string_view text);
/// "NaN", "Infinity", "-Infinity" or a number.
std::optional<double> double_from_text(std::string_view text);

/// Unescapes a JSON string token, from its opening quote on, with halves of surrogate pairs
/// replaced by U+FFFD: JavaScript writes them where it has cut a text inside an emoji.
std::optional<std::string> unescape_repaired(std::string_view token);

}  // namespace sotto::collector
