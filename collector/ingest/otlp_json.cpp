#include "collector/ingest/otlp_json.hpp"

#include <simdjson.h>

#include <bit>
#include <optional>
#include <utility>
#include <vector>

#include "collector/ingest/json_scalars.hpp"
#include "core/protobuf_writer.hpp"

namespace sotto::collector {
namespace {

namespace ondemand = simdjson::ondemand;

enum WireType : std::uint32_t { varint = 0, wide = 1, delimited = 2, narrow = 5 };

void append_varint(std::string& out, std::uint64_t value) {
  char bytes[10];
  core::ProtobufWriter writer(bytes);
  writer.varint(value);
  out.append(bytes, writer.position());
}

template <typename T>
void append_fixed(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i, value >>= 8) out += static_cast<char>(value & 0xff);
}

/// Writes a field's length in front of what was appended since its construction. One byte is kept
/// for it; a longer length moves the content, once for each level that it is nested in.
class LengthPrefix {
 public:
  explicit LengthPrefix(std::string& out) : out_(out), at_(out.size()) { out_ += '\0'; }
  void close() {
    const std::size_t length = out_.size() - at_ - 1;
    const std::size_t bytes = core::varint_bytes(length);
    if (bytes > 1) out_.insert(at_, bytes - 1, '\0');
    core::ProtobufWriter(out_.data() + at_).varint(length);
  }

 private:
  std::string& out_;
  std::size_t at_;
};

/// Walks the JSON and the schema side by side. Each function returns false after refuse().
class Transcoder {
 public:
  Transcoder(std::string& out, std::size_t depth) : out_(out), depth_left_(depth + 1) {}

  bool message(const MessageSchema& schema, ondemand::object object) {
    if (schema.is_value && depth_left_-- == 0) return refuse("is nested too deep");
    for (auto member : object) {
      std::string_view key;
      ondemand::value value;
      if (const auto error = member.error()) return broken(error);
      const auto bad_key = member.unescaped_key().get(key);
      if (const auto error = member.value().get(value)) return broken(error);
      const FieldSchema* field = bad_key ? nullptr : find(schema, key);
      if (field == nullptr) continue;
      path_.push_back({field->json, no_index});
      if (!this->field(*field, value)) return false;
      path_.pop_back();
    }
    if (schema.is_value) ++depth_left_;
    return true;
  }

  bool broken(simdjson::error_code error) {
    if (error == simdjson::UTF8_ERROR) return refuse("is not UTF-8");
    return refuse("is not well-formed JSON");
  }
  bool refuse(std::string_view what) {
    refusal_.clear();
    for (const Step& step : path_) {
      if (!refusal_.empty()) refusal_ += '.';
      refusal_ += step.name;
      if (step.index != no_index) refusal_ += "[" + std::to_string(step.index) + "]";
    }
    if (refusal_.empty()) refusal_ = "the body";
    const bool is_claim = what.starts_with("is ");
    (refusal_ += is_claim ? " " : ": ") += what;
    return false;
  }
  Error refusal() const { return {ErrorCode::malformed, refusal_}; }

 private:
  struct Step {
    std::string_view name;
    std::size_t index;
  };
  static constexpr std::size_t no_index = SIZE_MAX;

  static const FieldSchema* find(const MessageSchema& schema, std::string_view key) {
    for (const FieldSchema& field : schema.fields) {
      if (field.json == key) return &field;
    }
    return nullptr;
  }

  bool field(const FieldSchema& field, ondemand::value value) {
    ondemand::json_type type;
    if (const auto error = value.type().get(type)) return broken(error);
    if (type == ondemand::json_type::null) return true;
    if (!field.is_repeated) return element(field, value);

    ondemand::array array;
    if (value.get_array().get(array)) return refuse("must be an array");
    path_.back().index = 0;
    for (auto member : array) {
      ondemand::value element_value;
      if (const auto error = member.get(element_value)) return broken(error);
      if (!element(field, element_value)) return false;
      ++path_.back().index;
    }
    return true;
  }

  bool element(const FieldSchema& field, ondemand::value value) {
    switch (field.kind) {
      case FieldKind::message: return nested(field, value);
      case FieldKind::text:
      case FieldKind::trace_id:
      case FieldKind::span_id:
      case FieldKind::bytes: return text(field, value);
      case FieldKind::boolean: {
        bool flag = false;
        if (value.get_bool().get(flag)) return refuse("must be true or false");
        tag(field, WireType::varint);
        append_varint(out_, flag ? 1 : 0);
        return true;
      }
      case FieldKind::real: return real(field, value);
      case FieldKind::enumeration: return enumeration(field, value);
      case FieldKind::uint64:
      case FieldKind::fixed64: return unsigned_number(field, value);
      default: return signed_number(field, value);
    }
  }

  bool nested(const FieldSchema& field, ondemand::value value) {
    ondemand::object object;
    if (value.get_object().get(object)) return refuse("must be an object");
    tag(field, WireType::delimited);
    LengthPrefix length(out_);
    if (!message(*field.message, object)) return false;
    length.close();
    return true;
  }

