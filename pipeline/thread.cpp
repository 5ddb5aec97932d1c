#include "pipeline/thread.hpp"

#include <algorithm>
#include <iterator>
#include <system_error>

#include "core/os_thread.hpp"
#include "pipeline/thread_slot.hpp"
#include "pipeline/wake.hpp"

namespace sotto::pipeline {
namespace {

constexpr std::chrono::milliseconds publish_interval{100};
constexpr std::chrono::milliseconds taking_over_time{5};  // of a round
constexpr std::chrono::milliseconds saving_time{20};      // past the deadline of a shutdown
constexpr std::chrono::milliseconds held_back_wait{100};  // the sampler follows the load meanwhile
constexpr std::chrono::milliseconds out_of_memory_wait{50};
constexpr std::size_t batches_per_round = 8;  // then the sampler judges anew

/// False when memory was short, which is all that can be: what was at hand is counted where it was
/// lost, and the next round may have more luck.
template <typename Step>
bool attempt(Step&& step) noexcept {
  try {
    step();
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

PipelineThread::PipelineThread(Parts parts, privacy::Scrubber scrubber)
    : parts_(std::move(parts)),
      intake_(std::move(scrubber), parts_.sampling, parts_.batch_limits,
              [this](const SharedBatch& batch) {
                for (const auto& destination : parts_.destinations) destination->offer(batch);
              }),
      pace_(parts_.batch_limits.age) {}

PipelineThread::~PipelineThread() {
  stop();
}

bool PipelineThread::start(bool keeps_queued) {
  if (!keeps_queued) intake_.discard();
  try {
    const core::SignalsBlocked signals;
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    return false;
  }
  set_wake_target(parts_.loop.get());
  return true;
}

void PipelineThread::run() {
  attempt([this] { open_spool(); });
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) break;
    }
    if (attempt([this] { step(); })) continue;
    attempt([this] { parts_.loop->run_for(out_of_memory_wait); });
  }
  attempt([this] { save_rest(); });
  for (const auto& destination : parts_.destinations) destination->end();
  if (parts_.task) parts_.task->disconnect();
  if (parts_.spool) parts_.spool->close();
  attempt([this] { publish(); });
}

void PipelineThread::open_spool() {
  if (!parts_.spool) return;
  std::vector<std::uint64_t> keys;
  for (const auto& destination : parts_.destinations) {
    keys.push_back(destination->spool_key());
    keys.push_back(destination->score_spool_key());
  }
  parts_.spool->open(std::move(keys));
}

bool PipelineThread::is_taking_over() const noexcept {
  return parts_.spool && parts_.spool->is_taking_over();
}

/// What gone sessions left, a little in each round.
void PipelineThread::take_over_spool(Clock::time_point now) {
  if (!is_taking_over()) return;
  parts_.spool->take_over(now + taking_over_time);
  for (const auto& destination : parts_.destinations) destination->adopt_spooled();
}

/// What is still in the rings goes to the spool, as far as that is done in a moment: there it is
/// not lost.
void PipelineThread::save_rest() {
  if (!parts_.spool) return;
  check_gates(next_gate_check_);
  if (!gates_.observability) return;
  const Clock::time_point until = Clock::now() + saving_time;
  intake_.resume();
  intake_.begin_round(queues(), Clock::now());
  while (Clock::now() < until && intake_.drain(1, Clock::now()) != 0) {
  }
  intake_.deliver_open();
}

void PipelineThread::close_in_child() noexcept {
  if (parts_.spool) parts_.spool->close_in_child();
}

void PipelineThread::step() {
  const Clock::time_point now = Clock::now();
  check_gates(now);
  take_over_spool(now);
  begin_flush(now);
  take_spans(now);
  intake_.deliver_aged(now);
  next_call_ = parts_.task ? parts_.task->tick(now) : Clock::time_point::max();
  const auto may_send = [this] {
    check_gates(next_gate_check_);
    return gates_.observability;
  };
  for (const auto& destination : parts_.destinations) {
    next_call_ = std::min(next_call_, destination->pump(now, may_send));
  }
  continue_flush(now);
  const auto wait = wait_time(now);
  if (now >= next_publish_ || wait >= publish_interval) publish();
  parts_.loop->run_for(wait);
  thread_state.store(ThreadState::awake, std::memory_order_relaxed);
}

/// What the destination that follows best makes of the load: a dead one slows no other.
QueueState PipelineThread::queues() const noexcept {
  QueueState state{.settled = 0, .level = 1};
  for (const auto& destination : parts_.destinations) {
    state.settled = std::max(state.settled, destination->settled());
    state.level = std::min(state.level, destination->level());
  }
  return state;
}

std::size_t PipelineThread::room() const noexcept {
  std::size_t room = 0;
  for (const auto& destination : parts_.destinations) room = std::max(room, destination->room());
  return room;
}

/// One batch, after which the connections get their turn. A full destination drops; when all are
/// full the spans wait in their rings.
void PipelineThread::take_spans(Clock::time_point now) {
  if (!gates_.observability) {
    rings_ = Rings::empty;
    return;
  }
  const std::size_t wanted = std::min(room(), parts_.batch_limits.spans);
  if (wanted == 0) {
    rings_ = Rings::held_back;
    batches_left_ = 0;
    return intake_.observe(queues(), now);
  }
  if (batches_left_ == 0) {
    intake_.begin_round(queues(), now);
    batches_left_ = batches_per_round;
  }
  rings_ = intake_.drain(wanted, now) < wanted ? Rings::empty : Rings::being_emptied;
  batches_left_ = rings_ == Rings::empty ? 0 : batches_left_ - 1;
}

void PipelineThread::check_gates(Clock::time_point now) {
  if (now < next_gate_check_) return;
  next_gate_check_ = Clock::now() + gate_interval;
  const GateState allowed = parts_.gates();
  if (gates_.telemetry && !allowed.telemetry && parts_.task) parts_.task->discard();
  gates_ = allowed;
  if (!gates_.observability) discard_spans();
}

void PipelineThread::discard_spans() {
  intake_.deliver_open();
  const std::uint64_t in_rings = intake_.discard();
  for (const auto& destination : parts_.destinations) {
    destination->drop_all(DropReason::opted_out);
    destination->count_dropped(DropReason::opted_out, in_rings);
  }
  if (parts_.spool) parts_.spool->clear();
}

void PipelineThread::begin_flush(Clock::time_point now) {
  bool is_ending = false;
  {
    const std::lock_guard lock(mutex_);
    if (flush_requested_ == flush_done_ || flush_requested_ == flush_.number) return;
    flush_ = {.number = flush_requested_,
              .is_delivered = false,
              .offered = {},
              .deadline = flush_deadline_};
    is_ending = is_ending_;
  }
  batches_left_ = 0;  // what was recorded before the call belongs to the next round at the latest
  check_gates(next_gate_check_);
  if (is_ending) {
    for (const auto& destination : parts_.destinations) destination->begin_shutdown();
  }
  if (parts_.task) parts_.task->flush(now);
}

bool PipelineThread::is_settled(const Destination& destination, std::uint64_t mark) const {
  return destination.settled() >= mark || destination.is_given_up() ||
         destination.next_attempt() > flush_.deadline;
}

/// No destination has room, and none can make some before the flush's deadline.
bool PipelineThread::can_settle_nothing() const {
  return std::ranges::none_of(parts_.destinations, [this](const auto& destination) {
    return destination->has_room() || !is_settled(*destination, destination->offered());
  });
}

void PipelineThread::continue_flush(Clock::time_point now) {
  if (flush_.number == 0) return;
  if (!flush_.is_delivered) {
    if (is_taking_over() || (rings_ != Rings::empty && !can_settle_nothing())) return;
    intake_.deliver_open();
    flush_.is_delivered = true;
    for (const auto& destination : parts_.destinations) {
      flush_.offered.push_back(destination->offered());
      destination->pump(now, [this] { return gates_.observability; });
    }
  }
  for (std::size_t i = 0; i < flush_.offered.size(); ++i) {
    if (!is_settled(*parts_.destinations[i], flush_.offered[i])) return;
  }
  if (parts_.task && !parts_.task->is_idle()) return;
  publish();
  const std::lock_guard lock(mutex_);
  flush_done_ = flush_.number;
  flush_.number = 0;
  flushed_.notify_all();
}

void PipelineThread::request_flush(Clock::time_point deadline, bool is_last) {
  std::unique_lock lock(mutex_);
  if (is_stopping_ || !thread_.joinable()) return;
  is_ending_ = is_ending_ || is_last;
  flush_deadline_ = std::max(flush_deadline_, deadline);
  const std::uint64_t mine = ++flush_requested_;
  parts_.loop->wake();
  flushed_.wait_until(lock, deadline, [&] { return flush_done_ >= mine || is_stopping_; });
}

void PipelineThread::flush(Clock::time_point deadline) {
  request_flush(deadline, false);
}

void PipelineThread::flush_for_shutdown(Clock::time_point deadline) {
  request_flush(deadline, true);
}

void PipelineThread::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (is_stopping_) return;
    is_stopping_ = true;
    flushed_.notify_all();
  }
  intake_.interrupt();
  set_wake_target(nullptr);
  parts_.loop->wake();
  if (thread_.joinable()) thread_.join();
}

