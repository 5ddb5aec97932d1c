#include <new>

#include <sotto/coroutine.hpp>
#include <sotto/detail/gate_word.hpp>

#include "observability/span_access.hpp"
#include "pipeline/thread_slot.hpp"

namespace sotto {

/// The part of a thread's context stack that is a coroutine's: from the entry of `token` upwards.
struct detail::CoroutineEntries {
  std::uint64_t token;
  std::uint32_t slot = 0;        // of the thread whose stack holds them, while it is inside
  bool is_inside = false;        // on a thread's stack
  pipeline::ContextStack stack;  // where they are otherwise
};

CoroutineScope::CoroutineScope(const Context& position) noexcept
    : CoroutineScope(position, Outside()) {
  enter();
}

CoroutineScope::CoroutineScope(const Context& position, Outside) noexcept : entries_(nullptr) {
  pipeline::ContextStack::Entry entry = detail::ContextAccess::entry(position);
  // Without a session there are no spans to carry.
  if (!position.is_valid() && entry.baggage == nullptr && !detail::is_on(detail::tracing_bit)) {
    return;
  }
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr || slot->is_busy) return;
  entries_ = new (std::nothrow) detail::CoroutineEntries;
  if (entries_ == nullptr) return;
  entries_->token = entry.token = pipeline::make_token(*slot);
  if (entries_->stack.push(entry)) retain(entry);
}

CoroutineScope::~CoroutineScope() {
  if (entries_ == nullptr) return;
  leave();
  entries_->stack.clear();
  delete entries_;
}

void CoroutineScope::leave() noexcept {
  if (entries_ == nullptr || !entries_->is_inside) return;
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr || slot->is_busy) return;
  const pipeline::Busy busy(*slot);
  entries_->is_inside = false;
  // Not found: the coroutine came here by an await that was not carried.
  if (slot->contexts.move_from(entries_->token, entries_->stack)) return;
  pipeline::end_on_owner(entries_->slot, {{}, entries_->token});
}

void CoroutineScope::enter() noexcept {
  if (entries_ == nullptr || entries_->is_inside) return;
  pipeline::ThreadSlot* const slot = pipeline::this_thread_slot();
  if (slot == nullptr || slot->is_busy) return;
  const pipeline::Busy busy(*slot);
  entries_->stack.move_all(slot->contexts);
  entries_->slot = slot->number;
  entries_->is_inside = true;
}

}  // namespace sotto
