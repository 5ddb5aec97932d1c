#include "pipeline/destination.hpp"

#include <algorithm>
#include <new>
#include <tuple>

namespace sotto::pipeline {

Destination::Destination(std::string name, std::unique_ptr<Provider> provider,
                         transport::EventLoop& loop, DestinationOptions options)
    : name_(std::move(name)),
      provider_(std::move(provider)),
      scores_(provider_->scores()),
      loop_(loop),
      options_(options),
      endpoint_(provider_->endpoint()) {
  if (scores_ != nullptr) score_endpoint_ = scores_->endpoint();
  random_.seed();
}

Result<std::unique_ptr<Destination>> Destination::make(std::string name,
                                                       std::unique_ptr<Provider> provider,
                                                       transport::EventLoop& loop,
                                                       DestinationOptions options) {
  std::unique_ptr<Destination> made(
      new Destination(std::move(name), std::move(provider), loop, options));
  made->sink_ = make_local_sink(made->endpoint_.url, options.file_bytes);
  if (made->sink_) return made;
  auto endpoint = transport::parse_endpoint(made->endpoint_.url);
  if (!endpoint) {
    return Error{endpoint.error().code, made->name_ + ": " + endpoint.error().detail};
  }
  transport::HttpOptions http;
  http.timeout = options.timeout;
  http.ca_file = made->endpoint_.ca_file;
  made->http_ = std::make_unique<transport::HttpClient>(loop, std::move(endpoint).value(), http);
  if (made->scores_ == nullptr || made->score_endpoint_.url == made->endpoint_.url) return made;
  auto score_endpoint = transport::parse_endpoint(made->score_endpoint_.url);
  if (!score_endpoint) {
    return Error{score_endpoint.error().code, made->name_ + ": " + score_endpoint.error().detail};
  }
  made->score_http_ =
      std::make_unique<transport::HttpClient>(loop, std::move(score_endpoint).value(), http);
  return made;
}

Destination::~Destination() = default;

void Destination::offer(const SharedBatch& batch) {
  offered_ += batch->size();
  if (!has_room()) {
    count_dropped(DropReason::queue_full, batch->size());
    return;
  }
  add_pieces(batch, batch->spans().size(), false);
  add_pieces(batch, batch->scores().size(), true);
  counters_.queued.fetch_add(batch->size(), std::memory_order_relaxed);
}

void Destination::add_pieces(const SharedBatch& batch, std::size_t records, bool are_scores) {
  const std::size_t wanted = (are_scores ? score_endpoint_ : endpoint_).most_records;
  const std::size_t most = std::max<std::size_t>(1, wanted);
  for (std::size_t begin = 0; begin < records;) {
    const std::size_t end = begin + std::min(most, records - begin);
    queue_.push_back({.batch = batch, .begin = begin, .end = end, .is_of_scores = are_scores});
    begin = end;
  }
}

Result<Done> Destination::encode(const Piece& piece, std::string& out) {
  if (!piece.is_of_scores) {
    return provider_->encode(piece.batch->spans().subspan(piece.begin, piece.spans()), out);
  }
  if (scores_ == nullptr) return Error{ErrorCode::rejected, "the backend takes no scores"};
  return scores_->encode(piece.batch->scores().subspan(piece.begin, piece.spans()), out);
}

Clock::time_point Destination::next_attempt() const noexcept {
  if (is_under_way_ || breaker_.state() == transport::CircuitBreaker::State::closed) {
    return not_before_;
  }
  return std::max(not_before_, breaker_.retry_at());
}

Clock::time_point Destination::pump(Clock::time_point now, const std::function<bool()>& may_send) {
  while (!queue_.empty() && !is_under_way_) {
    if (now - queue_.front().batch->oldest() > options_.max_age) {
      settle_front(dropped(DropReason::expired));
      continue;
    }
    if (now < next_attempt()) return next_attempt();
    if (!may_send()) return Clock::time_point::max();
    if (!encode_front()) {
      settle_front(counters_.failed);
      continue;
    }
    if (!breaker_.allows(now)) return breaker_.retry_at();
    sink_ ? write_front() : send_front();
  }
  return Clock::time_point::max();
}

bool Destination::encode_front() {
  Piece& piece = queue_.front();
  if (piece.body) return true;
  auto body = std::make_shared<std::string>();
  if (const auto encoded = encode(piece, *body); !encoded) {
    warning_ = name_ + ": " + encoded.error().detail;
    return false;
  }
  if (endpoint_of(piece).gzip && http_) {
    auto compressed = std::make_shared<std::string>();
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
  if (endpoint.gzip) request.headers.emplace_back("Content-Encoding", "gzip");
  request.body = piece.body;
  is_under_way_ = true;
  transport::HttpClient& http = piece.is_of_scores && score_http_ ? *score_http_ : *http_;
  http.send(std::move(request), [this](Result<transport::HttpResponse> response) {
    is_under_way_ = false;
    on_response(response);
    loop_.wake();  // the next batch need not wait for the tick
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
  const auto& [status, body] = std::tie(response.value().status, response.value().body);
  const bool is_of_scores = queue_.front().is_of_scores;
  const Answer answer =
      is_of_scores ? scores_->read_answer(status, body) : provider_->read_answer(status, body);
  on_answer(answer, response.value().retry_after);
}

void Destination::on_error(const Error& error) {
  if (error.code == ErrorCode::cancelled) return breaker_.abandoned();
  warning_ = name_ + ": " + error.detail;
  breaker_.failed(Clock::now());
  retry(std::nullopt);
  if (is_ending_ && error.code == ErrorCode::unreachable) is_given_up_ = true;
}

void Destination::on_answer(const Answer& answer, std::optional<std::chrono::seconds> retry_after) {
  const std::size_t spans = queue_.front().spans();
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
      if (spans > 1 && !queue_.front().was_split) return split_front();
      return settle_front(counters_.failed);
    case Outcome::too_large:
      if (spans > 1) return split_front();
      return settle_front(counters_.failed);
    default: return settle_front(counters_.failed);
  }
}

void Destination::retry(std::optional<std::chrono::seconds> retry_after) {
  counters_.retried.fetch_add(queue_.front().spans(), std::memory_order_relaxed);
  not_before_ = Clock::now() + backoff_.next(retry_after, random_);
}

void Destination::split_front() {
  Piece second = queue_.front();
  second.body = nullptr;
  second.was_split = true;
  Piece first = second;
  first.end = second.begin = first.begin + first.spans() / 2;
  queue_.front() = std::move(second);
  queue_.push_front(std::move(first));
}

void Destination::settle_front(std::atomic<std::uint64_t>& counter) {
  settle_front(counter, queue_.front().spans());
}

void Destination::settle_front(std::atomic<std::uint64_t>& counter, std::uint64_t counted) {
  const std::size_t spans = queue_.front().spans();
  counter.fetch_add(counted, std::memory_order_release);  // the reader then sees it accepted
  counters_.queued.fetch_sub(spans, std::memory_order_relaxed);
  queue_.pop_front();
}

void Destination::drop_all(DropReason reason) noexcept {
  while (!queue_.empty()) settle_front(dropped(reason));
  if (http_) http_->cancel();
  if (score_http_) score_http_->cancel();
}

}  // namespace sotto::pipeline
