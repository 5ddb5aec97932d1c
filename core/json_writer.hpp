#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace sotto::core {

/// Appends `text` to `out` as a JSON string, quotes included (RFC 8259, section 7). Bytes that
/// are not UTF-8 become U+FFFD, so the result is always valid.
void append_json_string(std::string& out, std::string_view text);

/// Appends the shortest text that reads back as `value`; NaN and infinities as null.
void append_json_number(std::string& out, double value);
void append_json_number(std::string& out, std::int64_t value);
void append_json_number(std::string& out, std::uint64_t value);

/// Writes one JSON document into a string, commas and nesting done for you.
///
///   JsonWriter json(out);
///   json.begin_object().field("name", "x").key("list").begin_array().value(1).end().end();
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) noexcept : out_(out) {}

  JsonWriter& begin_object() { return open('{', '}'); }
  JsonWriter& begin_array() { return open('[', ']'); }
  /// Closes what was opened last.
  JsonWriter& end();

  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::same_as<bool> auto flag) { return raw(flag ? "true" : "false"); }
  JsonWriter& value(double number);
  JsonWriter& value(std::signed_integral auto number) {
    separate();
    append_json_number(out_, static_cast<std::int64_t>(number));
    return *this;
  }
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) JsonWriter& value(T number) {
    separate();
    append_json_number(out_, static_cast<std::uint64_t>(number));
    return *this;
  }
  JsonWriter& null() { return raw("null"); }
  /// `json` is a whole JSON value, written as it is.
  JsonWriter& raw(std::string_view json);

  template <typename T>
  JsonWriter& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }

 private:
  JsonWriter& open(char opening, char closing);
  void separate();

  std::string& out_;
  std::string closers_;       // what end() writes, innermost last
  bool needs_comma_ = false;  // a value stands before in this object or array
};

}  // namespace sotto::core
