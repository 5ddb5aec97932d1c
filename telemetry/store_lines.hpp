#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <sotto/label.hpp>

/// The files of the store are lines of words with a space between them. What is read is validated
/// like labels and numbers in their limits: nothing else can come out of a file.
namespace sotto::telemetry {

inline constexpr std::string_view no_text = "*";  // where no text is: no label holds that character
inline constexpr std::uint64_t most_count = 1'000'000'000'000'000'000;  // OTLP's numbers are signed
inline constexpr std::int64_t latest_s = 9'999'999'999;                 // the year 2286

/// Lines of words.
class LineWriter {
 public:
  explicit LineWriter(std::string& out) noexcept : out_(out) {}

  LineWriter& word(std::string_view text) {
    if (!out_.empty() && out_.back() != '\n') out_ += ' ';
    out_ += text;
    return *this;
  }
  LineWriter& text(std::string_view text) { return word(text.empty() ? no_text : text); }
  LineWriter& number(std::integral auto number) { return word(std::to_string(number)); }
  void end() { out_ += '\n'; }

 private:
  std::string& out_;
};

inline bool is_label(std::string_view text) noexcept {
  return !text.empty() && text.size() <= Label::max_bytes &&
         std::ranges::all_of(text, [](char c) { return Label::is_allowed(c); });
}

/// Reads the text line by line, word by word. After the first that is not as it should be every
/// further one is refused too.
class LineReader {
 public:
  explicit LineReader(std::string_view text) noexcept : rest_(text) {}

  bool is_good() const noexcept { return is_good_; }
  bool is_at_end() const noexcept { return rest_.empty(); }
  bool is_at_end_of_line() const noexcept { return line_.empty(); }

  /// The words of the next line are those that follow.
  LineReader& line() noexcept {
    const std::size_t end = rest_.find('\n');
    check(line_.empty() && end != std::string_view::npos);
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(is_good_ ? end + 1 : 0);
    return *this;
  }
  std::string_view word() noexcept {
    const std::size_t end = std::min(line_.find(' '), line_.size());
    const std::string_view word = line_.substr(0, end);
    line_.remove_prefix(std::min(end + 1, line_.size()));
    check(!word.empty());
    return word;
  }
  LineReader& is(std::string_view expected) noexcept {
    check(word() == expected);
    return *this;
  }
  LineReader& label(std::string& out) {
    const std::string_view text = word();
    check(is_label(text));
    out = text;
    return *this;
  }
  LineReader& label_or_none(std::string& out) {
    const std::string_view text = word();
    check(text == no_text || is_label(text));
    if (text != no_text) out = text;
    return *this;
  }
  template <std::integral Number>
  LineReader& number(Number& out, std::type_identity_t<Number> least,
                     std::type_identity_t<Number> most) noexcept {
    return parse(word(), out, least, most);
  }
  template <std::integral Number>
  LineReader& parse(std::string_view text, Number& out, std::type_identity_t<Number> least,
                    std::type_identity_t<Number> most) noexcept {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out);
    check(error == std::errc() && stop == end && out >= least && out <= most);
    return *this;
  }
  void check(bool holds) noexcept { is_good_ = is_good_ && holds; }

 private:
  std::string_view rest_;
  std::string_view line_;
  bool is_good_ = true;
};

}  // namespace sotto::telemetry
