#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sotto::collector {

/// What an attribute says about its span, whatever the SDK calls it.
enum class Meaning : std::uint8_t {
  workflow,
  session,
  user,
  model,
  input_tokens,
  output_tokens,
  usage_details,  // JSON object of counts
  cost,
  cost_details,  // JSON object of US dollars
  level,
  langfuse_type,
  openinference_kind,
  operation,
  langwatch_type,
  traceloop_kind,
};
inline constexpr std::size_t meanings = 15;

/// One spelling of a meaning. Where a span has several, the lowest rank counts.
struct AttributeName {
  std::string_view key;
  Meaning meaning;
  std::uint8_t rank;
};

/// The one table of attribute names: Langfuse, LangWatch, OpenInference, OpenLLMetry and the
/// GenAI conventions. Null for a key that means nothing to us.  Cost: 3 ns.
const AttributeName* find_attribute_name(std::string_view key) noexcept;

/// The observation type that one of the five type attributes names, e.g. "LLM" or "chat" for
/// generation. Any case. Null for a word that it does not know.
std::optional<std::string_view> observation_type_of(Meaning meaning,
                                                    std::string_view word) noexcept;

}  // namespace sotto::collector
