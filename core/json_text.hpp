#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace sotto::core {

/// Writes a document whose form is known when the program is compiled: constant pieces of JSON with
/// values between them. Several times as fast as JsonWriter, which is for all others: here the
/// caller writes commas and brackets.
///
///   JsonText json(out);
///   json.literal("{\"name\":").string(name).literal(",\"count\":").number(7).literal("}");
///
/// Threads: one at a time.  Memory: `out`, which is whole again when this is destroyed.
class JsonText {
 public:
  explicit JsonText(std::string& out) noexcept : out_(out), size_(out.size()) {}
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;
  ~JsonText() { out_.resize(size_); }

  template <std::size_t N>
  JsonText& literal(const char (&text)[N]) {
    std::memcpy(room(N), text, N - 1);
    size_ += N - 1;
    return *this;
  }

  /// A whole JSON value.
  JsonText& raw(std::string_view json);

  /// As append_json_string().
  JsonText& string(std::string_view text);

  /// In quotes where `is_quoted`. A double is finite.
  template <typename T>
  JsonText& number(T value, bool is_quoted = false) {
    constexpr std::size_t most = 32;  // a double has 24 characters at most, and two quotes
    char* const begin = room(most);
    char* end = std::to_chars(begin + is_quoted, begin + most - 1, value).ptr;
    if (is_quoted) *begin = *end++ = '"';
    size_ += static_cast<std::size_t>(end - begin);
    return *this;
  }

  /// In quotes.
  JsonText& hex(const std::uint8_t* bytes, std::size_t count);

 private:
  /// Where the next `bytes` go.
  char* room(std::size_t bytes) {
    if (out_.size() - size_ < bytes) grow(bytes);
    return out_.data() + size_;
  }
  void grow(std::size_t bytes);

  std::string& out_;
  std::size_t size_;  // of what is written; the rest of `out` is room
};

}  // namespace sotto::core
