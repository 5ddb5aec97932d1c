#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/http_test_server.hpp"
#include "tests/support/otlp_spans.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::test {

/// A real server that counts the spans it takes.
struct SpanServer {
  explicit SpanServer(HttpTestServer::Options options = {}) : http(std::move(options)) {
    http.set_handler([this](const SeenRequest& request) {
      received += count_spans(request.plain_body());
      return HttpReply{};
    });
  }

  std::atomic<std::uint64_t> received{0};
  HttpTestServer http;  // last: its thread ends first
};

/// What a program prints of get_metrics() when it ends: "submitted processed dropped sum".
struct Totals {
  std::uint64_t submitted = 0;
  std::uint64_t processed = 0;
  std::uint64_t dropped = 0;
  std::uint64_t sum = 0;
};

/// Runs real programs that send to a real server.
class ProgramLife : public testing::Test {
 protected:
  ProgramLife() {
    home_ = folder_.path("home");
    std::filesystem::create_directory(home_);
    // Also for a program that gives up its rights.
    std::filesystem::permissions(folder_.path(""), std::filesystem::perms(0755));
  }

  /// `settings` stand in its environment, beside what makes it send to `url`.
  ProgramResult run(std::vector<std::string> command, const std::string& url,
                    const std::vector<std::string>& settings = {}) {
    std::vector<std::string> environment = {"HOME=" + home_,
                                            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=" + url};
    environment.insert(environment.end(), settings.begin(), settings.end());
    ProgramResult result = run_program(std::move(command), std::move(environment));
    EXPECT_NE(result.exit_code, 128 + SIGALRM) << "it hangs";
    return result;
  }

  static Totals totals_of(const ProgramResult& result) {
    Totals totals;
    std::istringstream(result.out) >> totals.submitted >> totals.processed >> totals.dropped >>
        totals.sum;
    EXPECT_EQ(totals.sum, totals.submitted) << result.out;
    return totals;
  }

  TemporaryFolder folder_;
  std::string home_;
  SpanServer server_;
};

}  // namespace sotto::test
