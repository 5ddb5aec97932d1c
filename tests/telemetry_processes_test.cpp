// Many processes of one program share a store, and some are killed: no event is lost or doubled.

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "telemetry/store.hpp"
#include "tests/proto/otlp_metrics_oracle.pb.h"
#include "tests/support/http_test_server.hpp"
#include "tests/support/program.hpp"
#include "tests/support/stored_counts.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_session.hpp"

namespace sotto {
namespace {

using namespace std::chrono_literals;
using test::RunningSotto;

class CountingProcesses : public testing::Test {
 protected:
  CountingProcesses() { std::filesystem::create_directory(home_); }

  std::unique_ptr<RunningSotto> start(int times) {
    return std::make_unique<RunningSotto>(
        std::vector<std::string>{home_, server_.url("/v1/metrics"), std::to_string(times)});
  }
  std::uint64_t stored() const {
    const auto stored = telemetry::read_store(home_ + "/.local/state/sotto/counting");
    return stored ? test::uses_in(stored->counts, "search") : 0;
  }
  /// One more session, whose interval is so short that all is due.
  void report() {
    Config config;
    config.app_name = "counting";
    config.telemetry_endpoint = server_.url("/v1/metrics");
    config.telemetry_interval = 100ms;
    const auto environment = test::FakeEnvironment{}.with_folder(home_).with(
        "SOTTO_TELEMETRY_ENDPOINT", config.telemetry_endpoint);
    runtime::Instance session(config, environment);
    ASSERT_TRUE(server_.wait_for_requests(1));
    session.flush(20s);
  }
  std::uint64_t events_received() const {
    std::uint64_t events = 0;
    for (const test::SeenRequest& request : server_.requests()) {
      test::metrics_oracle::ExportMetricsServiceRequest decoded;
      EXPECT_TRUE(decoded.ParseFromString(request.plain_body()));
      for (const auto& metric : decoded.resource_metrics(0).scope_metrics(0).metrics()) {
        for (const auto& point : metric.sum().data_points()) {
          events += static_cast<std::uint64_t>(point.as_int());
        }
      }
    }
    return events;
  }

  test::TemporaryFolder folder_;
  std::string home_ = folder_.path("home");
  test::HttpTestServer server_;
};

TEST_F(CountingProcesses, AreAddedUpToTheEvent) {
  constexpr int processes = 16;
  constexpr int times = 10'000;
  std::vector<std::unique_ptr<RunningSotto>> running;
  for (int i = 0; i < processes; ++i) running.push_back(start(times));
  for (const auto& program : running) EXPECT_EQ(program->read_line(), "open");
  for (const auto& program : running) EXPECT_EQ(program->wait(), 0);
  EXPECT_EQ(stored(), std::uint64_t{processes} * times);
  EXPECT_TRUE(server_.requests().empty()) << "none reports because it begins or ends";
  report();
  EXPECT_EQ(server_.requests().size(), 1U) << "one report for all of them";
  EXPECT_EQ(events_received(), std::uint64_t{processes} * times);
  EXPECT_EQ(stored(), 0U);
}

TEST_F(CountingProcesses, LoseNoMoreThanTheTickInWhichTheyAreKilled) {
  std::uint64_t at_least = 0;
  for (int round = 0; round < 5; ++round) {
    std::vector<std::unique_ptr<RunningSotto>> running;
    for (int i = 0; i < 4; ++i) running.push_back(start(0));
    for (std::size_t i = 0; i < running.size(); ++i) {
      EXPECT_EQ(running[i]->read_line(), "open");
      std::uint64_t counted = 0;
      for (std::size_t lines = 0; lines < 3 + 2 * i; ++lines) {
        counted = std::stoul(running[i]->read_line());
      }
      running[i]->send_signal(SIGKILL);
      EXPECT_EQ(running[i]->wait(), 128 + SIGKILL);
      at_least += counted;
    }
  }
  EXPECT_GE(stored(), at_least);
  const std::uint64_t before = stored();
  report();
  EXPECT_EQ(events_received(), before) << "what is stored is what leaves";
}

}  // namespace
}  // namespace sotto
