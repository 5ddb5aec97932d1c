#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "core/short_text.hpp"
#include "privacy/secret_names.hpp"

namespace sotto::privacy {

/// What was found out about short texts, so that it need not be found out again: names, keys and
/// models are the same from span to span.
///
/// A text is known by all of its bytes, never by its hash alone. What is known holds for the rules
/// and the learned secrets that it was found with: a memo belongs to one scrubber, whose rules do
/// not change.
///
/// Threads: one at a time.  Memory: 32 KiB, from the first text on; a text takes another's place.
class TextMemo {
 public:
  static constexpr std::size_t longest = 61;  // bytes: with the rest a cache line

  struct Row {
    bool is_clean;      // it is UTF-8, was scrubbed, and nothing had to be replaced
    std::uint8_t kind;  // of name_kind(): 0 not known yet, 1 none, then the kinds
    std::uint8_t size;  // 0: no text yet
    std::array<char, longest> bytes;

    std::string_view text() const noexcept { return {bytes.data(), size}; }

    /// As kind_of_name(text()).
    std::optional<SecretKind> name_kind() noexcept {
      if (kind == 0) {
        const auto found = kind_of_name(text());
        kind = found ? static_cast<std::uint8_t>(2 + static_cast<std::uint8_t>(*found)) : 1;
      }
      if (kind == 1) return std::nullopt;
      return static_cast<SecretKind>(kind - 2);
    }
  };

  /// The row of `text`, until the next call. Nothing is known in it when it was another's. Null for
  /// a text that is empty or too long. `hash` is its core::hash_short. Throws std::bad_alloc.
  Row* find(std::string_view text, std::uint64_t hash) {
    if (text.empty() || text.size() > longest) return nullptr;
    if (!rows_) rows_ = std::make_unique<std::array<Row, rows>>();
    Row& row = (*rows_)[hash % rows];
    if (!core::equals_short(row.text(), text)) {
      row.is_clean = false;
      row.kind = 0;
      row.size = static_cast<std::uint8_t>(text.size());
      core::copy_short(row.bytes.data(), text.data(), text.size());
    }
    return &row;
  }

 private:
  static constexpr std::size_t rows = 512;

  std::unique_ptr<std::array<Row, rows>> rows_;
};

}  // namespace sotto::privacy