  bool text(const FieldSchema& field, ondemand::value value) {
    const std::string_view token = value.raw_json_token();
    std::string_view text;
    std::string repaired;
    if (const auto error = value.get_string().get(text)) {
      if (error == simdjson::INCORRECT_TYPE) return refuse("must be text");
      auto unescaped = unescape_repaired(token);
      if (!unescaped) return broken(error);
      repaired = std::move(*unescaped);
      text = repaired;
    }
    tag(field, WireType::delimited);
    LengthPrefix length(out_);
    switch (field.kind) {
      case FieldKind::trace_id:
        if (!text.empty() && !append_from_hex(out_, text, 16)) {
          return refuse("must be 32 hex digits");
        }
        break;
      case FieldKind::span_id:
        if (!text.empty() && !append_from_hex(out_, text, 8)) {
          return refuse("must be 16 hex digits");
        }
        break;
      case FieldKind::bytes:
        if (!append_from_base64(out_, text)) return refuse("must be base64");
        break;
      default: out_ += text;
    }
    length.close();
    return true;
  }

  bool real(const FieldSchema& field, ondemand::value value) {
    double number = 0;
    if (value.get_double().get(number)) {
      const auto parsed = double_from_text(scalar(value));
      if (!parsed) return refuse("must be a number");
      number = *parsed;
    }
    tag(field, WireType::wide);
    append_fixed(out_, std::bit_cast<std::uint64_t>(number));
    return true;
  }

  bool enumeration(const FieldSchema& field, ondemand::value value) {
    const std::string_view text = scalar(value);
    std::optional<std::int64_t> number = int64_from_text(text);
    for (const EnumName& name : field.enum_names) {
      if (name.name == text) number = name.number;
    }
    if (!number || !std::in_range<std::int32_t>(*number)) {
      return refuse("must be a number or a name of the specification");
    }
    tag(field, WireType::varint);
    append_varint(out_, static_cast<std::uint64_t>(*number));
    return true;
  }

  bool unsigned_number(const FieldSchema& field, ondemand::value value) {
    const auto number = uint64_from_text(scalar(value));
    if (!number) return refuse("must be a whole number, not negative");
    if (field.kind == FieldKind::fixed64) {
      tag(field, WireType::wide);
      append_fixed(out_, *number);
    } else {
      tag(field, WireType::varint);
      append_varint(out_, *number);
    }
    return true;
  }

  bool signed_number(const FieldSchema& field, ondemand::value value) {
    const auto number = int64_from_text(scalar(value));
    if (!number) return refuse("must be a whole number");
    const bool is_unsigned = field.kind == FieldKind::uint32 || field.kind == FieldKind::fixed32;
    const bool is_signed = field.kind == FieldKind::int32 || field.kind == FieldKind::sint32;
    if ((is_unsigned && !std::in_range<std::uint32_t>(*number)) ||
        (is_signed && !std::in_range<std::int32_t>(*number))) {
      return refuse("must fit into 32 bits");
    }
    const auto bits = static_cast<std::uint64_t>(*number);
    switch (field.kind) {
      case FieldKind::fixed32:
        tag(field, WireType::narrow);
        append_fixed(out_, static_cast<std::uint32_t>(bits));
        break;
      case FieldKind::sfixed64:
        tag(field, WireType::wide);
        append_fixed(out_, bits);
        break;
      default:
        tag(field, WireType::varint);
        append_varint(out_, field.kind == FieldKind::sint32 ? core::zigzag(*number) : bits);
    }
    return true;
  }

  /// The text of a number, or of a string that holds one. Empty for anything else.
  static std::string_view scalar(ondemand::value& value) {
    std::string_view text = value.raw_json_token();
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
      return text.substr(1, text.size() - 2);
    }
    return text;
  }

  void tag(const FieldSchema& field, WireType type) {
    append_varint(out_, field.number << 3 | type);
  }

  std::string& out_;
  std::size_t depth_left_;
  std::vector<Step> path_;
  std::string refusal_;
};

}  // namespace

Result<std::string> json_to_protobuf(const MessageSchema& schema, std::string& json,
                                     std::size_t depth) {
  // A parser holds six bytes for each of the longest text it has seen: worth keeping for batches,
  // not for the rare giant.
  constexpr std::size_t largest_kept = 4 << 20;
  static thread_local ondemand::parser kept_parser;
  std::optional<ondemand::parser> own_parser;
  if (json.size() > largest_kept) own_parser.emplace();
  ondemand::parser& parser = own_parser ? *own_parser : kept_parser;

  json.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  std::string out;
  out.reserve(json.size() / 2);
  Transcoder transcoder(out, depth);
  ondemand::document document;
  ondemand::object object;
  if (const auto error = parser.iterate(json, json.capacity()).get(document)) {
    transcoder.broken(error);
    return transcoder.refusal();
  }
  if (const auto error = document.get_object().get(object)) {
    if (error != simdjson::INCORRECT_TYPE) {
      transcoder.broken(error);
    } else {
      transcoder.refuse("must be a JSON object");
    }
    return transcoder.refusal();
  }
  if (!transcoder.message(schema, object)) return transcoder.refusal();
  if (document.current_location().error() == simdjson::SUCCESS) {
    transcoder.refuse("is more than one JSON value");
    return transcoder.refusal();
  }
  return out;
}

}  // namespace sotto::collector
