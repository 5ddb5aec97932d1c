#include "privacy/scrub/benign_forms.hpp"

#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"

namespace sotto::privacy {

namespace {

/// Whether a text is words of three letters or more, each with a capital: "CharList".
bool is_camel_case(std::string_view text) noexcept {
  constexpr std::size_t least_word = 3;
  const Scan scan{text};
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = scan.skip(at + 1, is_lower);
    if (!is_upper(text[at]) || end - at < least_word) return false;
    at = end;
  }
  return true;
}

}  // namespace

bool is_no_token(std::string_view value) noexcept {
  if (makeup_of(value).digits < value.size()) return is_camel_case(value);
  // Seconds and milliseconds since 1970, from 2014 to 2033.
  const bool is_moment =
      (value.size() == 10 || value.size() == 13) && value[0] == '1' && value[1] >= '4';
  return is_moment || value.size() <= 3;
}

bool is_lookup(std::string_view value) noexcept {
  static constexpr std::string_view beginnings[] = {
      "process.env.", "import.meta.env.", "os.environ", "os.get",   "System.get",
      "std::env",     "config.",          "settings.",  "secrets.", "vars."};
  return std::ranges::any_of(beginnings, [value](std::string_view beginning) {
    return value.size() > beginning.size() && value.starts_with(beginning);
  });
}

bool is_path_of_file(std::string_view value) noexcept {
  const bool is_rooted = value.starts_with('/') || value.starts_with("./") ||
                         value.starts_with("~/") || value.starts_with("../");
  const std::size_t dot = value.rfind('.');
  constexpr std::size_t most_ending = 5;
  return is_rooted && value.find('/', 1) != std::string_view::npos &&
         dot != std::string_view::npos && value.size() - dot <= most_ending &&
         makeup_of(value).digits * 8 <= value.size();
}

}  // namespace sotto::privacy
