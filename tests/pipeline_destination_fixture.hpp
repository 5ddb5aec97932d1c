#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pipeline/destination.hpp"
#include "privacy/record_scrubber.hpp"
#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"

namespace sotto::pipeline {

using test::HttpTestServer;
using namespace std::chrono_literals;

inline SharedBatch batch_of(std::span<const SpanRecord> spans,
                            Clock::time_point oldest = Clock::now()) {
  privacy::Scrubber scrubber(CaptureContent::full, privacy::TextScrubber());
  auto batch = std::make_shared<Batch>(oldest);
  for (SpanRecord span : spans) {
    batch->add(scrubber.scrub(privacy::Unscrubbed(span), nullptr, batch->arena()));
  }
  return batch;
}

inline SpanRecord span_named(std::string_view name) {
  SpanRecord span;
  span.trace_id.bytes[0] = span.span_id.bytes[0] = 1;
  span.name = name;
  return span;
}

inline SharedBatch batch_of(std::size_t spans, Clock::time_point oldest = Clock::now()) {
  return batch_of(std::vector(spans, span_named("span")), oldest);
}

/// A destination of OTLP with a real server, in a time that the test moves on.
class Destinations : public testing::Test {
 protected:
  void SetUp() override { make(server_.url("/v1/traces")); }

  void make(const std::string& url, DestinationOptions options = {}) {
    Config config;
    config.otlp_traces_endpoint = url;
    config.otlp_gzip = gzip_;
    auto made =
        Destination::make("otlp", std::move(make_provider("otlp", config)).value(), loop_, options);
    ASSERT_TRUE(made.ok()) << made.error().detail;
    destination_ = std::move(made).value();
  }

  /// Lets the destination work until everything is settled or it wants to wait.
  void run() {
    const auto may_send = [this] { return may_send_; };
    do {
      destination_->pump(now_, may_send);
      loop_.run_for(5s);  // wakes when the answer is there
      destination_->pump(now_, may_send);
    } while (queued() > 0 && destination_->next_attempt() <= now_ && may_send_);
  }
  /// Moves time on to when the destination wants to try again.
  void wait_for_retry() { now_ = destination_->next_attempt(); }

  const DestinationCounters& counters() const { return destination_->counters(); }
  std::uint64_t delivered() const { return destination_->counters().delivered.load(); }
  std::uint64_t failed() const { return destination_->counters().failed.load(); }
  std::uint64_t queued() const { return destination_->counters().queued.load(); }
  std::uint64_t dropped(DropReason reason) const {
    return destination_->counters().dropped[static_cast<std::size_t>(reason)].load();
  }

  /// The names of all spans that the server was sent.
  std::vector<std::string> received() const {
    std::vector<std::string> names;
    for (const auto& request : server_.requests()) {
      std::ranges::copy(test::span_names(request.plain_body()), std::back_inserter(names));
    }
    return names;
  }

  HttpTestServer server_;
  transport::EventLoop loop_;
  std::unique_ptr<Destination> destination_;
  Clock::time_point now_ = Clock::now();
  bool may_send_ = true;
  bool gzip_ = true;
};

}  // namespace sotto::pipeline
