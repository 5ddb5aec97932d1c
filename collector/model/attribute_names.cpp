#include "collector/model/attribute_names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace sotto::collector {
namespace {

constexpr auto names = std::to_array<AttributeName>({
    {"workflow.name", Meaning::workflow, 0},
    {"msgflux.workflow.name", Meaning::workflow, 1},
    {"langfuse.trace.name", Meaning::workflow, 2},
    {"traceloop.workflow.name", Meaning::workflow, 3},

    {"session.id", Meaning::session, 0},
    {"langfuse.session.id", Meaning::session, 1},
    {"gen_ai.conversation.id", Meaning::session, 2},
    {"langwatch.thread.id", Meaning::session, 3},

    {"user.id", Meaning::user, 0},
    {"langfuse.user.id", Meaning::user, 1},
    {"langwatch.user.id", Meaning::user, 2},

    {"gen_ai.response.model", Meaning::model, 0},
    {"gen_ai.request.model", Meaning::model, 1},
    {"langfuse.observation.model.name", Meaning::model, 2},
    {"llm.model_name", Meaning::model, 3},

    {"gen_ai.usage.input_tokens", Meaning::input_tokens, 0},
    {"gen_ai.usage.prompt_tokens", Meaning::input_tokens, 1},
    {"llm.token_count.prompt", Meaning::input_tokens, 2},
    {"gen_ai.usage.output_tokens", Meaning::output_tokens, 0},
    {"gen_ai.usage.completion_tokens", Meaning::output_tokens, 1},
    {"llm.token_count.completion", Meaning::output_tokens, 2},
    {"langfuse.observation.usage_details", Meaning::usage_details, 0},

    {"gen_ai.usage.cost", Meaning::cost, 0},
    {"langwatch.span.cost", Meaning::cost, 1},
    {"llm.cost.total", Meaning::cost, 2},
    {"langfuse.observation.cost_details", Meaning::cost_details, 0},

    {"langfuse.observation.level", Meaning::level, 0},
    {"langfuse.observation.type", Meaning::langfuse_type, 0},
    {"openinference.span.kind", Meaning::openinference_kind, 0},
    {"gen_ai.operation.name", Meaning::operation, 0},
    {"langwatch.span.type", Meaning::langwatch_type, 0},
    {"traceloop.span.kind", Meaning::traceloop_kind, 0},
});

/// Most attributes of a span are none of ours: length and last two letters tell them apart fast.
constexpr std::size_t bucket_count = 256;
constexpr std::size_t bucket_of(std::string_view key) noexcept {
  const auto letter = [&](std::size_t from_end) {
    return static_cast<std::size_t>(static_cast<unsigned char>(key[key.size() - from_end]));
  };
  return (key.size() * 37 + letter(1) * 5 + letter(2) * 11) % bucket_count;
}

struct NameIndex {
  static constexpr std::uint8_t empty = 0xff;
  std::array<std::uint8_t, bucket_count> slots;
};

/// Open addressing, linear probing.
constexpr NameIndex make_index() {
  NameIndex index{};
  index.slots.fill(NameIndex::empty);
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::size_t at = bucket_of(names[i].key);
    while (index.slots[at] != NameIndex::empty) at = (at + 1) % bucket_count;
    index.slots[at] = static_cast<std::uint8_t>(i);
  }
  return index;
}
constexpr NameIndex name_index = make_index();

struct TypeWord {
  Meaning meaning;
  std::string_view word;
  std::string_view type;
};

constexpr auto type_words = std::to_array<TypeWord>({
    {Meaning::langfuse_type, "span", "span"},
    {Meaning::langfuse_type, "generation", "generation"},
    {Meaning::langfuse_type, "event", "event"},
    {Meaning::langfuse_type, "embedding", "embedding"},
    {Meaning::langfuse_type, "agent", "agent"},
    {Meaning::langfuse_type, "tool", "tool"},
    {Meaning::langfuse_type, "chain", "chain"},
    {Meaning::langfuse_type, "retriever", "retriever"},
    {Meaning::langfuse_type, "guardrail", "guardrail"},
    {Meaning::langfuse_type, "evaluator", "evaluator"},

    {Meaning::openinference_kind, "llm", "generation"},
    {Meaning::openinference_kind, "embedding", "embedding"},
    {Meaning::openinference_kind, "chain", "chain"},
    {Meaning::openinference_kind, "retriever", "retriever"},
    {Meaning::openinference_kind, "reranker", "retriever"},
    {Meaning::openinference_kind, "agent", "agent"},
    {Meaning::openinference_kind, "tool", "tool"},
    {Meaning::openinference_kind, "guardrail", "guardrail"},
    {Meaning::openinference_kind, "evaluator", "evaluator"},

    {Meaning::operation, "chat", "generation"},
    {Meaning::operation, "completion", "generation"},
    {Meaning::operation, "text_completion", "generation"},
    {Meaning::operation, "generate_content", "generation"},
    {Meaning::operation, "generate", "generation"},
    {Meaning::operation, "embeddings", "embedding"},
    {Meaning::operation, "retrieval", "retriever"},
    {Meaning::operation, "invoke_agent", "agent"},
    {Meaning::operation, "create_agent", "agent"},
    {Meaning::operation, "execute_tool", "tool"},

    {Meaning::langwatch_type, "llm", "generation"},
    {Meaning::langwatch_type, "rag", "retriever"},
    {Meaning::langwatch_type, "agent", "agent"},
    {Meaning::langwatch_type, "tool", "tool"},
    {Meaning::langwatch_type, "chain", "chain"},
    {Meaning::langwatch_type, "workflow", "chain"},
    {Meaning::langwatch_type, "guardrail", "guardrail"},
    {Meaning::langwatch_type, "evaluation", "evaluator"},
    {Meaning::langwatch_type, "span", "span"},

    {Meaning::traceloop_kind, "workflow", "chain"},
    {Meaning::traceloop_kind, "task", "span"},
    {Meaning::traceloop_kind, "agent", "agent"},
    {Meaning::traceloop_kind, "tool", "tool"},
});

/// `word` is lower case.
bool is_same_word(std::string_view text, std::string_view word) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(text, word, {}, lower);
}

}  // namespace

const AttributeName* find_attribute_name(std::string_view key) noexcept {
  if (key.size() < 2) return nullptr;
  for (std::size_t at = bucket_of(key); name_index.slots[at] != NameIndex::empty;
       at = (at + 1) % bucket_count) {
    const AttributeName& name = names[name_index.slots[at]];
    if (name.key == key) return &name;
  }
  return nullptr;
}

std::optional<std::string_view> observation_type_of(Meaning meaning,
                                                    std::string_view word) noexcept {
  if (word.empty()) return std::nullopt;
  for (const TypeWord& entry : type_words) {
    if (entry.meaning == meaning && is_same_word(word, entry.word)) return entry.type;
  }
  return std::nullopt;
}

}  // namespace sotto::collector
