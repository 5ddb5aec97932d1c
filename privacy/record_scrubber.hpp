#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sotto/provider.hpp>

#include "core/arena.hpp"
#include "privacy/scrubbed.hpp"
#include "privacy/text_memo.hpp"
#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {

/// Applies the content policy and the text scrubber to whole records. The only maker of
/// Scrubbed<T>: what did not pass here cannot be batched.
///
/// Every text of the result is valid UTF-8 and lives in `arena`, and the keys of each list are
/// unique: the last value counts. A text that cannot be scrubbed (no memory) is replaced by
/// "[SCRUB_FAILED]" and counted. Never throws.
///
/// The policies: `full` keeps all content as recorded. `redacted` scrubs every text, and replaces
/// the whole value under a secret name. `none` keeps ids, times, scrubbed names and tags, numbers,
/// model, tokens, cost and the error's type; it leaves out input, output, messages, metadata, text
/// of attributes, attributes of events and links, user and session. The sizes of input and output
/// stay as the attributes sotto.input_bytes and sotto.output_bytes.
///
/// Threads: one at a time (the pipeline's).
class Scrubber {
 public:
  Scrubber(CaptureContent policy, TextScrubber text) noexcept;

  /// Scrubs the record in its place.
  Scrubbed<TraceRecord> scrub(Unscrubbed<TraceRecord> raw, core::Arena& arena);

  /// The same. `trace` becomes the span's trace: it is already scrubbed, and lives as long as the
  /// batch. `raw->trace` is not read.
  Scrubbed<SpanRecord> scrub(Unscrubbed<SpanRecord> raw, const Scrubbed<TraceRecord>* trace,
                             core::Arena& arena);

  /// The same for a score. Its name, its category and its id are kept by every policy, scrubbed,
  /// as names and tags are; `none` leaves out the comment and the session.
  Scrubbed<ScoreRecord> scrub(Unscrubbed<ScoreRecord> raw, const Scrubbed<TraceRecord>* trace,
                              core::Arena& arena);

  /// For resource texts: a service's name, version, environment.
  std::string scrub(std::string_view text);

  /// For the resource attributes that somebody added. Under `none` none is left.
  using Texts = std::vector<std::pair<std::string, std::string>>;
  Texts scrub(const Texts& attributes);

  const TextScrubber::Counts& counts() const noexcept { return text_.counts(); }

 private:
  /// The key of an attribute, scrubbed.
  struct Name {
    std::string_view text;
    std::uint64_t hash;              // core::hash_short of it
    std::optional<SecretKind> kind;  // of every value under it; none under the policy `full`
  };

  std::string_view clean(std::string_view text);
  std::string_view clean(std::string_view text, TextMemo::Row* row);
  std::string_view clean(std::string_view text, core::Arena& arena);
  TextMemo::Row* remembered(std::string_view text, std::uint64_t hash);
  std::string_view made_id(const ScoreRecord& raw, core::Arena& arena);
  std::string_view clean_content(std::string_view text, core::Arena& arena);
  std::optional<std::string_view> clean_content(std::optional<std::string_view> text,
                                                core::Arena& arena);
  std::span<const Attribute> clean_content(std::span<const Attribute> list, core::Arena& arena);
  Name clean_name(std::string_view raw, core::Arena& arena);
  std::string_view marker_of(SecretKind kind, const AttributeValue& value, core::Arena& arena);
  std::optional<AttributeValue> clean_value(const Name& name, const AttributeValue& value,
                                            core::Arena& arena);
  std::span<const Attribute> clean_list(std::span<const Attribute> raw,
                                        std::span<const Attribute> ours, core::Arena& arena);
  std::span<const Attribute> clean_span_attributes(const SpanRecord& raw, core::Arena& arena);
  std::span<const std::string_view> clean_tags(std::span<const std::string_view> raw,
                                               core::Arena& arena);
  std::span<const EventRecord> clean_events(std::span<const EventRecord> raw, core::Arena& arena);
  std::span<const LinkRecord> clean_links(std::span<const LinkRecord> raw, core::Arena& arena);
  std::string_view clean_trace_state(std::string_view raw, core::Arena& arena);

  CaptureContent policy_;
  TextScrubber text_;
  TextMemo memo_;
  std::vector<std::uint32_t> places_;  // of the keys of the list that is being made
  std::string repaired_;               // reused from text to text
  std::string scrubbed_;               // likewise
};

}  // namespace sotto::privacy
