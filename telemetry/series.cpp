#include "telemetry/series.hpp"

#include <bit>
#include <cstring>
#include <new>

#include "core/os_memory.hpp"
#include "pipeline/shard.hpp"

namespace sotto::telemetry {
namespace {

static_assert(SeriesTable::max_label_sets + series_kinds <= pipeline::Shard::max_series);
static_assert(std::has_single_bit(SeriesTable::slots));

constinit SeriesTable process_table;

std::uint64_t combine(SeriesKind kind, std::uint64_t first, std::uint64_t second) noexcept {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio: spreads every bit
  const std::uint64_t mixed = (first + static_cast<std::uint64_t>(kind)) * odd;
  return (std::rotl(mixed, 32) ^ second) * odd;
}

std::size_t home_slot(std::uint64_t hash) noexcept {
  return hash >> (64 - std::countr_zero(SeriesTable::slots));  // the best mixed bits
}

template <typename Word>
bool equal_words(const char* a, const char* b) noexcept {
  Word left;
  Word right;
  std::memcpy(&left, a, sizeof(Word));
  std::memcpy(&right, b, sizeof(Word));
  return left == right;
}

/// As a == b; without memcmp's call, which would cost as much as all the rest of the lookup.
bool equal_text(std::string_view a, std::string_view b) noexcept {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  if (size >= sizeof(std::uint64_t)) {
    const std::size_t last = size - sizeof(std::uint64_t);
    for (std::size_t i = 0; i < last; i += sizeof(std::uint64_t)) {
      if (!equal_words<std::uint64_t>(a.data() + i, b.data() + i)) return false;
    }
    return equal_words<std::uint64_t>(a.data() + last, b.data() + last);
  }
  if (size >= sizeof(std::uint32_t)) {
    const std::size_t last = size - sizeof(std::uint32_t);
    return equal_words<std::uint32_t>(a.data(), b.data()) &&
           equal_words<std::uint32_t>(a.data() + last, b.data() + last);
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

}  // namespace

struct SeriesTable::Key {
  std::uint64_t hash;
  SeriesKind kind;
  std::string_view first;
  std::string_view second;

  bool is_of(const Series& series) const noexcept {
    return series.hash == hash && series.kind == kind && equal_text(series.first, first) &&
           equal_text(series.second, second);
  }

  /// With its own copy of the texts behind it. Null when memory is short.
  const Series* make(std::uint32_t number) const noexcept {
    void* const memory = core::permanent_memory(sizeof(Series) + first.size() + second.size());
    if (memory == nullptr) return nullptr;
    char* const texts = static_cast<char*>(memory) + sizeof(Series);
    std::memcpy(texts, first.data(), first.size());
    if (!second.empty()) std::memcpy(texts + first.size(), second.data(), second.size());
    return new (memory) Series{.hash = hash,
                               .first = {texts, first.size()},
                               .second = {texts + first.size(), second.size()},
                               .number = number,
                               .kind = kind};
  }
};

const Series* SeriesTable::find_or_add(SeriesKind kind, LabelText first,
                                       LabelText second) noexcept {
  const Key key{combine(kind, first.hash, second.hash), kind, first.text, second.text};
  for (std::size_t at = home_slot(key.hash);; at = (at + 1) % slots) {
    const Series* const series = table_[at].load(std::memory_order_acquire);
    if (series == nullptr) return add(key, at);
    if (key.is_of(*series)) return series;
  }
}

const Series* SeriesTable::add(const Key& key, std::size_t at) noexcept {
  std::uint32_t number = 0;
  if (!take_number(number)) return overflow(key.kind);
  const Series* const made = key.make(number);
  if (made == nullptr) return overflow(key.kind);
  for (;; at = (at + 1) % slots) {
    const Series* there = nullptr;
    if (table_[at].compare_exchange_strong(there, made, std::memory_order_acq_rel)) return made;
    // Another thread was first in this slot. If it added the same set, ours and its number are
    // left unused.
    if (key.is_of(*there)) return there;
  }
}

const Series* SeriesTable::overflow(SeriesKind kind) noexcept {
  overflowed_.fetch_add(1, std::memory_order_relaxed);
  return &overflow_[static_cast<std::size_t>(kind)];
}

bool SeriesTable::take_number(std::uint32_t& number) noexcept {
  number = next_number_.load(std::memory_order_relaxed);
  while (number < max_label_sets + series_kinds) {
    if (next_number_.compare_exchange_weak(number, number + 1, std::memory_order_relaxed)) {
      return true;
    }
  }
  return false;
}

SeriesTable& series_table() noexcept {
  return process_table;
}

}  // namespace sotto::telemetry
