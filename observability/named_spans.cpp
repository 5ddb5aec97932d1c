// Spans that are called after what they run: "model:<id>", "prompt:<name>".

#include <algorithm>
#include <array>

#include <sotto/tracing.hpp>

#include "observability/recording.hpp"
#include "observability/span_access.hpp"

namespace sotto::detail {
namespace {

/// A prefix and a name, without a heap. A name that is too long is cut where spans' names are.
class PrefixedName {
 public:
  PrefixedName(std::string_view prefix, std::string_view name) noexcept {
    append(prefix);
    append(name);
  }

  std::string_view text() const noexcept { return {text_.data(), size_}; }

 private:
  void append(std::string_view text) noexcept {
    text = text.substr(0, text_.size() - size_);
    std::ranges::copy(text, text_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += text.size();
  }

  std::array<char, observability::max_name_bytes + 8> text_;  // more than a name may have
  std::size_t size_ = 0;
};

}  // namespace

void open_model_call(Span& span, const GenerationOptions& options) noexcept {
  open_generation(span, PrefixedName("model:", options.model).text(), options);
}

void open_prompt(Span& span, std::string_view name, std::int64_t version) noexcept {
  open_span(span, PrefixedName("prompt:", name).text(), ObservationType::chain);
  if (!span.is_recording()) return;
  SpanBuffer& buffer = SpanAccess::buffer(span);
  if (!SpanAccess::append(buffer, Field::prompt_name, {}, name) ||
      !SpanAccess::append(buffer, Field::prompt_version, {}, version)) {
    ++buffer.header.cut_fields;
  }
}

}  // namespace sotto::detail
