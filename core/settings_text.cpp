#include <array>

#include "core/settings.hpp"
#include "core/text.hpp"

namespace sotto::core {
namespace {

struct Step {
  std::uint64_t size;
  std::string_view unit;
};

/// The number in its largest unit that leaves no rest, e.g. 65536 as "64KiB".
template <std::size_t N>
std::string in_units(std::uint64_t value, const std::array<Step, N>& steps) {
  for (const Step& step : steps) {
    if (value != 0 && value % step.size == 0) {
      return std::to_string(value / step.size).append(step.unit);
    }
  }
  return std::to_string(value);
}

std::string size_text(std::uint64_t bytes) {
  return in_units(
      bytes, std::array<Step, 4>{{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}, {1, "B"}}});
}

std::string time_text(std::chrono::milliseconds time) {
  return in_units(
      static_cast<std::uint64_t>(time.count()),
      std::array<Step, 5>{
          {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "min"}, {1000, "s"}, {1, "ms"}}});
}

struct Expectation {
  std::string operator()(const setting::Text&) const { return "text"; }
  std::string operator()(const setting::Words&) const { return "names with commas between them"; }
  std::string operator()(const setting::Pairs&) const { return "name=value,name=value"; }
  std::string operator()(const setting::Rules&) const { return "NAME=pattern, one per line"; }
  std::string operator()(const setting::Bytes& target) const {
    return "a size from " + size_text(target.least) + " to " + size_text(target.most);
  }
  std::string operator()(const setting::Count& target) const {
    return "a number from " + std::to_string(target.least) + " to " + std::to_string(target.most);
  }
  std::string operator()(const setting::Time& target) const {
    return "a time from " + time_text(target.least) + " to " + time_text(target.most);
  }
  std::string operator()(const setting::Ratio&) const { return "a number from 0 to 1"; }
  std::string operator()(const setting::YesNo&) const { return "yes or no"; }
  std::string operator()(const setting::Compression&) const { return "gzip or none"; }
  std::string operator()(const setting::Protocol&) const { return "http/protobuf or http/json"; }
  std::string operator()(const setting::Epsilon&) const { return "off, 1, 2 or 4"; }
  std::string operator()(const setting::ScoreRoute&) const { return "scores or ingestion"; }
  std::string operator()(const setting::Capture&) const { return "full, redacted or none"; }
  std::string operator()(const setting::Modes&) const {
    return "langfuse, langwatch, otlp (otel, opentelemetry), console (print), file, none (noop), "
           "or several with commas";
  }
  std::string operator()(const setting::Exporters&) const {
    return "otlp, console (logging), none, or several with commas";
  }
  std::string operator()(const setting::Sampler&) const {
    return "always_on, always_off, traceidratio, or one of them after parentbased_";
  }
  std::string operator()(const setting::SamplerArgument&) const { return "a number from 0 to 1"; }
  std::string operator()(const setting::Resource&) const { return "name=value,name=value"; }
  std::string operator()(const setting::CommandOption& target) const {
    return "as sotto " + std::string(target.option);
  }
  std::string operator()(const setting::ClosingSwitch&) const { return "yes or no"; }
  std::string operator()(const setting::OpeningSwitch&) const { return "yes or no"; }
};

constexpr std::string_view introduction = R"(# Settings

This page is made from the table in `core/settings_table.cpp`; a test compares the two.

Every setting is an environment variable. `Config::from_env()` reads them, `Config::from_dotenv()`
reads a file for those that the environment lacks. An empty value counts as not set. A value that
cannot be read leaves the default and a line in `status().warnings`; it never stops the program,
unless that starts with `Session::start_strict`. `sotto settings` shows what is in force and where
it comes from.

- A **size** is a number of bytes, or has a unit: `64KiB`, `1MiB`, `2GB`.
- A **time** has a unit, `250ms`, `5s`, `5min`, `24h`, `7d`; without one it is in milliseconds.
- A **switch** is yes with `1`, `true`, `yes` or `on`, and no with `0`, `false`, `no` or `off`, in any
  case. A switch that turns something off is yes with any other text too, and a switch that turns
  something on is no: a typo never sends more than was wanted. For the switches alone, an empty
  value is a value, and means no.

The switches are judged at the start of the session; opt-out files again before every request. A
program with `Config::env_prefix = "MYAPP"` also obeys `MYAPP_DISABLE_ALL_TRACING`, `MYAPP_ENABLED`,
`MYAPP_TELEMETRY_ENABLED` and `MYAPP_OBSERVABILITY_ENABLED`; these can only close what is open.

A `.env` file has lines `NAME=VALUE`, with or without `export`. A value is bare up to ` #`, `'as it
is'`, or `"with \n, \r, \t, \" and \\"`; in quotes it may go over several lines. Lines end with LF or
CRLF, a `#` begins a comment, of two lines for one name the last counts, and `$NAME` is not replaced.
The file may have 1 MiB. It belongs to the program's folder and not to the user, so its switches can
close the gates but open none, and it cannot name a plug-in.

| setting | value | default | what it does |
|---|---|---|---|
)";

/// Quotes code for a cell of a table.
std::string code(std::string_view text) {
  return text.empty() ? std::string() : "`" + std::string(text) + "`";
}

}  // namespace

std::string expected_value(const Setting& row) {
  return std::visit(Expectation{}, row.target);
}

std::string settings_markdown() {
  std::string page(introduction);
  for (const Setting& row : settings()) {
    page += "| " + code(row.name);
    for (const std::string_view alias : split_list(row.aliases)) page += ", " + code(alias);
    page += " | " + expected_value(row);
    page += " | " + (row.default_text.empty() ? "-" : code(row.default_text));
    page.append(" | ").append(row.help).append(". |\n");
  }
  return page;
}

}  // namespace sotto::core