void PipelineThread::publish() {
  next_publish_ = Clock::now() + publish_interval;
  ThreadReport report;
  for (const auto& destination : parts_.destinations) {
    report.breakers[destination->name()] = {destination->breaker().state(),
                                            destination->breaker().counts()};
    if (!destination->warning().empty()) report.warnings.push_back(destination->warning());
  }
  if (parts_.spool)
    std::ranges::copy(parts_.spool->warnings(), std::back_inserter(report.warnings));
  report.scrubber = intake_.scrubber().counts();
  report.cpu_seconds = core::thread_cpu_seconds();
  const std::lock_guard lock(mutex_);
  report_ = std::move(report);
}

ThreadReport PipelineThread::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

std::chrono::nanoseconds PipelineThread::wait_time(Clock::time_point now) {
  if (is_taking_over() || rings_ == Rings::being_emptied) return {};
  Clock::time_point due = std::min({next_call_, intake_.due(), next_gate_check_});
  if (rings_ == Rings::held_back) {
    due = std::min(due, now + held_back_wait);
  } else {
    due = std::min(due, now + pace_.wait(now, intake_.take_fill()));
    thread_state.store(ThreadState::asleep, std::memory_order_relaxed);
  }
  return std::max(due - Clock::now(), Clock::duration::zero());
}

}  // namespace sotto::pipeline
