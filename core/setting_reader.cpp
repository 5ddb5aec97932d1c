#include "core/setting_reader.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "core/setting_values.hpp"
#include "core/text.hpp"

namespace sotto::core {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view sampling_rate_name = "SOTTO_SAMPLING_RATE";
constexpr std::string_view sampler_name = "OTEL_TRACES_SAMPLER";
constexpr std::string_view sampler_argument_name = "OTEL_TRACES_SAMPLER_ARG";
constexpr std::string_view exporter_name = "OTEL_TRACES_EXPORTER";

// Where OpenTelemetry's exporter sends to when nobody says where; its specification.
constexpr std::string_view default_otlp_endpoint = "http://localhost:4318";

/// A word of a list, and the provider that it stands for; none: it turns them off.
using Word = std::pair<std::string_view, std::string_view>;

/// Reads one text into its field. Each overload says whether the text could be read.
class Reader {
 public:
  Reader(Config& config, std::string_view text, const Lookup& lookup) noexcept
      : config_(config), text_(text), lookup_(lookup) {}

  bool operator()(const setting::Text& target) const {
    config_.*target.field = trim(text_);
    return true;
  }
  bool operator()(const setting::Words& target) const {
    const auto words = split_list(text_);
    (config_.*target.field).assign(words.begin(), words.end());
    return true;
  }
  bool operator()(const setting::Pairs& target) const {
    return store(parse_pairs(text_), config_.*target.field);
  }
  bool operator()(const setting::Rules& target) const {
    std::vector<std::pair<std::string, std::string>> rules;
    std::string_view rest = text_;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.empty()) continue;
      const std::size_t sign = line.find('=');
      if (sign == std::string_view::npos || sign == 0) return false;
      rules.emplace_back(line.substr(0, sign), line.substr(sign + 1));
    }
    config_.*target.field = std::move(rules);
    return true;
  }
  bool operator()(const setting::Bytes& target) const {
    return store_within(parse_size(text_), target);
  }
  bool operator()(const setting::Count& target) const {
    return store_within(parse_count(text_), target);
  }
  bool operator()(const setting::Time& target) const {
    return store_within(parse_duration(text_), target);
  }
  bool operator()(const setting::Ratio& target) const {
    const auto value = parse_ratio(text_);
    return value && *value <= 1 && store(value, config_.*target.field);
  }
  bool operator()(const setting::YesNo& target) const {
    config_.*target.field = is_yes(text_);
    return is_yes(text_) || is_no(text_);
  }
  bool operator()(const setting::Compression& target) const {
    if (!is("gzip") && !is("none")) return false;
    config_.*target.field = is("gzip");
    return true;
  }
  bool operator()(const setting::Protocol& target) const {
    if (!is("http/protobuf") && !is("http/json")) return false;
    config_.*target.field = is("http/json") ? OtlpProtocol::http_json : OtlpProtocol::http_protobuf;
    return true;
  }
  bool operator()(const setting::ScoreRoute& target) const {
    if (!is("scores") && !is("ingestion")) return false;
    config_.*target.field =
        is("ingestion") ? LangfuseScoreRoute::ingestion : LangfuseScoreRoute::scores;
    return true;
  }
  bool operator()(const setting::Capture& target) const {
    constexpr std::pair<std::string_view, CaptureContent> words[] = {
        {"none", CaptureContent::none},
        {"redacted", CaptureContent::redacted},
        {"full", CaptureContent::full},
    };
    const auto found = std::find_if(std::begin(words), std::end(words),
                                    [this](const auto& word) { return is(word.first); });
    if (found == std::end(words)) return false;
    config_.*target.field = found->second;
    return true;
  }
  bool operator()(const setting::Epsilon& target) const {
    constexpr std::pair<std::string_view, LocalDp> words[] = {
        {"off", LocalDp::off},
        {"1", LocalDp::epsilon_1},
        {"2", LocalDp::epsilon_2},
        {"4", LocalDp::epsilon_4},
    };
    const auto found = std::find_if(std::begin(words), std::end(words),
                                    [this](const auto& word) { return is(word.first); });
    config_.*target.field = found == std::end(words) ? LocalDp::epsilon_1 : found->second;
    return found != std::end(words);
  }
  bool operator()(const setting::Modes&) const {
    constexpr Word modes[] = {
        {"langfuse", "langfuse"},
        {"langwatch", "langwatch"},
        {"otlp", "otlp"},
        {"otel", "otlp"},
        {"opentelemetry", "otlp"},
        {"print", "console"},
        {"console", "console"},
        {"file", "file"},
        {"none", ""},
        {"noop", ""},  // the gate sees to these two
    };
    return add_providers(modes);
  }
  bool operator()(const setting::Exporters&) const {
    constexpr Word exporters[] = {
        {"otlp", "otlp"}, {"console", "console"}, {"logging", "console"}, {"none", ""}};
    const bool are_known = add_providers(exporters);
    if (has_word("none")) config_.closed_by.emplace_back(exporter_name);
    const bool is_endpoint_set =
        !config_.otlp_endpoint.empty() || !config_.otlp_traces_endpoint.empty();
    if (has_word("otlp") && !is_endpoint_set) config_.otlp_endpoint = default_otlp_endpoint;
    return are_known;
  }
  bool operator()(const setting::Sampler&) const {
    if (find_name(sampling_rate_name, lookup_)) return true;  // says it more exactly
    const std::string_view sampler = trim(text_);
    if (sampler == "always_on" || sampler == "parentbased_always_on") return true;
    if (sampler == "always_off") config_.closed_by.emplace_back(sampler_name);
    if (sampler == "always_off" || sampler == "parentbased_always_off") {
      config_.sampling_rate = 0;
      return true;
    }
    if (sampler != "traceidratio" && sampler != "parentbased_traceidratio") return false;
    const auto argument = find_name(sampler_argument_name, lookup_);
    const auto ratio = argument ? parse_ratio(argument->text) : std::nullopt;
    if (ratio && *ratio <= 1) config_.sampling_rate = *ratio;
    return true;
  }
  bool operator()(const setting::SamplerArgument&) const {
    const auto ratio = parse_ratio(text_);
    return !find_name(sampler_name, lookup_) || (ratio && *ratio <= 1);
  }
  bool operator()(const setting::Resource&) const {
    const auto attributes = parse_pairs(text_);
    if (!attributes) return false;
    for (const auto& [name, value] : *attributes) add_resource_attribute(name, value);
    return true;
  }
  bool operator()(const setting::CommandOption&) const { return true; }
  bool operator()(const setting::ClosingSwitch&) const { return is_yes(text_) || is_no(text_); }
  bool operator()(const setting::OpeningSwitch&) const { return is_yes(text_) || is_no(text_); }

 private:
  bool is(std::string_view word) const { return equals_ignoring_case(trim(text_), word); }

  template <typename From, typename To>
  static bool store(std::optional<From> value, To& field) {
    if (!value) return false;
    field = *std::move(value);
    return true;
  }

  template <typename Value, typename Target>
  bool store_within(const std::optional<Value>& value, const Target& target) const {
    if (!value || *value < target.least || *value > target.most) return false;
    return store(value, config_.*target.field);
  }

  static void fill(std::string& field, const std::string& value) {
    if (field.empty()) field = value;
  }

  bool has_word(std::string_view wanted) const {
    const auto words = split_list(text_);
    return std::any_of(words.begin(), words.end(), [wanted](std::string_view word) {
      return equals_ignoring_case(word, wanted);
    });
  }

  /// Whether all words of the text are known.
  bool add_providers(std::span<const Word> known) const {
    bool are_known = true;
    for (const std::string_view word : split_list(text_)) {
      const auto found = std::find_if(known.begin(), known.end(), [word](const Word& candidate) {
        return equals_ignoring_case(word, candidate.first);
      });
      if (found == known.end()) {
        are_known = false;
      } else if (!found->second.empty()) {
        add_provider(found->second);
      }
    }
    return are_known;
  }

  /// The attributes that have a setting of their own fill it where it is not set.
  void add_resource_attribute(const std::string& name, const std::string& value) const {
    if (name == "service.name") return fill(config_.app_name, value);
    if (name == "service.version") return fill(config_.app_version, value);
    if (name == "deployment.environment.name" || name == "deployment.environment") {
      return fill(config_.environment, value);
    }
    if (name.starts_with("telemetry.sdk.")) return;  // that is us
    auto& others = config_.resource_attributes;
    const auto same = std::find_if(others.begin(), others.end(),
                                   [&name](const auto& other) { return other.first == name; });
    if (same == others.end()) {
      others.emplace_back(name, value);
    } else {
      same->second = value;
    }
  }

  void add_provider(std::string_view name) const {
    auto& providers = config_.providers;
    if (std::find(providers.begin(), providers.end(), name) == providers.end()) {
      providers.emplace_back(name);
    }
  }

  Config& config_;
  std::string_view text_;
  const Lookup& lookup_;
};

}  // namespace

std::optional<FoundText> find_name(std::string_view name, const Lookup& lookup) {
  auto text = lookup(name);
  if (!text || trim(*text).empty()) return std::nullopt;
  return FoundText{name, *std::move(text)};
}

bool read_setting(const Setting& row, std::string_view text, const Lookup& lookup, Config& config) {
  return std::visit(Reader(config, text, lookup), row.target);
}

}  // namespace sotto::core
