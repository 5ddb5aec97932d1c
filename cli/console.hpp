#pragma once

#include <string>
#include <string_view>

#include "privacy/environment.hpp"

namespace sotto::cli {

/// What a run of the program ends with. Documented in --help; scripts rely on it.
enum class Exit : int { ok = 0, failed = 1, usage = 2 };

/// The terminal, or whatever stands in its place.
class Console {
 public:
  /// Colour only when standard output is a terminal and NO_COLOR is not set (no-color.org).
  explicit Console(const privacy::Environment& environment);

  /// Standard output. What strangers sent goes through printable() first.
  void print(std::string_view text) const;

  /// Says `message` in one line on standard error, as "sotto: ...".
  Exit fail(std::string_view message) const;

  /// The same without ending anything: what a reader of the output should know.
  void note(std::string_view message) const;

  /// Asks for y or n on the terminal. False, unasked, when standard input is none.
  bool confirm(std::string_view question) const;
  bool can_ask() const noexcept { return can_ask_; }

  std::string bold(std::string_view text) const { return styled("1", text); }
  std::string dim(std::string_view text) const { return styled("2", text); }
  std::string red(std::string_view text) const { return styled("31", text); }

 private:
  std::string styled(std::string_view code, std::string_view text) const;

  bool has_colour_;
  bool can_ask_;
};

}  // namespace sotto::cli
