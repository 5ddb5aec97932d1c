#include "telemetry/type_name.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>

#include "core/os_memory.hpp"
#include "core/type_name.hpp"

namespace sotto::telemetry {
namespace {

constexpr std::size_t slots = 512;
constexpr std::uint32_t max_types = 256;
constexpr std::size_t longest_mangled_bytes = 4096;  // a longer one is a template that nobody reads

struct Entry {
  std::string_view mangled;  // its end is marked by a zero
  LabelText label;
};

constinit std::array<std::atomic<const Entry*>, slots> table{};
// The entry that was last asked for by a name at such an address: saves to hash the name.
constinit std::array<std::atomic<const Entry*>, slots> by_address{};
constinit std::atomic<std::uint32_t> types{0};

std::string_view label_part(std::string_view name) noexcept {
  std::size_t size = 0;
  while (size < name.size() && size < Label::max_bytes && Label::is_allowed(name[size])) ++size;
  return name.substr(0, size);
}

/// Null when memory is short or there are too many.
const Entry* make_entry(const std::type_info& type) noexcept try {
  if (types.fetch_add(1, std::memory_order_relaxed) >= max_types) return nullptr;
  const std::string_view mangled = type.name();
  const std::string readable = core::type_name(type);
  const std::string_view label = label_part(readable);
  void* const memory = core::permanent_memory(sizeof(Entry) + mangled.size() + 1 + label.size());
  if (memory == nullptr) return nullptr;
  char* const texts = static_cast<char*>(memory) + sizeof(Entry);
  char* const label_texts = texts + mangled.copy(texts, mangled.size()) + 1;  // the zero is there
  label.copy(label_texts, label.size());
  LabelText name = Label("other");
  if (!label.empty()) name = LabelText(std::string_view(label_texts, label.size()));
  return new (memory) Entry{{texts, mangled.size()}, name};
} catch (const std::bad_alloc&) {
  return nullptr;
}

/// Null when memory is short, there are too many or the name is too long.
const Entry* find_or_add(const std::type_info& type) noexcept {
  const std::string_view mangled = type.name();
  if (mangled.size() > longest_mangled_bytes) return nullptr;
  const Entry* made = nullptr;
  for (std::size_t at = Label::hash_of(mangled) % slots;; at = (at + 1) % slots) {
    const Entry* there = table[at].load(std::memory_order_acquire);
    if (there == nullptr) {
      if (made == nullptr) made = make_entry(type);
      if (made == nullptr) return nullptr;
      if (table[at].compare_exchange_strong(there, made, std::memory_order_acq_rel)) return made;
    }
    if (there->mangled == mangled) return there;
  }
}

std::size_t place_of_address(const char* name) noexcept {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio: spreads every bit
  return (reinterpret_cast<std::uintptr_t>(name) * odd) >> (64 - std::countr_zero(slots));
}

}  // namespace

LabelText type_name(const std::type_info& type) noexcept {
  // The name and not its address decides: another library may be loaded there later.
  const char* const name = type.name();
  std::atomic<const Entry*>& place = by_address[place_of_address(name)];
  const Entry* entry = place.load(std::memory_order_acquire);
  if (entry == nullptr || std::strcmp(entry->mangled.data(), name) != 0) {
    entry = find_or_add(type);
    if (entry == nullptr) return Label("other");
    place.store(entry, std::memory_order_release);
  }
  return entry->label;
}

}  // namespace sotto::telemetry
