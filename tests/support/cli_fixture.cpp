#include "tests/support/cli_fixture.hpp"

#include <sotto/collector.hpp>

namespace sotto::test {

void CliTest::store(const std::vector<JsonSpan>& spans) {
  Observer observer({.port = 0, .db_path = db_path_});
  const auto started = observer.start();
  ASSERT_TRUE(started.ok()) << started.error().detail;
  const HttpAnswer answer = post_spans(port_of(observer.url()), spans);
  ASSERT_EQ(answer.status, 200) << answer.body;
}

}  // namespace sotto::test
