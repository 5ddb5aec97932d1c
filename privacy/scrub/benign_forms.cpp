#include "privacy/scrub/benign_forms.hpp"

#include <algorithm>

#include "privacy/scrub/randomness.hpp"
#include "privacy/scrub/scan.hpp"

namespace sotto::privacy {

bool is_no_token(std::string_view value) noexcept {
  const Makeup makeup = makeup_of(value);
  if (makeup.digits == value.size()) {
    const bool is_moment = (value.size() == 10 || value.size() == 13) && value[0] == '1';
    return is_moment || value.size() <= 3;
  }
  constexpr std::size_t least_bytes = 5;
  return makeup.letters == value.size() && makeup.digits == 0 && makeup.has_both_cases() &&
         value.size() >= least_bytes && is_upper(value[0]) && !makeup.changes_at(40);
}

bool is_lookup(std::string_view value) noexcept {
  static constexpr std::string_view beginnings[] = {
      "process.env.", "import.meta.env.", "os.environ", "os.get", "System.get",
      "std::env",     "config.",          "settings.",  "secrets.",  "vars."};
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
