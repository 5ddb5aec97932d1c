#include "core/settings.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

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

std::optional<FoundText> find_name(std::string_view name, const Lookup& lookup) {
  auto text = lookup(name);
  if (!text || trim(*text).empty()) return std::nullopt;
  return FoundText{name, *std::move(text)};
}

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

bool is_choice_of_providers(const Setting& row) {
  return std::holds_alternative<setting::Modes>(row.target) ||
         std::holds_alternative<setting::Exporters>(row.target);
}

std::string warning(const Setting& row, std::string_view name) {
  std::string text(name);
  text += ": expected " + expected_value(row);
  if (std::holds_alternative<setting::ClosingSwitch>(row.target)) {
    text += "; what is neither counts as yes";
  } else if (std::holds_alternative<setting::OpeningSwitch>(row.target)) {
    text += "; what is neither counts as no";
  } else if (is_choice_of_providers(row)) {
    text += "; unknown words are left out";
  } else if (row.default_text.empty()) {
    text += "; it is left out";
  } else {
    text += "; using " + std::string(row.default_text);
  }
  return text;
}

struct Half {
  std::string_view name;
  const std::string& value;
};

void add_half_a_pair(std::vector<std::string>& sentences, Half one, Half other,
                     std::string_view who) {
  if (one.value.empty() == other.value.empty()) return;
  if (one.value.empty()) std::swap(one.name, other.name);
  sentences.push_back(std::string(one.name) + " is set without " + std::string(other.name) + ": " +
                      std::string(who) + " needs both");
}

/// A batch that the queue cannot hold would never be full.
void fit_batch_into_queue(Config& config, const Lookup& lookup) {
  if (config.batch_size <= config.queue_size) return;
  config.batch_size = config.queue_size;
  for (const std::string_view name : {"SOTTO_TRACE_BATCH_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE"}) {
    if (!find_name(name, lookup)) continue;
    config.warnings.push_back(std::string(name) +
                              ": larger than the queue; using SOTTO_TRACE_QUEUE_SIZE");
    return;
  }
}

}  // namespace

std::optional<FoundText> find_text(const Setting& row, const Lookup& lookup) {
  if (auto found = find_name(row.name, lookup)) return found;
  for (const std::string_view alias : split_list(row.aliases)) {
    if (auto found = find_name(alias, lookup)) return found;
  }
  return std::nullopt;
}

std::vector<std::string> half_pairs(const Config& config) {
  std::vector<std::string> sentences;
  add_half_a_pair(sentences, {"LANGFUSE_PUBLIC_KEY", config.langfuse_public_key},
                  {"LANGFUSE_SECRET_KEY", config.langfuse_secret_key}, "Langfuse");
  add_half_a_pair(sentences,
                  {"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", config.client_certificate_file},
                  {"OTEL_EXPORTER_OTLP_CLIENT_KEY", config.client_key_file}, "TLS");
  return sentences;
}

void choose_providers(Config& config) {
  if (!config.providers.empty()) return;
  if (!config.langfuse_public_key.empty() && !config.langfuse_secret_key.empty()) {
    config.providers.emplace_back("langfuse");
  }
  if (!config.langwatch_api_key.empty()) config.providers.emplace_back("langwatch");
  if (!config.otlp_endpoint.empty() || !config.otlp_traces_endpoint.empty()) {
    config.providers.emplace_back("otlp");
  }
  if (!config.file_path.empty()) config.providers.emplace_back("file");
}

Config read_settings(const Lookup& lookup) {
  Config config;
  bool are_providers_chosen = false;
  for (const Setting& row : settings()) {
    const auto found = find_text(row, lookup);
    if (!found) continue;
    if (is_choice_of_providers(row)) {
      // A list of providers says it more exactly than a mode, and that more than an exporter.
      if (are_providers_chosen) continue;
      are_providers_chosen = true;
    }
    if (!std::visit(Reader(config, found->text, lookup), row.target)) {
      config.warnings.push_back(warning(row, found->name));
    }
    are_providers_chosen |= row.name == "SOTTO_PROVIDERS";
  }
  if (config.app_name.empty()) config.app_name = "unknown_service";
  fit_batch_into_queue(config, lookup);
  for (std::string& sentence : half_pairs(config)) config.warnings.push_back(std::move(sentence));
  choose_providers(config);
  return config;
}

}  // namespace sotto::core
