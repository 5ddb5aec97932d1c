#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <sotto/telemetry.hpp>

#include "telemetry/ledger.hpp"
#include "telemetry/metrics_encoder.hpp"
#include "tests/proto/otlp_metrics_oracle.pb.h"
#include "tests/support/sample_report.hpp"
#include "tests/support/stored_counts.hpp"
#include "tests/support/telemetry_session.hpp"

// The promise of PRIVACY.md: what stands in telemetry/catalogue.toml may leave, and nothing else.

namespace sotto::telemetry {
namespace {

namespace oracle = test::metrics_oracle;
using Names = std::set<std::string>;  // "where name", for attributes "attribute name of metric"

/// The text in quotes of each line `key = "text"`, or of each member of `key = ["text", ...]`.
std::vector<std::string> texts_in(const std::string& line) {
  std::vector<std::string> texts;
  std::istringstream parts(line);
  std::string part;
  for (bool is_text = false; std::getline(parts, part, '"'); is_text = !is_text) {
    if (is_text) texts.push_back(part);
  }
  return texts;
}

struct Field {
  std::string where;
  std::string name;
  std::vector<std::string> of;
  std::size_t explanations = 0;  // purpose, values, since
};

std::vector<Field> catalogue() {
  std::ifstream file(SOTTO_CATALOGUE);
  std::vector<Field> fields;
  for (std::string line; std::getline(file, line);) {
    if (line == "[[field]]") fields.emplace_back();
    if (fields.empty() || line.empty() || line.front() == '#' || line.front() == '[') continue;
    const std::string key = line.substr(0, line.find(' '));
    Field& field = fields.back();
    if (key == "where") field.where = texts_in(line).at(0);
    if (key == "name") field.name = texts_in(line).at(0);
    if (key == "of") field.of = texts_in(line);
    if (key == "purpose" || key == "values" || key == "since")
      field.explanations += texts_in(line).size();
  }
  return fields;
}

Names allowed() {
  Names names;
  for (const Field& field : catalogue()) {
    if (field.of.empty()) names.insert(field.where + " " + field.name);
    for (const std::string& metric : field.of)
      names.insert("attribute " + field.name + " of " + metric);
  }
  return names;
}

void add_fields(Names& names, const std::string& where, const google::protobuf::Message& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->name() != "attributes") names.insert(where + " " + field->name());
  }
}

template <typename Points>
void add_points(Names& names, const std::string& metric, const Points& points) {
  for (const auto& point : points) {
    add_fields(names, "point", point);
    for (const auto& attribute : point.attributes()) {
      names.insert("attribute " + attribute.key() + " of " + metric);
    }
  }
}

/// Every name on the wire.
Names names_in(const std::string& bytes) {
  oracle::ExportMetricsServiceRequest request;
  EXPECT_TRUE(request.ParseFromString(bytes));
  Names names;
  for (const auto& resource_metrics : request.resource_metrics()) {
    for (const auto& attribute : resource_metrics.resource().attributes()) {
      names.insert("resource " + attribute.key());
    }
    for (const auto& scope_metrics : resource_metrics.scope_metrics()) {
      add_fields(names, "scope", scope_metrics.scope());
      for (const auto& metric : scope_metrics.metrics()) {
        names.insert("metric " + metric.name());
        add_points(names, metric.name(), metric.sum().data_points());
        add_points(names, metric.name(), metric.exponential_histogram().data_points());
      }
    }
  }
  return names;
}

TEST(Catalogue, ExplainsEveryField) {
  ASSERT_FALSE(catalogue().empty());
  for (const Field& field : catalogue()) {
    EXPECT_FALSE(field.name.empty());
    EXPECT_EQ(field.explanations, 3U) << field.name << " needs purpose, values and since";
  }
}

TEST(Catalogue, NamesExactlyWhatAReportOfEverythingCarries) {
  // Every series that there is, the overflow ones included.
  Totals totals;
  for (const Series& overflow : SeriesTable::overflow_series) {
    const bool has_durations = overflow.kind >= SeriesKind::agent_run_succeeded;
    totals.series[overflow.number] = {&overflow, 2, {}};
    if (has_durations) totals.series[overflow.number].durations = {1, 5, {{0, {1}}}};
  }
  Report report = test::sample_report();
  report.metrics = make_metrics(counts_of(totals));
  Names names = names_in(to_protobuf(report));
  names.merge(names_in(to_protobuf(report_of(test::sample_weekly_report()))));
  EXPECT_EQ(names, allowed());
}

TEST(Catalogue, CoversWhatAProgramThatUsesEveryCallReports) {
  test::TelemetrySession session;
  Ledger ledger({"my-app", "1.0"});
  track_feature_usage("search", "expert");
  track_error("TimeoutError", "agent");
  track_exception(std::runtime_error("message"), "agent");
  track_agent_run({.agent_type = "simple", .duration = std::chrono::milliseconds(5)});
  Timer("load").record(std::chrono::milliseconds(1));
  const Names names = names_in(to_protobuf(ledger.draft().report));
  EXPECT_GT(names.size(), 20U);
  const Names catalogued = allowed();
  for (const std::string& name : names) EXPECT_TRUE(catalogued.contains(name)) << name;
}

}  // namespace
}  // namespace sotto::telemetry
