// Every gate against every kind of value, and every pair of gates.
#include <gtest/gtest.h>

#include "privacy/gate.hpp"
#include "tests/support/fake_environment.hpp"

namespace sotto::privacy {
namespace {

using test::FakeEnvironment;

/// One gate, and what each kind of value makes of it.
struct Gate {
  const char* name;  // a variable; a path when it starts with "~" or "$"
  Reason reason;     // when closed
  bool empty_closes;
  bool zero_closes;
  bool false_closes;
  bool junk_closes;
  const char* closing_value;
};

// In the order of the rules.
constexpr Gate gates[] = {
    {"SOTTO_DISABLE_ALL_TRACING", Reason::kill_switch, false, false, false, true, "1"},
    {"SOTTO_DISABLE_ALL", Reason::kill_switch, false, false, false, true, "1"},
    {"OTEL_SDK_DISABLED", Reason::kill_switch, false, false, false, true, "true"},
    {"TRACING_MODE", Reason::tracing_mode_none, false, false, false, false, "none"},
    {"~/.no-tracing", Reason::opt_out_file, true, true, true, true, ""},
    {"DO_NOT_TRACK", Reason::do_not_track, false, false, false, true, "1"},
    {"SOTTO_ENABLED", Reason::switched_off, true, true, true, true, "no"},
    {"CI", Reason::ci, false, true, false, true, "true"},
    {"$XDG_CONFIG_HOME/sotto/unknown_service/refused", Reason::consent_refused, true, true, true,
     true, ""},
};

bool is_file(const Gate& gate) {
  return gate.name[0] == '~' || gate.name[0] == '$';
}

void set(FakeEnvironment& environment, const Gate& gate, const char* value) {
  if (is_file(gate)) {
    environment.with_file(gate.name);
  } else {
    environment.with(gate.name, value);
  }
}

class EveryGate : public testing::TestWithParam<Gate> {
 protected:
  /// The reason with the gate set to `value`; a file's content is never read, so it just exists.
  static Reason with(const char* value) {
    FakeEnvironment environment;
    set(environment, GetParam(), value);
    return judge(environment, Config{}).telemetry.reason;
  }
  static Reason expected(bool closes) { return closes ? GetParam().reason : Reason::open; }
};

TEST_P(EveryGate, IsOpenWhenUnset) {
  EXPECT_EQ(judge(FakeEnvironment{}, Config{}).telemetry.reason, Reason::open);
}
TEST_P(EveryGate, KnowsAnEmptyValue) {
  EXPECT_EQ(with(""), expected(GetParam().empty_closes));
}
TEST_P(EveryGate, KnowsZero) {
  EXPECT_EQ(with("0"), expected(GetParam().zero_closes));
}
TEST_P(EveryGate, KnowsFalse) {
  EXPECT_EQ(with("false"), expected(GetParam().false_closes));
}
TEST_P(EveryGate, KnowsJunk) {
  EXPECT_EQ(with("?!"), expected(GetParam().junk_closes));
}
TEST_P(EveryGate, ClosesWhenSet) {
  EXPECT_EQ(with(GetParam().closing_value), GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(, EveryGate, testing::ValuesIn(gates), [](const auto& info) {
  return std::string(to_string(info.param.reason)) + std::to_string(info.index);
});

TEST(EveryFile, ClosesTelemetryWhenItCannotBeAskedFor) {
  Config config;
  config.app_name = "app";
  for (const char* path :
       {"~/.no-tracing", "~/.app-no-tracing", "$XDG_CONFIG_HOME/sotto/no-tracing",
        "/etc/sotto/no-tracing", "~/.no-telemetry", "~/.app-no-telemetry"}) {
    const auto environment = FakeEnvironment{}.with_file(path, Presence::unknown);
    const auto verdicts = judge(environment, config);
    EXPECT_EQ(verdicts.telemetry.reason, Reason::no_home) << path;
    EXPECT_EQ(verdicts.telemetry.detail, path);
    EXPECT_TRUE(verdicts.observability.open()) << path;
  }
}

TEST(PairsOfGates, AreDecidedByTheEarlierRule) {
  for (const Gate& earlier : gates) {
    for (const Gate& later : gates) {
      if (later.reason <= earlier.reason) continue;
      FakeEnvironment environment;
      set(environment, later, later.closing_value);
      set(environment, earlier, earlier.closing_value);
      const auto verdicts = judge(environment, Config{});
      EXPECT_EQ(verdicts.telemetry.reason, earlier.reason) << earlier.name << " " << later.name;
      EXPECT_EQ(verdicts.observability.reason, earlier.reason) << earlier.name << " " << later.name;
    }
  }
}

}  // namespace
}  // namespace sotto::privacy
