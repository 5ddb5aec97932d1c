#include "collector/store/trace_delta.hpp"

#include "core/utf8.hpp"

namespace sotto::collector {
namespace {

constexpr std::size_t id_bytes = 4;

std::uint32_t id_at(std::string_view list, std::size_t offset) {
  std::uint32_t id = 0;
  for (std::size_t i = id_bytes; i-- > 0;) {
    id = id << 8 | static_cast<unsigned char>(list[offset + i]);
  }
  return id;
}

void keep_first(std::string_view& known, std::string_view value) {
  if (known.empty()) known = value;
}

}  // namespace

void TraceDelta::add(const SpanFacts& span, std::uint32_t frame) {
  start_ns = std::min(start_ns, span.start_ns);
  end_ns = std::max(end_ns, span.end_ns);
  ++spans;
  errors += span.is_error ? 1 : 0;
  generations += span.is_generation ? 1 : 0;
  input_tokens += span.input_tokens;
  output_tokens += span.output_tokens;
  if (span.cost_usd) cost_usd = cost_usd.value_or(0) + *span.cost_usd;
  if (span.is_root) {
    keep_first(root, span.name);
    keep_first(root_workflow, span.workflow);
    keep_first(root_service, span.service);
  }
  keep_first(workflow, span.workflow);
  keep_first(service, span.service);
  keep_first(session, span.session);
  keep_first(user, span.user);
  if (span.is_generation) keep_first(model, span.model);
  // Spans come frame by frame: a repeated id is the last one.
  if (!frames.empty() && id_at(frames, frames.size() - id_bytes) == frame) return;
  for (std::size_t i = 0; i < id_bytes; ++i, frame >>= 8) frames += static_cast<char>(frame & 0xff);
}

std::string summary_text(std::string_view text) {
  constexpr std::size_t most_bytes = 1024;
  std::string out;
  core::append_utf8(out, text.substr(0, core::utf8_cut(text, most_bytes)));
  return out;
}

std::vector<std::int64_t> frame_ids(std::string_view list) {
  std::vector<std::int64_t> ids;
  for (std::size_t at = 0; at + id_bytes <= list.size(); at += id_bytes) {
    ids.push_back(id_at(list, at));
  }
  return ids;
}

}  // namespace sotto::collector
