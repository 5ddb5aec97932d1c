// Rule 1. privacy/gate.cpp is compiled into this program with SOTTO_DISABLED.
#include <gtest/gtest.h>

#include "privacy/gate.hpp"
#include "tests/support/fake_environment.hpp"

namespace sotto::privacy {
namespace {

TEST(PrivacyGate, IsClosedInAProgramThatIsBuiltWithoutSotto) {
  const auto environment =
      test::FakeEnvironment{}.with("SOTTO_ENABLED", "yes").with("DO_NOT_TRACK", "1");
  const auto verdicts = judge(environment, Config{});
  EXPECT_EQ(verdicts.telemetry.reason, Reason::built_without);
  EXPECT_EQ(verdicts.observability.reason, Reason::built_without);
  EXPECT_EQ(verdicts.telemetry.detail, "SOTTO_DISABLED");
}

}  // namespace
}  // namespace sotto::privacy
