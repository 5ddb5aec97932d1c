#include "core/settings.hpp"

#include <algorithm>
#include <utility>

#include "core/setting_reader.hpp"
#include "core/text.hpp"

namespace sotto::core {
namespace {

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
  } else if (fallback(row).empty()) {
    text += "; it is left out";
  } else {
    text += "; using " + std::string(fallback(row));
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

bool is_readable(const Setting& row, std::string_view text, const Lookup& lookup) {
  Config unused;
  return is_choice_of_providers(row) || read_setting(row, text, lookup, unused);
}

std::string_view fallback(const Setting& row) noexcept {
  return std::holds_alternative<setting::Epsilon>(row.target) ? "1" : row.default_text;
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
    if (!read_setting(row, found->text, lookup, config)) {
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
