// The observer as programs embed it: start, receive, stop, with the real store.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <sotto/collector.hpp>

#include "tests/support/http_peer.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto {
namespace {

using test::http_exchange;
using test::http_request;
using test::HttpPeer;
using test::JsonSpan;
using test::port_of;
using test::post_spans;

class ObserverTest : public testing::Test {
 protected:
  ObserverConfig config() const { return {.port = 0, .db_path = folder_.path("db")}; }
  TraceStore stored() const { return std::move(TraceStore::open(folder_.path("db"))).value(); }
  bool has_url_file() const { return std::filesystem::exists(folder_.path("db/observer.url")); }

  test::TemporaryFolder folder_;
};

TEST_F(ObserverTest, StoresWhatItReceives) {
  Observer observer(config());
  ASSERT_TRUE(observer.start().ok());
  EXPECT_EQ(post_spans(port_of(observer.url()), {{.name = "work"}}).status, 200);
  const auto trace = stored().get("0af7");  // beside the running observer
  ASSERT_TRUE(trace.ok()) << trace.error().detail;
  EXPECT_EQ(trace.value().spans.at(0).name, "work");
}

TEST_F(ObserverTest, ShowsWhatItStores) {
  Observer observer(config());
  ASSERT_TRUE(observer.start().ok());
  const std::uint16_t port = port_of(observer.url());
  post_spans(port, {{.name = "work"}});
  EXPECT_NE(http_exchange(port, http_request("GET", "/api/v1/traces")).body.find("\"work\""),
            std::string::npos);
  EXPECT_EQ(http_exchange(port, http_request("GET", "/api/v1/traces/0af7/tree")).status, 200);
  EXPECT_EQ(http_exchange(port, http_request("DELETE", "/api/v1/traces")).status, 204);
  EXPECT_EQ(http_exchange(port, http_request("GET", "/api/v1/traces/0af7")).status, 404);
}

TEST_F(ObserverTest, TellsItsAddressWhileItRuns) {
  Observer observer(config());
  EXPECT_EQ(observer.url(), "");
  ASSERT_TRUE(observer.start().ok());
  std::string line;
  std::ifstream file(folder_.path("db/observer.url"));
  std::getline(file, line);
  EXPECT_EQ(line, observer.url());
  observer.stop();
  EXPECT_EQ(observer.url(), "");
  EXPECT_FALSE(has_url_file());
}

/// Runs with the test's folder as the working directory.
class QuickStart : public ObserverTest {
 protected:
  QuickStart() { std::filesystem::current_path(folder_.path("")); }
  ~QuickStart() override { std::filesystem::current_path(before_); }

