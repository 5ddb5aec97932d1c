#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/scrub/windows.hpp"

namespace sotto::privacy {

struct Finding;

/// A text with one layer of its encodings taken off, and where each part of it came from.
class DecodedText {
 public:
  /// Undoes escapes of JSON and of C, percent-encoding, HTML's entities, base64 and hexadecimal
  /// text, makes ASCII of digits in other shapes, and leaves out characters without width and line
  /// ends within what looks like a token. Nothing is undone twice. False when there was nothing to
  /// undo. The result is never longer than `text`. Looks for them in the windows only.
  bool decode(std::string_view text, const Windows& windows);

  std::string_view text() const noexcept { return text_; }

  /// Where that is another text than the original.
  const Windows& windows() const noexcept { return windows_; }

  /// Makes of findings in text(), in order, those in the original. What stood for several bytes
  /// (base64) is one piece.
  void to_source(std::span<Finding> findings) const noexcept;

 private:
  /// From `decoded` on the text is that of the original from `source` on, byte for byte or, when it
  /// was encoded, all of it.
  struct Piece {
    std::size_t decoded;
    std::size_t source;
    std::size_t source_bytes;  // 0: not encoded
  };

  void add(std::size_t source, std::size_t source_bytes, std::string_view decoded);

  std::string text_;
  std::vector<Piece> pieces_;
  Windows windows_;
};

/// Whether something at `at`, a candidate "%", "&" or backslash, can be undone.
bool is_encoded_at(std::string_view text, std::size_t at) noexcept;

/// Whether a character without width stands at `at`, or a digit in another shape.
bool is_invisible_at(std::string_view text, std::size_t at) noexcept;

/// Whether the run whose 15th byte is at `at` stands in base64 or hexadecimal text that gives text.
bool is_blob_in_run(std::string_view text, std::size_t at) noexcept;

}  // namespace sotto::privacy
