#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace sotto::privacy {

/// The parts of a text where something may be found that was not found before: around what was
/// replaced, and around what was decoded. Everywhere else every finder would say what it said.
class Windows {
 public:
  struct Window {
    std::size_t begin;
    std::size_t end;
  };

  /// What finders look at beside a place, to decide: names before a value, words before a number.
  static constexpr std::size_t around = 64;

  void clear() noexcept { windows_.clear(); }

  /// The bytes from `begin` to `end` are new. In order; windows that touch become one.
  void add(std::size_t begin, std::size_t end) {
    begin -= std::min(begin, around);
    end += around;
    if (!windows_.empty() && begin <= windows_.back().end) {
      windows_.back().end = std::max(windows_.back().end, end);
    } else {
      windows_.push_back({begin, end});
    }
  }

  /// After the last add: each goes from blank to blank of `text`, and so cuts no escape, no base64
  /// and no name off its value. A line end is no blank, as a token may go on in the next line.
  void widen(std::string_view text) noexcept {
    std::size_t kept = 0;
    std::size_t done = 0;  // the end of the window before
    for (Window window : windows_) {
      window.end = std::min(window.end, text.size());
      while (window.begin > done && !is_boundary(text, window.begin)) --window.begin;
      window.end = std::max(window.end, done);
      while (window.end > done && window.end < text.size() && !is_boundary(text, window.end)) {
        ++window.end;
      }
      if (kept > 0 && window.begin <= done) {
        windows_[kept - 1].end = window.end;
      } else {
        windows_[kept++] = window;
      }
      done = window.end;
    }
    windows_.resize(kept);
  }

  auto begin() const noexcept { return windows_.begin(); }
  auto end() const noexcept { return windows_.end(); }

 private:
  /// Whether the blank between two words stands before `at`.
  static bool is_boundary(std::string_view text, std::size_t at) noexcept {
    constexpr std::string_view of_line_breaks = "\n >#*|";
    return at >= 2 && text[at - 1] == ' ' && of_line_breaks.find(text[at - 2]) == text.npos;
  }

  std::vector<Window> windows_;
};

}  // namespace sotto::privacy
