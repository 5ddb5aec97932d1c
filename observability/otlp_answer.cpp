#include "observability/otlp_answer.hpp"

#include <charconv>
#include <string>

namespace sotto::observability {
namespace {

// Reads protobuf's wire format. Every step is bounded by the body; a step that would leave it
// fails, and then nothing that was read counts.
class WireWalk {
 public:
  struct Field {
    std::uint64_t tag;
    std::uint64_t number;    // of wire type 0
    std::string_view bytes;  // of wire type 2
  };

  explicit WireWalk(std::string_view bytes) noexcept : rest_(bytes) {}

  bool at_end() const noexcept { return rest_.empty(); }

  std::optional<Field> next() noexcept {
    const auto tag = varint();
    if (!tag) return std::nullopt;
    Field field{*tag, 0, {}};
    switch (*tag & 7) {
      case 0: {
        const auto number = varint();
        if (!number) return std::nullopt;
        field.number = *number;
        return field;
      }
      case 1: return skip(8) ? std::optional(field) : std::nullopt;
      case 2: {
        const auto size = varint();
        if (!size || *size > rest_.size()) return std::nullopt;
        field.bytes = rest_.substr(0, static_cast<std::size_t>(*size));
        rest_.remove_prefix(field.bytes.size());
        return field;
      }
      case 5: return skip(4) ? std::optional(field) : std::nullopt;
      default: return std::nullopt;  // groups, which no OTLP message has
    }
  }

 private:
  std::optional<std::uint64_t> varint() noexcept {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  }

  bool skip(std::size_t bytes) noexcept {
    if (bytes > rest_.size()) return false;
    rest_.remove_prefix(bytes);
    return true;
  }

  std::string_view rest_;
};

// Field `tag` of the message, the last one if it is repeated. False: not a message.
bool find_field(std::string_view message, std::uint64_t tag,
                std::optional<WireWalk::Field>& found) {
  WireWalk walk(message);
  while (!walk.at_end()) {
    const auto field = walk.next();
    if (!field) return false;
    if (field->tag == tag) found = field;
  }
  return true;
}

std::uint64_t at_least_zero(std::uint64_t int64_bits) noexcept {
  return static_cast<std::int64_t>(int64_bits) < 0 ? 0 : int64_bits;
}

// The key cannot stand inside a text of the document: there its quotes would be escaped.
std::optional<std::uint64_t> rejected_in_json(std::string_view body) noexcept {
  constexpr std::string_view key = "\"rejectedSpans\"";
  constexpr std::string_view between = " \t\r\n:\"";  // int64 may be a number or a text
  const std::size_t at = body.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t digits = body.find_first_not_of(between, at + key.size());
  if (digits == std::string_view::npos) return std::nullopt;
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(body.data() + digits, body.data() + body.size(), count);
  if (error != std::errc()) return std::nullopt;
  return at_least_zero(count);
}

std::string message_of(int status, std::string_view meaning) {
  return "answered " + std::to_string(status) + ": " + std::string(meaning);
}

}  // namespace

std::optional<std::uint64_t> rejected_spans(std::string_view body) noexcept {
  std::optional<WireWalk::Field> partial_success;
  if (!find_field(body, 0x0A, partial_success)) return rejected_in_json(body);
  if (!partial_success) return std::nullopt;
  std::optional<WireWalk::Field> rejected;
  if (!find_field(partial_success->bytes, 0x08, rejected)) return std::nullopt;
  return rejected ? at_least_zero(rejected->number) : 0;
}

Answer answer_of_status(int status) {
  const auto answer = [&](Outcome outcome, std::string_view meaning) {
    return Answer{outcome, 0, message_of(status, meaning)};
  };
  if (status >= 200 && status < 300) return Answer{};
  if (status >= 300 && status < 400) {
    return answer(Outcome::locked_out, "the endpoint has moved, and redirects are not followed");
  }
  switch (status) {
    case 400: return answer(Outcome::bad_batch, "it could not read a batch");
    case 401: return answer(Outcome::locked_out, "it does not accept the key");
    case 402: return answer(Outcome::locked_out, "the account's plan or quota is used up");
    case 403: return answer(Outcome::locked_out, "the key may not send traces");
    case 404:
    case 405: return answer(Outcome::locked_out, "the endpoint takes no traces");
    case 413: return answer(Outcome::too_large, "a batch is too large for it");
    case 429: return answer(Outcome::retry_later, "it asks to slow down");
    case 502:
    case 503:
    case 504: return answer(Outcome::retry_later, "it is not available now");
    default: return answer(Outcome::refused, "it refused a batch");
  }
}

Answer read_otlp_answer(int status, std::string_view body) {
  Answer answer = answer_of_status(status);
  if (answer.outcome != Outcome::accepted) return answer;
  answer.rejected_spans = rejected_spans(body).value_or(0);
  if (answer.rejected_spans != 0) {
    answer.message = message_of(status, "it took a batch but refused some of its spans");
  }
  return answer;
}

}  // namespace sotto::observability
