#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/settings_in_force.hpp"

namespace sotto::core {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

SettingInForce find(std::string_view setting, const Variables& variables) {
  const auto all =
      settings_in_force([&variables](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
      });
  EXPECT_EQ(all.size(), settings().size());
  return *std::ranges::find_if(
      all, [setting](const SettingInForce& row) { return row.setting->name == setting; });
}

TEST(SettingsInForce, AreTheDefaultsWhereNothingIsSet) {
  const auto row = find("SOTTO_MAX_AGE", {});
  EXPECT_EQ(row.value, "5min");
  EXPECT_EQ(row.name, "");
  EXPECT_EQ(find("SOTTO_APP_NAME", {{"SOTTO_APP_NAME", " "}}).value, "");
}

TEST(SettingsInForce, NameTheVariableThatCounts) {
  const Variables variables = {{"OTEL_BSP_MAX_QUEUE_SIZE", " 77 "}, {"LANGFUSE_URL", "http://a"}};
  EXPECT_EQ(find("SOTTO_TRACE_QUEUE_SIZE", variables).value, "77");
  EXPECT_EQ(find("SOTTO_TRACE_QUEUE_SIZE", variables).name, "OTEL_BSP_MAX_QUEUE_SIZE");
  EXPECT_EQ(find("LANGFUSE_BASE_URL", variables).name, "LANGFUSE_URL");
}

TEST(SettingsInForce, LeaveTheDefaultForAValueThatCannotBeRead) {
  const auto row = find("SOTTO_MAX_AGE", {{"SOTTO_MAX_AGE", "long"}});
  EXPECT_EQ(row.value, "5min");
  EXPECT_EQ(row.name, "");
}

TEST(SettingsInForce, SayWhatHoldsWhereTheDefaultWouldTellMore) {
  EXPECT_EQ(find("SOTTO_LOCAL_DP", {{"SOTTO_LOCAL_DP", "9"}}).value, "1");
  EXPECT_EQ(find("SOTTO_LOCAL_DP", {}).value, "off");
}

TEST(SettingsInForce, ShowNoSecret) {
  const Variables secrets = {{"LANGFUSE_SECRET_KEY", "hunter2"},
                             {"LANGFUSE_PUBLIC_KEY", "hunter2"},
                             {"LANGWATCH_API_KEY", "hunter2"},
                             {"OTEL_EXPORTER_OTLP_HEADERS", "key=hunter2"},
                             {"https_proxy", "http://user:hunter2@proxy"},
                             {"SOTTO_TELEMETRY_ENDPOINT", "https://host/v1?key=hunter2"}};
  for (const Setting& row : settings()) {
    const auto shown = find(row.name, secrets);
    if (!shown.name.empty()) {
      EXPECT_EQ(shown.value, "set") << row.name;
    }
  }
}

TEST(SettingsInForce, SayWhatASwitchIsTakenFor) {
  EXPECT_EQ(find("DO_NOT_TRACK", {{"DO_NOT_TRACK", "ture"}}).value, "yes");
  EXPECT_EQ(find("DO_NOT_TRACK", {{"DO_NOT_TRACK", ""}}).value, "no");
  EXPECT_EQ(find("SOTTO_ENABLED", {{"SOTTO_ENABLED", "ture"}}).value, "no");
  EXPECT_EQ(find("SOTTO_ENABLED", {{"SOTTO_ENABLED", ""}}).value, "no");
  EXPECT_EQ(find("SOTTO_ENABLED", {}).value, "yes");
  EXPECT_EQ(find("SOTTO_ENABLE_TRACING_IN_CI", {{"SOTTO_ENABLE_IN_CI", "on"}}).name,
            "SOTTO_ENABLE_IN_CI");
}

}  // namespace
}  // namespace sotto::core
