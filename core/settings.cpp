#include "core/settings.hpp"

#include <algorithm>
#include <iterator>

#include "core/setting_values.hpp"
#include "core/text.hpp"

namespace sotto::core {
namespace {

using std::chrono::milliseconds;
using Texts = std::optional<std::pair<std::string_view, std::string>>;  // the name that was set

/// The first of the row's names that is set and not empty.
Texts find_text(const Setting& row, const Lookup& lookup) {
  const auto ask = [&lookup](std::string_view name) -> Texts {
    auto text = lookup(name);
    if (!text || trim(*text).empty()) return std::nullopt;
    return std::pair(name, *std::move(text));
  };
  if (auto found = ask(row.name)) return found;
  for (const std::string_view alias : split_list(row.aliases)) {
    if (auto found = ask(alias)) return found;
  }
  return std::nullopt;
}

/// Reads one text into its field. Each overload says whether the text could be read.
class Reader {
 public:
  Reader(Config& config, std::string_view text) noexcept : config_(config), text_(text) {}

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
    constexpr std::pair<std::string_view, std::string_view> modes[] = {
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
    bool are_known = true;
    for (const std::string_view word : split_list(text_)) {
      const auto mode = std::find_if(std::begin(modes), std::end(modes), [word](const auto& known) {
        return equals_ignoring_case(word, known.first);
      });
      if (mode == std::end(modes)) {
        are_known = false;
      } else if (!mode->second.empty()) {
        add_provider(mode->second);
      }
    }
    return are_known;
  }
  bool operator()(const setting::Resource&) const {
    const auto attributes = parse_pairs(text_);
    if (!attributes) return false;
    for (const auto& [name, value] : *attributes) {
      if (name == "service.name") fill(config_.app_name, value);
      if (name == "service.version") fill(config_.app_version, value);
      if (name == "deployment.environment.name") fill(config_.environment, value);
    }
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

  void add_provider(std::string_view name) const {
    auto& providers = config_.providers;
    if (std::find(providers.begin(), providers.end(), name) == providers.end()) {
      providers.emplace_back(name);
    }
  }

  Config& config_;
  std::string_view text_;
};

std::string warning(const Setting& row, std::string_view name) {
  std::string text(name);
  text += ": expected " + expected_value(row);
  if (std::holds_alternative<setting::ClosingSwitch>(row.target)) {
    text += "; what is neither counts as yes";
  } else if (std::holds_alternative<setting::OpeningSwitch>(row.target)) {
    text += "; what is neither counts as no";
  } else if (std::holds_alternative<setting::Modes>(row.target)) {
    text += "; unknown words are left out";
  } else if (row.default_text.empty()) {
    text += "; it is left out";
  } else {
    text += "; using " + std::string(row.default_text);
  }
  return text;
}

void warn_of_half_a_key_pair(Config& config) {
  const bool has_public = !config.langfuse_public_key.empty();
  if (has_public == !config.langfuse_secret_key.empty()) return;
  config.warnings.emplace_back(
      has_public ? "LANGFUSE_PUBLIC_KEY is set without LANGFUSE_SECRET_KEY: Langfuse needs both"
                 : "LANGFUSE_SECRET_KEY is set without LANGFUSE_PUBLIC_KEY: Langfuse needs both");
}

}  // namespace

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
    if (std::holds_alternative<setting::Modes>(row.target)) {
      // A list of providers says it more exactly than a mode.
      if (are_providers_chosen) continue;
      are_providers_chosen = true;
    }
    if (!std::visit(Reader(config, found->second), row.target)) {
      config.warnings.push_back(warning(row, found->first));
    }
    are_providers_chosen |= row.name == "SOTTO_PROVIDERS";
  }
  if (config.app_name.empty()) config.app_name = "unknown_service";
  warn_of_half_a_key_pair(config);
  choose_providers(config);
  return config;
}

}  // namespace sotto::core