 private:
  const std::filesystem::path before_ = std::filesystem::current_path();
};

TEST_F(QuickStart, GivesARunningObserver) {
  const Observer observer = quick_start(0);
  EXPECT_FALSE(observer.error());
  EXPECT_EQ(post_spans(port_of(observer.url()), {{.name = "work"}}).status, 200);
  EXPECT_TRUE(std::filesystem::is_directory("sotto.db"));
}

TEST_F(QuickStart, SaysWhyItCouldNotStart) {
  const Observer first = quick_start(0);
  const Observer second = quick_start(0);  // the same folder
  EXPECT_EQ(second.url(), "");
  ASSERT_TRUE(second.error());
  EXPECT_NE(second.error()->detail, "");
}

TEST_F(ObserverTest, StartsAgainAfterItStopped) {
  Observer observer(config());
  ASSERT_TRUE(observer.start().ok());
  post_spans(port_of(observer.url()), {{.name = "work"}});
  observer.stop();
  ASSERT_TRUE(observer.start().ok());
  EXPECT_EQ(
      http_exchange(port_of(observer.url()), http_request("GET", "/api/v1/traces/0af7")).status,
      200);
}

TEST_F(ObserverTest, DoesNotStartTwice) {
  Observer observer(config());
  ASSERT_TRUE(observer.start().ok());
  EXPECT_FALSE(observer.start().ok());
  EXPECT_NE(observer.url(), "");  // the first still runs
}

TEST_F(ObserverTest, StopsWhenItIsDestroyed) {
  std::string url;
  {
    Observer observer(config());
    ASSERT_TRUE(observer.start().ok());
    url = observer.url();
  }
  EXPECT_EQ(http_exchange(port_of(url), http_request("GET", "/health")).status, 0);
}

TEST_F(ObserverTest, MovesWhileItRuns) {
  Observer first(config());
  ASSERT_TRUE(first.start().ok());
  Observer second = std::move(first);
  EXPECT_EQ(http_exchange(port_of(second.url()), http_request("GET", "/health")).status, 200);
}

TEST_F(ObserverTest, KeepsEverySpanThatItAnsweredForWhenItStops) {
  Observer observer(config());
  ASSERT_TRUE(observer.start().ok());
  const std::uint16_t port = port_of(observer.url());
  std::atomic<int> answered{0};
  std::atomic<bool> is_refused{false};
  std::vector<std::thread> clients;
  for (int client = 0; client < 4; ++client) {
    clients.emplace_back([&, client] {
      const std::string prefix = "aaaa000000000000000000000000000" + std::to_string(client);
      for (int i = 0; !is_refused.load(std::memory_order_relaxed); ++i) {
        char span_id[17];
        std::snprintf(span_id, sizeof(span_id), "%016x", static_cast<unsigned>(i + 1));
        if (post_spans(port, {{.trace_id = prefix, .span_id = span_id}}).status == 200) {
          answered.fetch_add(1, std::memory_order_relaxed);
        } else {
          is_refused.store(true, std::memory_order_relaxed);  // a closed connection: it stopped
        }
      }
    });
  }
  while (answered.load(std::memory_order_relaxed) < 40) std::this_thread::yield();
  observer.stop();
  for (std::thread& client : clients) client.join();
  const auto stats = stored().stats();
  ASSERT_TRUE(stats.ok());
  EXPECT_GE(stats.value().total_spans, answered.load(std::memory_order_relaxed));
}

TEST_F(ObserverTest, RefusesABodyBeyondItsLimit) {
  ObserverConfig small = config();
  small.max_body_bytes = 1000;
  Observer observer(small);
  ASSERT_TRUE(observer.start().ok());
  EXPECT_EQ(post_spans(port_of(observer.url()), {{.name = std::string(2000, 'x')}}).status, 413);
}

TEST_F(ObserverTest, SaysWhyItDoesNotStart) {
  ObserverConfig open_to_all = config();
  open_to_all.host = "0.0.0.0";
  EXPECT_EQ(Observer(open_to_all).start().error().code, ErrorCode::invalid_config);
  EXPECT_FALSE(std::filesystem::exists(folder_.path("db")));  // and leaves nothing behind

  Observer running(config());
  ASSERT_TRUE(running.start().ok());
  ObserverConfig same_port = config();
  same_port.db_path = folder_.path("other");
  same_port.port = port_of(running.url());
  const auto started = Observer(same_port).start();
  ASSERT_FALSE(started.ok());
  EXPECT_TRUE(started.error().detail.ends_with("is in use by another program"));

  const auto same_folder = Observer(config()).start();
  ASSERT_FALSE(same_folder.ok());
  EXPECT_EQ(same_folder.error().code, ErrorCode::storage);
  EXPECT_TRUE(has_url_file());  // of the one that runs
}

TEST_F(ObserverTest, DoesNotTouchAFileInItsPlace) {
  std::ofstream(folder_.path("db")) << "a file";
  const auto started = Observer(config()).start();
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().code, ErrorCode::storage);
  EXPECT_EQ(std::filesystem::file_size(folder_.path("db")), 6U);
}

}  // namespace
}  // namespace sotto
