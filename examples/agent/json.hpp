#pragma once

#include <string>
#include <string_view>

namespace agent {

/// `text` as a JSON string, with its quotes.
std::string json_quoted(std::string_view text);

/// A number in the shortest form that JSON allows; NaN and infinities are null.
std::string json_number(double value);

/// JsonObject().add("role", "user").text() gives {"role":"user"}.
class JsonObject {
 public:
  JsonObject& add(std::string_view name, std::string_view text) {
    return add_json(name, json_quoted(text));
  }
  JsonObject& add(std::string_view name, double value) {
    return add_json(name, json_number(value));
  }
  /// `json` is a value that is written already.
  JsonObject& add_json(std::string_view name, std::string_view json) {
    members_ += (members_.empty() ? "" : ",") + json_quoted(name) + ":";
    members_ += json;
    return *this;
  }
  std::string text() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

class JsonArray {
 public:
  /// `json` is a value that is written already.
  JsonArray& add(std::string_view json) {
    if (!elements_.empty()) elements_ += ",";
    elements_ += json;
    return *this;
  }
  std::string text() const { return "[" + elements_ + "]"; }

 private:
  std::string elements_;
};

}  // namespace agent
