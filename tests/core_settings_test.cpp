#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/settings.hpp"
#include "core/text.hpp"

namespace sotto::core {
namespace {

using namespace std::chrono_literals;
using Variables = std::map<std::string, std::string, std::less<>>;

Config read(const Variables& variables) {
  return read_settings([&](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

/// The numbers and words of Config that have a default, as one text to compare.
std::string defaults_of(const Config& config) {
  std::ostringstream text;
  text << config.langfuse_base_url << ' ' << config.langwatch_endpoint << ' '
       << static_cast<int>(config.otlp_protocol) << ' ' << config.otlp_gzip << ' '
       << config.file_max_bytes << ' ' << static_cast<int>(config.capture_content) << ' '
       << config.scrub_tags << ' ' << config.sampling_rate << ' ' << config.slow_threshold.count()
       << ' ' << config.max_field_bytes << ' ' << config.max_span_bytes << ' ' << config.ring_bytes
       << ' ' << config.memory_limit_bytes << ' ' << config.queue_size << ' ' << config.batch_size
       << ' ' << config.batch_bytes << ' ' << config.flush_interval.count() << ' '
       << config.max_age.count() << ' ' << config.export_timeout.count() << ' '
       << config.shutdown_timeout.count() << ' ' << config.telemetry_interval.count();
  return text.str();
}

TEST(Settings, AreTheDefaultsOfConfigWhenNothingIsSet) {
  const Config config = read({});
  EXPECT_EQ(defaults_of(config), defaults_of(Config{}));
  EXPECT_EQ(config.app_name, "unknown_service");
  EXPECT_TRUE(config.providers.empty());
  EXPECT_TRUE(config.warnings.empty());
}

TEST(Settings, DocumentTheDefaultsOfConfig) {
  Variables defaults;
  for (const Setting& row : settings()) {
    defaults.emplace(row.name, row.default_text);
  }
  const Config config = read(defaults);
  EXPECT_EQ(defaults_of(config), defaults_of(Config{}));
  EXPECT_TRUE(config.warnings.empty());
}

TEST(Settings, HaveUniqueNames) {
  std::set<std::string_view> names;
  for (const Setting& row : settings()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    for (const std::string_view alias : split_list(row.aliases)) {
      EXPECT_TRUE(names.insert(alias).second) << alias;
    }
  }
}

TEST(Settings, FillEveryKindOfField) {
  const Config config = read({{"SOTTO_APP_NAME", " my-app "},
                              {"SOTTO_TELEMETRY_INTERVAL", "1h"},
                              {"SOTTO_PROVIDERS", "langfuse, my-own"},
                              {"OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b,x=1"},
                              {"OTEL_EXPORTER_OTLP_COMPRESSION", "none"},
                              {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"},
                              {"SOTTO_CAPTURE_CONTENT", "Full"},
                              {"SOTTO_SAMPLING_RATE", "0.25"},
                              {"SOTTO_TRACE_QUEUE_SIZE", "100"},
                              {"SOTTO_RING_BYTES", "64KiB"},
                              {"SOTTO_FLUSH_INTERVAL_MS", "250"}});
  EXPECT_EQ(config.app_name, "my-app");
  EXPECT_EQ(config.telemetry_interval, 1h);
  EXPECT_EQ(config.providers, (std::vector<std::string>{"langfuse", "my-own"}));
  EXPECT_EQ(config.otlp_headers.size(), 2U);
  EXPECT_EQ(config.otlp_headers.front().second, "a b");
  EXPECT_FALSE(config.otlp_gzip);
  EXPECT_EQ(config.otlp_protocol, OtlpProtocol::http_json);
  EXPECT_EQ(config.capture_content, CaptureContent::full);
  EXPECT_EQ(config.sampling_rate, 0.25);
  EXPECT_EQ(config.queue_size, 100U);
  EXPECT_EQ(config.ring_bytes, 64U << 10);
  EXPECT_EQ(config.flush_interval, 250ms);
  EXPECT_TRUE(config.warnings.empty());
}

TEST(Settings, TakeTheNamesOfOthersWhereTheirOwnIsNotSet) {
  Variables variables = {{"OTEL_SERVICE_NAME", "theirs"},
                         {"OTEL_BSP_MAX_QUEUE_SIZE", "77"},
                         {"LANGFUSE_HOST", "https://langfuse.example"},
                         {"OTEL_EXPORTER_OTLP_TIMEOUT", "2000"}};
  Config config = read(variables);
  EXPECT_EQ(config.app_name, "theirs");
  EXPECT_EQ(config.queue_size, 77U);
  EXPECT_EQ(config.langfuse_base_url, "https://langfuse.example");
  EXPECT_EQ(config.export_timeout, 2s);
  variables.insert_or_assign("SOTTO_APP_NAME", "ours");
  variables.insert_or_assign("SOTTO_TRACE_QUEUE_SIZE", "");
  config = read(variables);
  EXPECT_EQ(config.app_name, "ours");
  EXPECT_EQ(config.queue_size, 77U);
}

TEST(Settings, KeepTheDefaultAndWarnForAValueThatCannotBeRead) {
  const std::map<std::string, std::string> bad = {
      {"SOTTO_SAMPLING_RATE", "1.5"},          {"SOTTO_RING_BYTES", "1B"},
      {"SOTTO_TRACE_BATCH_SIZE", "many"},      {"SOTTO_MAX_AGE", "-1s"},
      {"SOTTO_CAPTURE_CONTENT", "some"},       {"OTEL_EXPORTER_OTLP_HEADERS", "secret"},
      {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}, {"OTEL_EXPORTER_OTLP_COMPRESSION", "zstd"}};
  for (const auto& [name, value] : bad) {
    const Config config = read({{name, value}});
    EXPECT_EQ(config.sampling_rate, 1.0);
    EXPECT_EQ(config.ring_bytes, Config{}.ring_bytes);
    EXPECT_EQ(config.otlp_protocol, OtlpProtocol::http_protobuf);
    ASSERT_EQ(config.warnings.size(), 1U) << name;
    EXPECT_TRUE(config.warnings[0].starts_with(name + ": expected ")) << config.warnings[0];
    EXPECT_EQ(config.warnings[0].find("secret"), std::string::npos);
  }
  EXPECT_EQ(read({{"OTEL_EXPORTER_OTLP_COMPRESSION", "zstd"}}).otlp_gzip, true);
}

TEST(Settings, TakeTheLeastEpsilonForOneThatCannotBeRead) {
  EXPECT_EQ(read({}).local_dp, LocalDp::off);
  EXPECT_EQ(read({{"SOTTO_LOCAL_DP", "off"}}).local_dp, LocalDp::off);
  EXPECT_EQ(read({{"SOTTO_LOCAL_DP", "4"}}).local_dp, LocalDp::epsilon_4);
  for (const char* value : {"3", "yes", "1.5"}) {
    const Config config = read({{"SOTTO_LOCAL_DP", value}});
    EXPECT_EQ(config.local_dp, LocalDp::epsilon_1) << "who asks for noise gets it";
    EXPECT_EQ(config.warnings,
              std::vector<std::string>{"SOTTO_LOCAL_DP: expected off, 1, 2 or 4; using 1"});
  }
  Config config;
  config.local_dp = static_cast<LocalDp>(200);
  EXPECT_EQ(within_limits(config).local_dp, LocalDp::epsilon_1);
}

TEST(Settings, SayInAWarningWhatIsExpected) {
  const Config config = read({{"SOTTO_RING_BYTES", "lots"}, {"SOTTO_MAX_AGE", "long"}});
  ASSERT_EQ(config.warnings.size(), 2U);
  EXPECT_EQ(config.warnings[0], "SOTTO_RING_BYTES: expected a size from 4KiB to 64MiB; using 2MiB");
  EXPECT_EQ(config.warnings[1], "SOTTO_MAX_AGE: expected a time from 1s to 7d; using 5min");
}

TEST(Settings, TakeOneRuleOfTheScrubberFromEachLine) {
  using Rules = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(read({{"SOTTO_SCRUB_RULES", "ORDER=ORD-\\d{8}\n\n  key=a=b,c\r\n"}}).scrub_rules,
            (Rules{{"ORDER", "ORD-\\d{8}"}, {"key", "a=b,c"}}));
  const Config config = read({{"SOTTO_SCRUB_RULES", "secret"}});
  EXPECT_TRUE(config.scrub_rules.empty());
  EXPECT_EQ(config.warnings.size(), 1U);
}

TEST(Settings, TakeYesAndNoInAnyWords) {
  EXPECT_TRUE(read({{"SOTTO_SCRUB_TAGS", "On"}}).scrub_tags);
  EXPECT_FALSE(read({{"SOTTO_SCRUB_TAGS", "0"}}).scrub_tags);
  const Config config = read({{"SOTTO_SCRUB_TAGS", "ture"}});
  EXPECT_FALSE(config.scrub_tags);
  EXPECT_EQ(config.warnings.at(0), "SOTTO_SCRUB_TAGS: expected yes or no; using no");
}

TEST(Settings, WarnOfASwitchThatIsNeitherYesNorNo) {
  const Config config = read({{"DO_NOT_TRACK", "ture"}, {"SOTTO_ENABLED", "maybe"}});
  ASSERT_EQ(config.warnings.size(), 2U);
  EXPECT_EQ(config.warnings[0], "DO_NOT_TRACK: expected yes or no; what is neither counts as yes");
  EXPECT_EQ(config.warnings[1], "SOTTO_ENABLED: expected yes or no; what is neither counts as no");
}

TEST(Settings, TakeProvidersFromTracingMode) {
  using List = std::vector<std::string>;
  EXPECT_EQ(read({{"TRACING_MODE", "langfuse"}}).providers, List{"langfuse"});
  EXPECT_EQ(read({{"TRACING_MODE", "Print, otel, opentelemetry"}}).providers,
            (List{"console", "otlp"}));
  EXPECT_EQ(read({{"TRACING_MODE", "langwatch,file"}}).providers, (List{"langwatch", "file"}));
  EXPECT_TRUE(read({{"TRACING_MODE", "none"}}).providers.empty());
  EXPECT_EQ(read({{"TRACING_MODE", "print"}, {"SOTTO_TRACING_MODE", "otlp"}}).providers,
            List{"otlp"});
  EXPECT_EQ(read({{"TRACING_MODE", "print"}, {"SOTTO_PROVIDERS", "otlp"}}).providers, List{"otlp"});
}

TEST(Settings, LeaveUnknownTracingModesOutAndWarn) {
  const Config config = read({{"TRACING_MODE", "langsmith,print"}});
  EXPECT_EQ(config.providers, std::vector<std::string>{"console"});
  ASSERT_EQ(config.warnings.size(), 1U);
  EXPECT_TRUE(config.warnings[0].starts_with("TRACING_MODE: expected langfuse, langwatch"));
}

TEST(Settings, TurnProvidersOnByTheirSettingsWhenNobodyChose) {
  Variables variables = {{"LANGFUSE_PUBLIC_KEY", "pk"},
                         {"LANGFUSE_SECRET_KEY", "sk"},
                         {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://localhost:4318/v1/traces"}};
  EXPECT_EQ(read(variables).providers, (std::vector<std::string>{"langfuse", "otlp"}));
  variables.emplace("LANGWATCH_API_KEY", "sk-lw");
  variables.emplace("SOTTO_FILE", "traces.jsonl");
  EXPECT_EQ(read(variables).providers,
            (std::vector<std::string>{"langfuse", "langwatch", "otlp", "file"}));
  variables.emplace("TRACING_MODE", "print");
  EXPECT_EQ(read(variables).providers, std::vector<std::string>{"console"});
}

TEST(Settings, WarnOfHalfAPairOfLangfuseKeys) {
  const Config config = read({{"LANGFUSE_SECRET_KEY", "sk-lf-x"}});
  EXPECT_TRUE(config.providers.empty());
  ASSERT_EQ(config.warnings.size(), 1U);
  EXPECT_EQ(config.warnings[0],
            "LANGFUSE_SECRET_KEY is set without LANGFUSE_PUBLIC_KEY: Langfuse needs both");
}

TEST(Settings, WarnOfHalfAClientCertificate) {
  const Config config = read({{"OTEL_EXPORTER_OTLP_CLIENT_KEY", "client.key"}});
  ASSERT_EQ(config.warnings.size(), 1U);
  EXPECT_EQ(config.warnings[0],
            "OTEL_EXPORTER_OTLP_CLIENT_KEY is set without OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: "
            "TLS needs both");
}

TEST(Settings, TakeTheClientCertificateOfTracesFirst) {
  const Config config = read({{"OTEL_EXPORTER_OTLP_CLIENT_KEY", "client.key"},
                              {"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "client.pem"},
                              {"OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", "traces.key"},
                              {"OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", "traces.pem"}});
  EXPECT_EQ(config.client_key_file, "traces.key");
  EXPECT_EQ(config.client_certificate_file, "traces.pem");
}

TEST(Settings, TakeProxiesInLowerCaseFirst) {
  const Config config = read({{"https_proxy", "lower"},
                              {"HTTPS_PROXY", "upper"},
                              {"ALL_PROXY", "for-all"},
                              {"NO_PROXY", "example.com"}});
  EXPECT_EQ(config.https_proxy, "lower");
  EXPECT_EQ(config.all_proxy, "for-all");
  EXPECT_EQ(config.no_proxy, "example.com");
  EXPECT_EQ(read({{"HTTPS_PROXY", "upper"}}).https_proxy, "upper");
}

TEST(Settings, NeverTakeTheHeaderOfACgiRequestForAProxy) {
  EXPECT_EQ(read({{"HTTP_PROXY", "http://attacker.example"}}).http_proxy, "");
  EXPECT_EQ(read({{"http_proxy", "http://proxy.example"}}).http_proxy, "http://proxy.example");
}

TEST(Settings, TakeTheServiceFromResourceAttributesLast) {
  Variables variables = {{"OTEL_RESOURCE_ATTRIBUTES",
                          "service.name=shop,service.version=2,deployment.environment.name=test"}};
  Config config = read(variables);
  EXPECT_EQ(config.app_name, "shop");
  EXPECT_EQ(config.app_version, "2");
  EXPECT_EQ(config.environment, "test");
  variables.emplace("OTEL_SERVICE_NAME", "checkout");
  EXPECT_EQ(read(variables).app_name, "checkout");
}

TEST(Settings, LeaveAllResourceAttributesOutForOneBadPair) {
  for (const char* bad : {"service.name=shop,team", "service.name=shop,team=100%", "a=b,=c"}) {
    const Config config = read({{"OTEL_RESOURCE_ATTRIBUTES", bad}});
    EXPECT_EQ(config.app_name, "unknown_service") << bad;
    EXPECT_TRUE(config.resource_attributes.empty()) << bad;
    EXPECT_EQ(config.warnings.size(), 1U) << bad;
  }
}

TEST(Settings, KeepTheOtherResourceAttributes) {
  const Config config =
      read({{"OTEL_RESOURCE_ATTRIBUTES",
             "team=a%20b,service.name=shop,k8s.pod.name=x,team=c,telemetry.sdk.name=theirs"}});
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(config.resource_attributes, (Pairs{{"team", "c"}, {"k8s.pod.name", "x"}}));
}

TEST(Settings, TakeProvidersFromTheTracesExporterLast) {
  using List = std::vector<std::string>;
  Config config = read({{"OTEL_TRACES_EXPORTER", "otlp,console"}});
  EXPECT_EQ(config.providers, (List{"otlp", "console"}));
  EXPECT_EQ(config.otlp_endpoint, "http://localhost:4318");
  config = read({{"OTEL_TRACES_EXPORTER", "otlp"}, {"OTEL_EXPORTER_OTLP_ENDPOINT", "http://a"}});
  EXPECT_EQ(config.otlp_endpoint, "http://a");
  config = read({{"OTEL_TRACES_EXPORTER", "otlp"}, {"TRACING_MODE", "print"}});
  EXPECT_EQ(config.providers, List{"console"});
  config = read({{"OTEL_TRACES_EXPORTER", "zipkin"}});
  EXPECT_EQ(config.warnings.size(), 1U);
}

TEST(Settings, TurnObservabilityOffForAnExporterOfNone) {
  using List = std::vector<std::string>;
  EXPECT_EQ(read({{"OTEL_TRACES_EXPORTER", "None"}}).closed_by, List{"OTEL_TRACES_EXPORTER"});
  EXPECT_EQ(read({{"OTEL_TRACES_EXPORTER", "none"}, {"SOTTO_PROVIDERS", "otlp"}}).closed_by,
            List{});
}

TEST(Settings, TakeTheSamplingRateFromOpenTelemetrysSampler) {
  const auto rate = [](const Variables& variables) { return read(variables).sampling_rate; };
  EXPECT_EQ(rate({{"OTEL_TRACES_SAMPLER", "always_on"}}), 1.0);
  EXPECT_EQ(rate({{"OTEL_TRACES_SAMPLER", "parentbased_always_off"}}), 0.0);
  EXPECT_EQ(rate({{"OTEL_TRACES_SAMPLER", "traceidratio"}}), 1.0);
  EXPECT_EQ(rate({{"OTEL_TRACES_SAMPLER", "parentbased_traceidratio"},
                  {"OTEL_TRACES_SAMPLER_ARG", "0.25"}}),
            0.25);
  EXPECT_EQ(rate({{"OTEL_TRACES_SAMPLER_ARG", "0.25"}}), 1.0);
  EXPECT_EQ(rate({{"OTEL_TRACES_SAMPLER", "traceidratio"},
                  {"OTEL_TRACES_SAMPLER_ARG", "0.25"},
                  {"SOTTO_SAMPLING_RATE", "0.5"}}),
            0.5);
}

TEST(Settings, TurnObservabilityOffForASamplerThatIsAlwaysOff) {
  const std::vector<std::string> sampler = {"OTEL_TRACES_SAMPLER"};
  EXPECT_EQ(read({{"OTEL_TRACES_SAMPLER", "always_off"}}).closed_by, sampler);
  EXPECT_TRUE(read({{"OTEL_TRACES_SAMPLER", "parentbased_always_off"}}).closed_by.empty());
}

TEST(Settings, WarnOfASamplerThatCannotBeUsed) {
  EXPECT_EQ(read({{"OTEL_TRACES_SAMPLER", "xray"}}).warnings.size(), 1U);
  const Config config =
      read({{"OTEL_TRACES_SAMPLER", "traceidratio"}, {"OTEL_TRACES_SAMPLER_ARG", "1.5"}});
  EXPECT_EQ(config.sampling_rate, 1.0);
  EXPECT_EQ(config.warnings.size(), 1U);
}

TEST(Settings, FitABatchIntoTheQueue) {
  Config config = read({{"OTEL_BSP_MAX_QUEUE_SIZE", "100"}});
  EXPECT_EQ(config.batch_size, 100U);
  EXPECT_TRUE(config.warnings.empty());
  config = read({{"OTEL_BSP_MAX_QUEUE_SIZE", "100"}, {"OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "200"}});
  EXPECT_EQ(config.batch_size, 100U);
  EXPECT_EQ(config.warnings,
            std::vector<std::string>{"OTEL_BSP_MAX_EXPORT_BATCH_SIZE: larger than the queue; using "
                                     "SOTTO_TRACE_QUEUE_SIZE"});
}

TEST(Settings, CountAnEmptyValueAsNotSet) {
  for (const Setting& row : settings()) {
    if (row.is_switch()) continue;
    const Config config = read({{std::string(row.name), " "}});
    EXPECT_EQ(defaults_of(config), defaults_of(Config{})) << row.name;
    EXPECT_TRUE(config.warnings.empty()) << row.name;
  }
}

TEST(Settings, AreDocumentedAsTheyAre) {
  std::ifstream file(SOTTO_SOURCE_DIR "/docs/settings.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(page, settings_markdown());
}

}  // namespace
}  // namespace sotto::core
