#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/scrub/scan.hpp"

namespace sotto::privacy {

/// Texts that are looked for exactly, however many there are: four bytes at every few places of the
/// text are looked up among those of the texts.
class LearnedIndex {
 public:
  /// Texts of fewer bytes are not taken.
  static constexpr std::size_t least_bytes = 5;

  void add(std::string_view text, SecretKind kind, bool is_whole_word);
  /// After the last add.
  void build();
  bool empty() const noexcept { return learned_.empty(); }

  /// Appends what stands in `text`, in order and without overlap; of two that begin together the
  /// longer.
  void find(std::string_view text, std::vector<Finding>& out) const;

 private:
  struct Learned {
    std::string text;
    SecretKind kind;
    bool is_whole_word;
  };
  struct Gram {
    std::uint32_t bytes;
    std::uint32_t learned;  // which text
    std::uint32_t offset;   // where in it
  };

  std::vector<Learned> learned_;
  std::vector<Gram> grams_;            // sorted by bytes
  std::vector<std::uint64_t> filter_;  // a bit for each hash of bytes
  std::size_t step_ = 0;               // between two look-ups
};

}  // namespace sotto::privacy
