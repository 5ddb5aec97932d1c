// How one backend is talked to: encode, send, read the answer, try again. What waits for that is in
// destination_queue.cpp.

#include "pipeline/destination.hpp"

#include <utility>

#include "pipeline/route.hpp"

namespace sotto::pipeline {
namespace {

Result<std::unique_ptr<transport::HttpClient>> make_client(const ProviderEndpoint& to,
                                                           transport::EventLoop& loop,
                                                           const DestinationOptions& options) {
  auto routed = route_to(to.url, to, options.proxies, options.timeout);
  if (!routed) return routed.error();
  Route route = std::move(routed).value();
  return std::make_unique<transport::HttpClient>(loop, std::move(route.endpoint),
                                                 std::move(route.options));
}

}  // namespace

Destination::Destination(std::string name, std::unique_ptr<Provider> provider,
                         DestinationOptions options)
    : name_(std::move(name)),
      provider_(std::move(provider)),
      scores_(provider_->scores()),
      options_(options),
      endpoint_(provider_->endpoint()) {
  if (scores_ != nullptr) score_endpoint_ = scores_->endpoint();
  random_.seed();
}

Result<std::unique_ptr<Destination>> Destination::make(std::string name,
                                                       std::unique_ptr<Provider> provider,
                                                       transport::EventLoop& loop,
                                                       DestinationOptions options) {
  std::unique_ptr<Destination> made(new Destination(std::move(name), std::move(provider), options));
  made->sink_ = make_local_sink(made->endpoint_.url, options.file_bytes);
  if (made->sink_) return made;
  auto http = make_client(made->endpoint_, loop, options);
  if (!http) return Error{http.error().code, made->name_ + ": " + http.error().detail};
  made->http_ = std::move(http).value();
  if (made->scores_ == nullptr || made->score_endpoint_.url == made->endpoint_.url) return made;
  auto score_http = make_client(made->score_endpoint_, loop, options);
  if (!score_http) {
    return Error{score_http.error().code, made->name_ + ": " + score_http.error().detail};
  }
  made->score_http_ = std::move(score_http).value();
  return made;
}

Destination::~Destination() = default;

Clock::time_point Destination::next_attempt() const noexcept {
  if (is_under_way_ || breaker_.state() == transport::CircuitBreaker::State::closed) {
    return not_before_;
  }
  return std::max(not_before_, breaker_.retry_at());
}

Clock::time_point Destination::pump(Clock::time_point now, const std::function<bool()>& may_send) {
  while (!queue_.empty() && !is_under_way_) {
    if (now > queue_.front().expires_at) {
      settle_front(dropped(DropReason::expired));
      continue;
    }
    if (now < next_attempt()) return next_attempt();
    if (!may_send()) return Clock::time_point::max();
    if (!load_front()) {
      settle_front(dropped(DropReason::spool_lost));
      continue;
    }
    if (!encode_front()) {
      settle_front(counters_.failed);
      continue;
    }
    if (!breaker_.allows(now)) return breaker_.retry_at();
    sink_ ? write_front() : send_front();
  }
  if (is_under_way_ && !is_ending_) encode_next();  // an end waits for nothing that can be spared
  return Clock::time_point::max();
}

/// While the front piece is on its way. What cannot be encoded will be found out, and counted, when
/// it is in front.
void Destination::encode_next() {
  if (queue_.size() < 2) return;
  Piece& next = queue_[1];
  if (!next.body && next.batch) encode(next);
}

bool Destination::encode_front() {
  Piece& piece = queue_.front();
  return piece.body || encode(piece);
}

bool Destination::encode(Piece& piece) {
  if (!piece.is_of_scores) {
    return encode(piece.batch->spans().subspan(piece.begin, piece.spans()), piece);
  }
  if (scores_ == nullptr) {
    warning_ = name_ + ": the backend takes no scores";
    return false;
  }
  auto body = bodies_.take();
  const auto scores = piece.batch->scores().subspan(piece.begin, piece.spans());
  const auto encoded = scores_->encode(scores, *body);
  return keep_body(encoded, std::move(body), piece);
}

bool Destination::encode(std::span<const SpanRecord> spans, Piece& piece) {
  auto body = bodies_.take();
  const auto encoded = provider_->encode(spans, *body);
  return keep_body(encoded, std::move(body), piece);
}

bool Destination::keep_body(const Result<Done>& encoded, std::shared_ptr<std::string> body,
                            Piece& piece) {
  if (!encoded) {
    warning_ = name_ + ": " + encoded.error().detail;
    return false;
  }
  piece.is_gzip = endpoint_of(piece).gzip && http_;
  if (piece.is_gzip) {
    auto compressed = bodies_.take();
    if (!gzip_.compress(*body, *compressed)) {
      warning_ = name_ + ": no memory to compress a batch";
      return false;
    }
    body = std::move(compressed);
  }
  piece.body = std::move(body);
  return true;
}

void Destination::send_front() {
  const Piece& piece = queue_.front();
  const ProviderEndpoint& endpoint = endpoint_of(piece);
  transport::HttpRequest request;
  request.headers = endpoint.headers;
  request.headers.emplace_back("Content-Type", endpoint.content_type);
  if (piece.is_gzip) request.headers.emplace_back("Content-Encoding", "gzip");
  request.body = piece.body;
  is_under_way_ = true;
  transport::HttpClient& http = piece.is_of_scores && score_http_ ? *score_http_ : *http_;
  http.send(std::move(request), [this](Result<transport::HttpResponse> response) {
    is_under_way_ = false;
    on_response(response);
  });
}

void Destination::write_front() {
  if (const auto written = sink_->write(*queue_.front().body)) {
    warning_.clear();
    breaker_.succeeded();
    settle_front(counters_.delivered);
  } else {
    warning_ = name_ + ": " + written.error().detail;
    breaker_.failed(Clock::now());
    settle_front(counters_.failed);
  }
}

void Destination::on_response(const Result<transport::HttpResponse>& response) {
  if (queue_.empty()) return breaker_.abandoned();  // given up meanwhile
  if (!response) return on_error(response.error());
  const auto& [status, content_type, retry_after, body] = response.value();
  on_answer(queue_.front().is_of_scores ? scores_->read_answer(status, body)
                                        : provider_->read_answer(status, body),
            retry_after);
}

void Destination::on_error(const Error& error) {
  if (error.code == ErrorCode::cancelled) return breaker_.abandoned();
  warning_ = name_ + ": " + error.detail;
  breaker_.failed(Clock::now());
  retry(std::nullopt);
  if (is_ending_ && error.code == ErrorCode::unreachable) is_given_up_ = true;
}

void Destination::on_answer(const Answer& answer, std::optional<std::chrono::seconds> retry_after) {
  const Piece& front = queue_.front();
  const std::size_t spans = front.spans();
  const bool can_split = spans > 1 && front.batch;
  warning_ = answer.message.empty() ? std::string() : name_ + ": " + answer.message;
  if (answer.outcome == Outcome::retry_later) {
    breaker_.failed(Clock::now());
    return retry(retry_after);
  }
  if (answer.outcome == Outcome::locked_out) {
    breaker_.lock_out(Clock::now());
    return retry(retry_after);
  }
  breaker_.succeeded();  // the backend works, whatever it thinks of this batch
  backoff_.reset();
  switch (answer.outcome) {
    case Outcome::accepted: {
      const std::uint64_t rejected = std::min<std::uint64_t>(answer.rejected_spans, spans);
      counters_.failed.fetch_add(rejected, std::memory_order_release);
      return settle_front(counters_.delivered, spans - rejected);
    }
    case Outcome::bad_batch:
      if (can_split && !front.was_split) return split_front(true);
      return settle_front(counters_.failed);
    case Outcome::too_large:
      if (can_split) return split_front(front.was_split);
      return settle_front(counters_.failed);
    default: return settle_front(counters_.failed);
  }
}

void Destination::retry(std::optional<std::chrono::seconds> retry_after) {
  counters_.retried.fetch_add(queue_.front().spans(), std::memory_order_relaxed);
  not_before_ = Clock::now() + backoff_.next(retry_after, random_);
}

}  // namespace sotto::pipeline
