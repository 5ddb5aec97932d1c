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

  void clear() noexcept { windows_.clear(); }

  /// The bytes from `begin` to `end` are new. In order; windows that touch become one.
  void add(std::size_t begin, std::size_t end) {
    if (!windows_.empty() && begin <= windows_.back().end) {
      windows_.back().end = std::max(windows_.back().end, end);
    } else {
      windows_.push_back({begin, end});
    }
  }

  /// After the last add: each window becomes as wide as finders look to decide. It goes from blank
  /// to blank of `text`, and so cuts no escape, no base64 and no token, and has the words beside
  /// those, which may announce or name them.
  void widen(std::string_view text) noexcept {
    constexpr std::size_t before = 64;
    constexpr std::size_t after = 64;
    std::size_t kept = 0;
    std::size_t done = 0;  // the end of the window before
    const auto begin_of_word = [&](std::size_t at) {
      while (at > done && !is_boundary(text, at)) --at;
      return at;
    };
    const auto end_of_word = [&](std::size_t at) {
      at = std::max(at, done);
      while (at > done && at < text.size() && !is_boundary(text, at)) ++at;
      return std::min(at, text.size());
    };
    for (Window window : windows_) {
      window.begin = begin_of_word(window.begin);
      window.begin = begin_of_word(window.begin - std::min(window.begin, before));
      window.end = end_of_word(end_of_word(window.end) + after);
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
  /// Whether the blank between two words stands before `at`. One at a line end is none, as a token
  /// may go on in the next line.
  static bool is_boundary(std::string_view text, std::size_t at) noexcept {
    constexpr std::string_view of_line_breaks = "\n >#*|";
    return at >= 2 && text[at - 1] == ' ' && of_line_breaks.find(text[at - 2]) == text.npos;
  }

  std::vector<Window> windows_;
};

}  // namespace sotto::privacy
