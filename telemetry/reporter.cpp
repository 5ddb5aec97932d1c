#include "telemetry/reporter.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "telemetry/jitter.hpp"

namespace sotto::telemetry {
namespace {

using namespace std::chrono_literals;
using pipeline::Clock;
using transport::HttpResponse;

constexpr auto next_try = 20ms;     // after a visit in vain: another process held the store
constexpr auto patience = 2s;       // with such visits; then counts stay in memory
constexpr auto longest_look = 60s;  // what other processes did is noticed after so long

bool is_retryable(int status) noexcept {
  return status == 429 || status >= 500;
}

std::int64_t since_s(const Ledger::Draft& draft) noexcept {
  return static_cast<std::int64_t>(draft.report.start_unix_ns / 1'000'000'000);
}

}  // namespace

Reporter::Reporter(transport::EventLoop& loop, transport::Endpoint endpoint,
                   transport::HttpOptions http, std::chrono::milliseconds interval, Ledger& ledger,
                   std::function<bool()> may_send, std::unique_ptr<Store> store)
    : origin_(endpoint.origin()),
      interval_(interval),
      ledger_(ledger),
      may_send_(std::move(may_send)),
      store_(std::move(store)),
      is_storing_(store_ != nullptr),
      client_(loop, std::move(endpoint), std::move(http)) {
  random_.seed();
}

Clock::time_point Reporter::tick(Clock::time_point now) {
  now_ = now;
  if (is_discarded_) return Clock::time_point::max();
  if (!std::exchange(is_started_, true)) {
    due_ = now + jittered(interval_, random_);
    if (!is_wanted_) next_visit_ = now + store_interval;
  }
  if (store_ && now >= next_visit_) visit_store();
  if (!is_storing() && !is_under_way() && (is_wanted_ || now >= due_)) {
    is_wanted_ = false;
    send_draft();
  }
  // The answer, when one is awaited, wakes the loop by itself.
  Clock::time_point next = is_storing() || is_under_way() ? Clock::time_point::max() : due_;
  if (store_) next = std::min(next, next_visit_);
  return is_discarded_ ? Clock::time_point::max() : next;
}

void Reporter::flush(Clock::time_point now) {
  is_wanted_ = !is_discarded_ && (is_storing() || now >= not_before_);
  next_visit_ = now;
}

bool Reporter::is_idle() const noexcept {
  return !is_wanted_ && !is_under_way() && !(settlement_ && is_storing());
}

void Reporter::visit_store() {
  next_visit_ = now_ + next_try;
  if (draft_under_way_) return;  // the server may take what the store would be given
  if (!may_send_()) return discard();
  if (!settle_with_store()) return note_failed_visit(Store::State::busy);
  if (const auto state = hand_over(); state != Store::State::done) return note_failed_visit(state);
  next_visit_ = now_ + store_interval;
  failing_since_.reset();
  is_storing_.store(true, std::memory_order_relaxed);
  is_wanted_ = false;
}

/// False when the answer is still to be taken down.
bool Reporter::settle_with_store() {
  if (settlement_ && !store_->settle(settlement_->sent, settlement_->body, settlement_->answer)) {
    return false;
  }
  if (settlement_) look_at_ = now_;  // the store has another time for the next report
  settlement_.reset();
  return true;
}

Store::State Reporter::hand_over() {
  Store::Visit visit;
  {
    const std::lock_guard lock(handing_over_);
    const Ledger::Draft draft = ledger_.draft();
    if (draft.counts.empty() && now_ < look_at_ && !is_wanted_) return Store::State::done;
    const bool may_report = !is_under_way() && !is_ending_.load(std::memory_order_relaxed);
    visit = store_->visit(draft.counts, since_s(draft), may_report);
    found_damage_.store(store_->found_damage(), std::memory_order_relaxed);
    if (visit.state != Store::State::done) return visit.state;
    withheld_.fetch_add(visit.withheld, std::memory_order_relaxed);
    weeks_given_up_.fetch_add(visit.gave_up_answers ? 1 : 0, std::memory_order_relaxed);
    if (!draft.counts.empty()) ledger_.settle(draft);
  }
  const auto until_due = std::chrono::seconds(visit.due_s - store_->now_s());
  look_at_ = now_ + std::clamp<std::chrono::seconds>(until_due, 0s, longest_look);
  if (visit.report) {
    stored_under_way_ = std::move(visit.report);
    send(report_of(*stored_under_way_));
  }
  return Store::State::done;
}

void Reporter::note_failed_visit(Store::State state) {
  if (!failing_since_) failing_since_ = now_;
  const bool is_hopeless = state == Store::State::unusable || now_ - *failing_since_ >= patience;
  if (is_hopeless && is_storing_.exchange(false, std::memory_order_relaxed)) {
    due_ = now_ + jittered(interval_, random_);
  }
  if (!is_storing()) next_visit_ = now_ + store_interval;
}

void Reporter::send_draft() {
  if (!may_send_()) return discard();
  Ledger::Draft draft = ledger_.draft();
  due_ = now_ + jittered(interval_, random_);
  if (draft.report.metrics.empty() || !sends_drafts()) return;
  draft_under_way_ = std::move(draft);
  send(draft_under_way_->report);
}

void Reporter::send(const Report& report) {
  body_ = to_body(report);
  transport::HttpRequest request;
  request.headers = {{"Content-Type", "application/x-protobuf"}};
  if (body_.is_gzip) request.headers.emplace_back("Content-Encoding", "gzip");
  request.body = std::make_shared<std::string>(body_.bytes);
  client_.send(std::move(request),
               [this](Result<HttpResponse> answer) { finish(std::move(answer)); });
}

void Reporter::finish(Result<HttpResponse> answer) {
  const auto draft = std::exchange(draft_under_way_, std::nullopt);
  auto stored = std::exchange(stored_under_way_, std::nullopt);
  if (is_discarded_) return;
  const Store::Answer judged = judge(answer, draft ? draft->counts.events() : stored->weight());
  if (draft) return settle(*draft, judged);
  settlement_ = Settlement{std::move(*stored), std::move(body_), judged};
  if (!settle_with_store()) next_visit_ = now_;
}

Store::Answer Reporter::judge(const Result<HttpResponse>& answer, std::uint64_t weight) {
  using Outcome = Store::Outcome;
  if (!answer) {
    warn("could not be reached: " + answer.error().detail);
    return {Outcome::failed};
  }
  const HttpResponse& response = answer.value();
  const std::string status = std::to_string(response.status);
  if (is_retryable(response.status)) {
    warn("answered " + status + "; the report is sent again later");
    return {Outcome::failed, response.retry_after};
  }
  if (response.status < 200 || response.status >= 300) {
    given_up_.fetch_add(weight);
    warn("refused a report with " + status + "; its counts are lost");
    return {Outcome::refused};
  }
  reports_sent_.fetch_add(1);
  bytes_sent_.fetch_add(body_.bytes.size());
  warn({});
  return {Outcome::acknowledged};
}

void Reporter::settle(const Ledger::Draft& draft, const Store::Answer& answer) {
  if (answer.outcome == Store::Outcome::failed) {
    due_ = now_ + backoff_.next(answer.asked_wait, random_);
    not_before_ = answer.asked_wait ? now_ + *answer.asked_wait : Clock::time_point{};
    return;
  }
  ledger_.settle(draft);
  backoff_.reset();
}

void Reporter::discard() noexcept {
  is_discarded_ = true;
  is_wanted_ = false;
  settlement_.reset();
  ledger_.discard();
  client_.cancel();
  try {
    if (store_) store_->clear();
  } catch (const std::bad_alloc&) {
    // The next process that finds its gate closed deletes what is left.
  }
}

void Reporter::disconnect() noexcept {
  end();
  client_.cancel();
  if (!store_ || is_discarded_) return;
  try {
    visit_store();  // for what was counted since the last flush
  } catch (const std::exception&) {
    // Memory was short: that much is lost.
  }
}

Report Reporter::next_report() const {
  const std::lock_guard lock(handing_over_);
  const Ledger::Draft draft = ledger_.draft();
  if (!is_storing()) return sends_drafts() ? draft.report : Report{};
  auto stored = store_->read();
  store_->add(stored, draft.counts, since_s(draft));
  return stored ? report_of(*stored) : Report{};
}

void Reporter::warn(std::string what) {
  const std::lock_guard lock(mutex_);
  warning_ = what.empty() ? std::string{} : "the telemetry endpoint " + origin_ + " " + what;
}

std::vector<std::string> Reporter::warnings() const {
  std::vector<std::string> all;
  if (found_damage_.load(std::memory_order_relaxed)) {
    all.emplace_back("the telemetry store was damaged and begun anew; see counts.damaged there");
  }
  if (store_ && !is_storing()) {
    all.emplace_back("the telemetry store cannot be used: counts are in memory");
  }
  if (const auto events = withheld_.load(std::memory_order_relaxed); events != 0) {
    all.push_back("SOTTO_LOCAL_DP: " + std::to_string(events) +
                  " events were withheld: no weekly question asks for them");
  }
  if (const auto weeks = weeks_given_up_.load(std::memory_order_relaxed); weeks != 0) {
    all.push_back("SOTTO_LOCAL_DP: no server took the answers about " + std::to_string(weeks) +
                  " of the last weeks; they were given up");
  }
  const std::lock_guard lock(mutex_);
  if (!warning_.empty()) all.push_back(warning_);
  return all;
}

}  // namespace sotto::telemetry
