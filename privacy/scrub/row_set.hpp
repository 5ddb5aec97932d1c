#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace sotto::privacy {

/// Some of the N rows of a table: `for (std::size_t row : rows)` gives them in order.
template <std::size_t N>
class RowSet {
  static constexpr std::size_t bits = 64;
  using Parts = std::array<std::uint64_t, (N + bits - 1) / bits>;

 public:
  constexpr void add(std::size_t row) noexcept {
    parts_[row / bits] |= std::uint64_t{1} << row % bits;
  }

  constexpr RowSet operator&(const RowSet& other) const noexcept {
    RowSet both;
    for (std::size_t i = 0; i < parts_.size(); ++i) both.parts_[i] = parts_[i] & other.parts_[i];
    return both;
  }

  class Iterator {
   public:
    constexpr Iterator(const Parts& parts, std::size_t part) noexcept : parts_(parts), part_(part) {
      if (part < parts.size()) left_ = parts[part];
      skip_empty();
    }
    constexpr std::size_t operator*() const noexcept {
      return part_ * bits + static_cast<std::size_t>(std::countr_zero(left_));
    }
    constexpr Iterator& operator++() noexcept {
      left_ &= left_ - 1;
      skip_empty();
      return *this;
    }
    constexpr bool operator!=(const Iterator& other) const noexcept {
      return part_ != other.part_ || left_ != other.left_;
    }

   private:
    constexpr void skip_empty() noexcept {
      while (left_ == 0 && part_ < parts_.size()) {
        if (++part_ < parts_.size()) left_ = parts_[part_];
      }
    }

    const Parts& parts_;
    std::size_t part_;
    std::uint64_t left_ = 0;
  };
  constexpr Iterator begin() const noexcept { return {parts_, 0}; }
  constexpr Iterator end() const noexcept { return {parts_, parts_.size()}; }

 private:
  Parts parts_{};
};

}  // namespace sotto::privacy
