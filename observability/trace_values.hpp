#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sotto/attribute.hpp>

#include "pipeline/trace_state.hpp"

namespace sotto::observability {

/// Writes the values of a trace within the limits of a span: each text, all texts together, and
/// the number of tags and of metadata. Counts what was shortened or left out.
///
/// May throw std::bad_alloc.  Threads: one at a time.
class TraceValues {
 public:
  using Values = detail::TraceState::Values;

  explicit TraceValues(Values& values) noexcept : values_(values) {}

  void set(std::string Values::*field, std::string_view text);
  void add_tag(std::string_view tag);
  /// The last value given for a key counts.
  void set_metadata(std::string_view key, AttributeValue value);

  void set_public(bool is_public) noexcept { values_.is_public = is_public; }

  std::uint32_t cut_fields() const noexcept { return cut_fields_; }
  std::uint32_t left_out() const noexcept { return left_out_; }

 private:
  std::string_view within_limits(std::string_view text) noexcept;

  Values& values_;
  std::uint32_t cut_fields_ = 0;
  std::uint32_t left_out_ = 0;
};

}  // namespace sotto::observability
