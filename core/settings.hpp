#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <sotto/config.hpp>

namespace sotto::core {

/// What a setting fills, which also says how its text is read. Ranges include both ends.
namespace setting {

struct Text {
  std::string Config::*field;
};
struct Words {  // a list with commas
  std::vector<std::string> Config::*field;
};
struct Pairs {  // name=value,name=value; values percent-encoded
  std::vector<std::pair<std::string, std::string>> Config::*field;
};
struct Rules {  // NAME=pattern, one per line; may begin with blanks
  std::vector<std::pair<std::string, std::string>> Config::*field;
};
struct Bytes {
  std::size_t Config::*field;
  std::uint64_t least;
  std::uint64_t most;
};
struct Count {
  std::size_t Config::*field;
  std::uint64_t least;
  std::uint64_t most;
};
struct Time {
  std::chrono::milliseconds Config::*field;
  std::chrono::milliseconds least;
  std::chrono::milliseconds most;
};
struct Ratio {  // 0 to 1
  double Config::*field;
};
struct YesNo {
  bool Config::*field;
};
struct Compression {
  bool Config::*field;
};
struct Protocol {
  OtlpProtocol Config::*field;
};
struct ScoreRoute {
  LangfuseScoreRoute Config::*field;
};
struct Capture {
  CaptureContent Config::*field;
};
struct Epsilon {  // of local_dp; what cannot be read is the least, which tells the least
  LocalDp Config::*field;
};
struct Modes {};            // TRACING_MODE: words that stand for providers
struct Exporters {};        // OTEL_TRACES_EXPORTER: OpenTelemetry's words for them
struct Sampler {};          // OTEL_TRACES_SAMPLER: fills the sampling rate
struct SamplerArgument {};  // of it
struct Resource {};         // OTEL_RESOURCE_ATTRIBUTES: some names fill what is still empty
struct CommandOption {      // of the program sotto, which its command line reads
  std::string_view option;  // "start --port"
};
struct ClosingSwitch {};  // read by the privacy gates, listed here for the documentation
struct OpeningSwitch {};  // the same

using Target =
    std::variant<Text, Words, Pairs, Rules, Bytes, Count, Time, Ratio, YesNo, Compression, Protocol,
                 ScoreRoute, Capture, Epsilon, Modes, Exporters, Sampler, SamplerArgument, Resource,
                 CommandOption, ClosingSwitch, OpeningSwitch>;

}  // namespace setting

/// One row of the table from which the parser, docs/settings.md and `sotto settings` come.
struct Setting {
  std::string_view name;
  std::string_view aliases;  // "A, B": other names, read in this order where `name` is not set
  setting::Target target;
  std::string_view default_text;  // as one would write it; empty: none
  std::string_view help;          // one sentence, without its full stop
  bool is_secret = false;         // its value is shown nowhere

  /// Whether the privacy gates read it, and nothing else does.
  bool is_switch() const noexcept {
    return std::holds_alternative<setting::ClosingSwitch>(target) ||
           std::holds_alternative<setting::OpeningSwitch>(target);
  }
};

/// All settings, grouped as in Config.
std::span<const Setting> settings() noexcept;

/// What may stand in the setting, e.g. "a size from 4KiB to 64MiB".
std::string expected_value(const Setting& setting);

/// Gives the text of a variable, or nullopt. Text that is empty counts as not set.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// A setting's text, and which of its names it was found under.
struct FoundText {
  std::string_view name;
  std::string text;
};

/// The first of the row's names that is set.
std::optional<FoundText> find_text(const Setting& row, const Lookup& lookup);

/// Whether the row understands the text, or a part of a list.
bool is_readable(const Setting& row, std::string_view text, const Lookup& lookup);

/// What holds when a text cannot be read: the default, or where that would tell more, the value
/// that tells least.
std::string_view fallback(const Setting& row) noexcept;

/// The configuration that the variables describe. A value that cannot be read leaves the default
/// and a line in `warnings`, which names the variable and never its value.
Config read_settings(const Lookup& lookup);

/// The same configuration with every number in its setting's range: a program may have written
/// anything into it. One line in `warnings` for each that was not.
Config within_limits(Config config);

/// A sentence for each pair of settings of which `config` has one without the other.
std::vector<std::string> half_pairs(const Config& config);

/// When `config` names no provider, adds each whose own settings are complete.
void choose_providers(Config& config);

/// The whole of docs/settings.md.
std::string settings_markdown();

}  // namespace sotto::core
