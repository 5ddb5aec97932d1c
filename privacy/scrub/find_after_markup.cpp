#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

/// What stands between a name and its value.
class Between {
 public:
  Between(const Scan& scan, std::size_t at) noexcept
      : scan_{scan.text.substr(0, at + most_bytes)}, at_(at) {
    while (step()) {
    }
  }

  std::size_t end() const noexcept { return at_; }
  /// The quote or "<" that ends the value; NUL when a blank does.
  char closing() const noexcept { return closing_; }
  bool has_line_end() const noexcept { return has_line_end_; }
  /// Whether it is "to", behind which words may stand as well.
  bool is_verb() const noexcept { return is_verb_; }
  /// Whether it says that the value follows, in another way than ": " and "=".
  bool tells() const noexcept { return (has_markup_ && has_sign_) || has_cell_ || is_other_sign_; }

 private:
  static constexpr std::size_t most_bytes = 64;

  bool step() noexcept {
    const char c = scan_.at(at_);
    if (is_blank(c)) return forward(1);
    if (c == '\\' && is_quote(scan_.at(at_ + 1))) return forward(1);
    if (is_quote(c) || c == '*') {
      has_markup_ = true;
      closing_ = has_sign_ && is_quote(c) ? c : '\0';
      return forward(1);
    }
    if (c == '<') return skip_tag();
    if (has_line_end_ && c == '-' && is_blank(scan_.at(at_ + 1))) return forward(2);  // of a list
    if (is_line_end(c)) return skip_line_end();
    if (has_sign_) return false;
    if (c == ':' || c == '=') return take_sign(scan_.at(at_ + 1) == '>' ? 2 : 1);
    const bool is_after_blank = is_blank(scan_.at(at_ - 1));
    for (const std::string_view sign : {"->", "\xe2\x86\x92", "to "}) {
      if (is_after_blank && scan_.starts_with(at_, sign)) {
        is_other_sign_ = true;
        is_verb_ = sign == "to ";
        return take_sign(sign.size());
      }
    }
    return false;
  }
  bool forward(std::size_t bytes) noexcept {
    at_ += bytes;
    return true;
  }
  bool take_sign(std::size_t bytes) noexcept {
    has_sign_ = true;
    closing_ = '\0';
    is_other_sign_ |= bytes == 2;
    return forward(bytes);
  }
  bool skip_tag() noexcept {
    const std::size_t tag = scan_.skip(at_ + 1, [](char c) { return c != '>' && c != '<'; });
    const bool is_tag = core::is_letter(scan_.at(at_ + 1)) || scan_.at(at_ + 1) == '/';
    if (!is_tag || scan_.at(tag) != '>') return false;
    has_markup_ = true;
    has_cell_ |= scan_.starts_with(at_, "<td") || scan_.starts_with(at_, "<dd");
    closing_ = '<';
    at_ = tag + 1;
    return true;
  }
  /// Once, to an indented line.
  bool skip_line_end() noexcept {
    if (!has_sign_ || has_line_end_) return false;
    const std::size_t next = at_ + (scan_.at(at_) == '\r' ? 2 : 1);
    const char first = scan_.at(next);
    if (scan_.at(next - 1) != '\n' || !(is_blank(first) || first == '-')) return false;
    has_line_end_ = true;
    is_other_sign_ = true;
    at_ = next;
    return true;
  }

  Scan scan_;
  std::size_t at_;
  char closing_ = '\0';
  bool has_markup_ = false;
  bool has_cell_ = false;
  bool has_sign_ = false;
  bool is_other_sign_ = false;
  bool is_verb_ = false;
  bool has_line_end_ = false;
};

}  // namespace

MaybeFinding find_after_markup(const Scan& scan, std::size_t at, SecretKind kind) {
  if (kind != SecretKind::password) return std::nullopt;  // others are long enough to be known
  const Between between(scan, at);
  if (!between.tells()) return std::nullopt;
  const std::size_t begin = between.end();
  const char closing = between.closing();
  std::size_t end = begin;
  if (closing != '\0') {
    end = scan.skip(begin, [closing](char c) { return c != closing && !is_line_end(c); });
  } else {
    static constexpr ByteSet ends("<\"'`\\");
    end = scan.skip(begin,
                    [](char c) { return static_cast<unsigned char>(c) > ' ' && !ends.has(c); });
    static constexpr ByteSet stops(".,;:!?)*");
    while (end > begin && stops.has(scan.text[end - 1])) --end;
  }
  if (between.has_line_end() && !is_line_end(scan.at(scan.skip(end, is_blank)))) {
    return std::nullopt;
  }
  const std::string_view value = scan.slice(begin, end);
  const bool has_digit_or_quote = closing != '\0' || makeup_of(value).digits > 0;
  if (!is_strong_value(false, value) || !has_digit_or_quote || is_uuid(value) ||
      is_placeholder(value) || is_benign_value(value)) {
    return std::nullopt;
  }
  if (closing == '\0' && between.is_verb()) {
    const Makeup makeup = makeup_of(value);
    const bool has_sign = value.find_first_of("!#%^+~?@$*&") != std::string_view::npos;
    const bool is_mixed = makeup.has_both_cases() && makeup.digits >= 2;
    if (makeup.digits == 0 || !(has_sign || is_mixed || makeup.changes_at(18))) return std::nullopt;
  }
  return Finding{begin, end, kind};
}

}  // namespace sotto::privacy
