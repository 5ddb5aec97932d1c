#include "telemetry/type_name.hpp"

#include <cxxabi.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include "core/os_memory.hpp"

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
const Entry* make_entry(std::string_view mangled) noexcept {
  if (types.fetch_add(1, std::memory_order_relaxed) >= max_types) return nullptr;
  const std::unique_ptr<char, void (*)(void*)> readable(
      abi::__cxa_demangle(mangled.data(), nullptr, nullptr, nullptr), std::free);
  const std::string_view label =
      readable == nullptr ? std::string_view{} : label_part(readable.get());
  void* const memory = core::permanent_memory(sizeof(Entry) + mangled.size() + label.size());
  if (memory == nullptr) return nullptr;
  char* const texts = static_cast<char*>(memory) + sizeof(Entry);
  std::memcpy(texts, mangled.data(), mangled.size());
  auto* const entry = new (memory) Entry{{texts, mangled.size()}, Label("other")};
  if (!label.empty()) {
    std::memcpy(texts + mangled.size(), label.data(), label.size());
    entry->label = LabelText(std::string_view(texts + mangled.size(), label.size()));
  }
  return entry;
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
      if (made == nullptr) made = make_entry(mangled);
      if (made == nullptr) return Label("other");
      if (table[at].compare_exchange_strong(there, made, std::memory_order_acq_rel)) {
        return made->label;
      }
    }
    if (there->mangled == mangled) return there->label;
  }
}

}  // namespace sotto::telemetry
