#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/config.hpp>
#include <sotto/provider.hpp>

#include "core/arena.hpp"
#include "observability/attribute_map_keys.hpp"
#include "observability/otlp_encoder.hpp"

namespace sotto::observability {

/// Turns finished spans into what one dialect of OTLP says about them: the rows of
/// attribute_map_keys.hpp that are in the dialect, filled from the record.
///
/// The program's own attributes come first, and one with a key of ours replaces ours. Langfuse
/// shows no attribute that it does not know: there such attributes become metadata. What belongs
/// to the trace stands on every span, because backends store spans one by one.
///
/// Threads: one at a time.  Memory: scratch that is kept from batch to batch.
class AttributeMap {
 public:
  AttributeMap(Dialect dialect, const Config& config);

  /// One wire span for each record, in order. The result lives until the next call, and only as
  /// long as what the records point to.
  std::span<const WireSpan> map(std::span<const SpanRecord> batch);

  /// Values of traces that were left out so far because they are too long for the dialect: once
  /// for each span that would have carried one.
  std::uint64_t left_out() const noexcept { return left_out_; }

 private:
  void map_span(const SpanRecord& span, WireSpan& wire);
  void map_own(const SpanRecord& span);
  void add_trace_metadata(const SpanRecord& span);
  void map_kind(const SpanRecord& span);
  void map_trace(const SpanRecord& span);
  void map_tags(const SpanRecord& span);
  void map_metadata(const SpanRecord& span);
  void map_content(const SpanRecord& span);
  void map_model(const SpanRecord& span);
  void map_usage(const SpanRecord& span);
  void map_cost(const Cost& cost);
  void map_outcome(const SpanRecord& span);
  std::span<const EventRecord> map_events(const SpanRecord& span);
  std::span<const LinkRecord> map_links(const SpanRecord& span);
  std::span<const Attribute> with_zeros(std::span<const Attribute> attributes);

  /// Adds an attribute of the program's. If it has no key, or one that stands already, it is
  /// counted instead.
  void add_own(std::string_view key, const AttributeValue& value);
  /// Adds an attribute of ours if the key is in the dialect and the program did not set it.
  void put(const Key& key, const AttributeValue& value);
  void put_text(const Key& key, std::string_view text);                      // unless empty
  void put_count(const Key& key, const std::optional<std::int64_t>& count);  // unless negative

  /// Adds a value that all spans of a trace share, unless it is too long. False when it is.
  bool put_shared(const Key& key, std::string_view text);
  bool is_shareable(std::string_view text);  // counts what is not
  std::span<const std::string_view> shareable(std::span<const std::string_view> tags);

  template <typename Value>
  void push(std::string_view key, const Value& value);

  /// Langfuse's limit for what is copied to every span, of its own clients as well.
  static constexpr std::size_t max_shared_characters = 200;
  bool limits_shared_values() const noexcept { return dialect_ == Dialect::langfuse; }
  /// LangWatch drops an attribute that is 0.0, and keeps one that is 0: it gets that instead.
  bool loses_zeros() const noexcept { return dialect_ == Dialect::langwatch; }
  bool is_in(const Key& key) const noexcept { return key.is_in(dialect_); }
  bool is_free(const Key& key) const noexcept {
    return is_in(key) && !is_set_by_program(key.text, key.bit);
  }
  bool is_set_by_program(std::string_view key, std::uint64_t bit) const noexcept;
  std::string_view joined(const Key& prefix, std::string_view name);
  /// Runs `append(std::string&)` and keeps what it appended until the next map().
  template <typename Append>
  std::string_view made(const Append& append);

  const Dialect dialect_;
  const std::string environment_;
  const std::string release_;

  core::Arena arena_;                      // texts and arrays of this batch
  std::string text_;                       // scratch of made()
  std::vector<WireAttribute> attributes_;  // of all spans of the batch, one after the other
  std::vector<std::size_t> ends_;          // [span]: where its attributes end
  std::vector<WireSpan> spans_;            // the result is the first of them
  std::uint64_t left_out_ = 0;

  // Of the span that is being mapped
  std::size_t begin_ = 0;       // its first attribute
  std::size_t own_end_ = 0;     // behind the last one that the program set
  std::uint64_t own_bits_ = 0;  // of those
  std::uint32_t refused_ = 0;   // the program's attributes that were not added

  // Of the trace whose span was mapped last: most spans of a batch share it
  const TraceRecord* trace_ = nullptr;
  std::vector<Attribute> trace_metadata_;  // under their prefix, as text
};

}  // namespace sotto::observability
