#pragma once

#include <cstddef>
#include <string_view>

namespace sotto::privacy {

/// Random text has digits or both cases; a word of prose has neither.
bool looks_random(std::string_view text) noexcept;

/// What a text is made of, to tell generated keys from names.
struct Makeup {
  std::size_t letters = 0;  // and digits: all but separators
  std::size_t digits = 0;
  std::size_t upper = 0;
  std::size_t lower = 0;
  std::size_t not_hex = 0;  // letters after "f"
  /// Neighbours of different classes: lower case, upper case, digits. About 0.6 of the places in
  /// random base 62, 0.4 in random base 36, and 0.1 in names. Separators are passed over.
  std::size_t changes = 0;

  bool has_both_cases() const noexcept { return upper > 0 && lower > 0; }
  /// At least so many hundredths of the places change.
  bool changes_at(std::size_t percent) const noexcept { return changes * 100 >= letters * percent; }
};
Makeup makeup_of(std::string_view text) noexcept;

/// Whether the text is as random as a generated key: letters of one case or both, and digits.
bool is_random_key(std::string_view text) noexcept;

/// Whether the text is as random as what a generator of keys writes, of 16 letters at least.
bool is_generated(std::string_view text) noexcept;

bool is_hex(std::string_view text) noexcept;

/// Whether the value of a name that says little is a secret: letters with digits or signs among
/// them, of a key as random as keys are, of a password without blanks.
bool is_strong_value(bool is_key, std::string_view value) noexcept;

/// Whether the text is 8, 4, 4, 4 and 12 hexadecimal digits with dashes.
bool is_uuid(std::string_view text) noexcept;

}  // namespace sotto::privacy
