#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "pipeline/permanent.hpp"

namespace sotto::pipeline {

/// An index into a SparseArray, taken apart. Who uses one often keeps it so.
struct SparsePlace {
  static constexpr std::size_t page_elements = 16;
  static constexpr std::size_t group_pages = 8;
  static constexpr std::size_t group_elements = group_pages * page_elements;

  constexpr SparsePlace(std::size_t i) noexcept  // NOLINT: an index is a place
      : group(static_cast<std::uint32_t>(i / group_elements)),
        page(i / page_elements % group_pages),
        element(i % page_elements) {}

  std::uint32_t group;
  std::uint32_t page;
  std::uint32_t element;
};

/// An array of which most elements are never touched: pages of 16 under groups of 8 pages, each
/// made, zeroed, on first use, and kept.
///
/// Threads: any finds, and makes what is missing; all get the same element.
/// Memory:  a pointer per 128 elements; 64 bytes for each 128 in use, 16 elements for each page.
template <typename T, std::size_t Size>
class SparseArray {
 public:
  static constexpr std::size_t size = Size;
  static constexpr std::size_t page_elements = SparsePlace::page_elements;

  /// Null while the page of the element was not made.
  T* find(const SparsePlace& place) const noexcept {
    Group* const group = groups_[place.group].load(std::memory_order_acquire);
    if (group == nullptr) [[unlikely]]
      return nullptr;
    Page* const page = (*group)[place.page].load(std::memory_order_acquire);
    if (page == nullptr) [[unlikely]]
      return nullptr;
    return &(*page)[place.element];
  }

  /// The element, its page made when needed; null when memory is short.
  T* find_or_make(const SparsePlace& place) noexcept {
    Group* const group = get_or_make(groups_[place.group]);
    if (group == nullptr) return nullptr;
    Page* const page = get_or_make((*group)[place.page]);
    return page == nullptr ? nullptr : &(*page)[place.element];
  }

  /// Calls `visit(i, element)` for every element whose page was made, in order.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < size; i += page_elements) {
      T* const page = find(i);
      if (page == nullptr) continue;
      for (std::size_t at = 0; at < page_elements; ++at) visit(i + at, page[at]);
    }
  }

  /// Of what was made; without the array itself.
  std::size_t bytes() const noexcept {
    std::size_t bytes = 0;
    for (const auto& place : groups_) {
      const Group* const group = place.load(std::memory_order_acquire);
      if (group == nullptr) continue;
      bytes += sizeof(Group);
      for (const auto& page : *group) bytes += page.load() != nullptr ? sizeof(Page) : 0;
    }
    return bytes;
  }

 private:
  using Page = std::array<T, page_elements>;
  using Group = std::array<std::atomic<Page*>, SparsePlace::group_pages>;

  static constexpr std::size_t groups =
      (size + SparsePlace::group_elements - 1) / SparsePlace::group_elements;
  static_assert(groups <= 256);

  std::array<std::atomic<Group*>, groups> groups_{};
};

}  // namespace sotto::pipeline
