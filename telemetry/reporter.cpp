#include "telemetry/reporter.hpp"

#include <memory>
#include <utility>

#include "telemetry/metrics_encoder.hpp"
#include "transport/gzip.hpp"

namespace sotto::telemetry {
namespace {

using pipeline::Clock;
using transport::HttpResponse;

bool is_retryable(int status) noexcept {
  return status == 429 || status >= 500;
}

}  // namespace

Reporter::Reporter(transport::EventLoop& loop, transport::Endpoint endpoint,
                   transport::HttpOptions http, std::chrono::milliseconds interval, Ledger& ledger,
                   std::function<bool()> may_send)
    : origin_(endpoint.origin()),
      interval_(interval),
      ledger_(ledger),
      may_send_(std::move(may_send)),
      client_(loop, std::move(endpoint), std::move(http)) {
  random_.seed();
}

/// 90 to 110 % of the interval, so that programs started together do not report together.
std::chrono::milliseconds Reporter::jittered_interval() noexcept {
  const auto percent = static_cast<std::int64_t>(90 + random_.next() % 21);
  return interval_ * percent / 100;
}

Clock::time_point Reporter::tick(Clock::time_point now) {
  now_ = now;
  if (is_discarded_) return Clock::time_point::max();
  if (!std::exchange(is_started_, true)) due_ = now + jittered_interval();
  if (!under_way_ && (is_wanted_ || now >= due_)) {
    is_wanted_ = false;
    send();
  }
  // The answer, when one is awaited, wakes the loop by itself.
  return under_way_ ? Clock::time_point::max() : due_;
}

void Reporter::flush(Clock::time_point now) {
  is_wanted_ = !is_discarded_ && now >= not_before_;
}

void Reporter::send() {
  if (!may_send_()) return discard();
  Ledger::Draft draft = ledger_.draft();
  due_ = now_ + jittered_interval();
  if (draft.report.metrics.empty()) return;

  transport::HttpRequest request;
  request.headers = {{"Content-Type", "application/x-protobuf"}};
  const std::string plain = to_protobuf(draft.report);
  auto body = std::make_shared<std::string>();
  transport::Gzip gzip;  // not kept: it holds much memory for a report a day
  if (gzip.compress(plain, *body)) {
    request.headers.emplace_back("Content-Encoding", "gzip");
  } else {
    *body = plain;
  }
  body_bytes_ = body->size();
  request.body = std::move(body);
  under_way_ = std::move(draft);
  client_.send(std::move(request),
               [this](Result<HttpResponse> answer) { finish(std::move(answer)); });
}

void Reporter::finish(Result<HttpResponse> answer) {
  const Ledger::Draft draft = *std::exchange(under_way_, std::nullopt);
  if (is_discarded_) return;
  if (!answer) {
    warn("could not be reached: " + answer.error().detail);
    return retry_after(std::nullopt);
  }
  const HttpResponse& response = answer.value();
  const std::string status = std::to_string(response.status);
  if (is_retryable(response.status)) {
    warn("answered " + status + "; the report is sent again later");
    return retry_after(response.retry_after);
  }
  ledger_.settle(draft);
  backoff_.reset();
  if (response.status >= 200 && response.status < 300) {
    reports_sent_.fetch_add(1);
    bytes_sent_.fetch_add(body_bytes_);
    warn({});
  } else {
    given_up_.fetch_add(draft.count);
    warn("refused a report with " + status + "; its counts are lost");
  }
}

void Reporter::retry_after(std::optional<std::chrono::seconds> asked_wait) {
  due_ = now_ + backoff_.next(asked_wait, random_);
  not_before_ = asked_wait ? now_ + *asked_wait : Clock::time_point{};
}

void Reporter::discard() noexcept {
  is_discarded_ = true;
  is_wanted_ = false;
  ledger_.discard();
  client_.cancel();
}

void Reporter::warn(std::string what) {
  const std::lock_guard lock(mutex_);
  warning_ = what.empty() ? std::string{} : "the telemetry endpoint " + origin_ + " " + what;
}

std::string Reporter::warning() const {
  const std::lock_guard lock(mutex_);
  return warning_;
}

}  // namespace sotto::telemetry
