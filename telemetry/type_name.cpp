#include "telemetry/type_name.hpp"

#include <array>
#include <atomic>
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
  std::string_view mangled;
  LabelText label;
};

constinit std::array<std::atomic<const Entry*>, slots> table{};
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
  void* const memory = core::permanent_memory(sizeof(Entry) + mangled.size() + label.size());
  if (memory == nullptr) return nullptr;
  char* const texts = static_cast<char*>(memory) + sizeof(Entry);
  mangled.copy(texts, mangled.size());
  label.copy(texts + mangled.size(), label.size());
  LabelText name = Label("other");
  if (!label.empty()) name = LabelText(std::string_view(texts + mangled.size(), label.size()));
  return new (memory) Entry{{texts, mangled.size()}, name};
} catch (const std::bad_alloc&) {
  return nullptr;
}

}  // namespace

LabelText type_name(const std::type_info& type) noexcept {
  // The name and not its address is compared: another library may be loaded there later.
  const std::string_view mangled = type.name();
  if (mangled.size() > longest_mangled_bytes) return Label("other");
  const Entry* made = nullptr;
  for (std::size_t at = Label::hash_of(mangled) % slots;; at = (at + 1) % slots) {
    const Entry* there = table[at].load(std::memory_order_acquire);
    if (there == nullptr) {
      if (made == nullptr) made = make_entry(type);
      if (made == nullptr) return Label("other");
      if (table[at].compare_exchange_strong(there, made, std::memory_order_acq_rel)) {
        return made->label;
      }
    }
    if (there->mangled == mangled) return there->label;
  }
}

}  // namespace sotto::telemetry
