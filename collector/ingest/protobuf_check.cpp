#include "collector/ingest/protobuf_check.hpp"

#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

#include <algorithm>

namespace sotto::collector {
namespace {

const FieldSchema* find(const MessageSchema& schema, std::uint32_t number) {
  const auto found = std::ranges::find(schema.fields, number, &FieldSchema::number);
  return found == schema.fields.end() ? nullptr : &*found;
}

/// False when values nest too deep. protozero throws where bytes are broken.
bool walk(const MessageSchema& schema, protozero::pbf_reader message, std::size_t depth,
          std::uint64_t& points) {
  if (schema.is_value && depth-- == 0) return false;
  if (schema.is_data_point) ++points;
  while (message.next()) {
    const FieldSchema* field = find(schema, message.tag());
    const bool is_message = field != nullptr && field->kind == FieldKind::message &&
                            message.wire_type() == protozero::pbf_wire_type::length_delimited;
    if (!is_message) {
      message.skip();
    } else if (!walk(*field->message, message.get_message(), depth, points)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<std::uint64_t> count_data_points(const MessageSchema& schema, std::string_view message,
                                        std::size_t depth) {
  std::uint64_t points = 0;
  try {
    if (walk(schema, {message.data(), message.size()}, depth + 1, points)) return points;
    return Error{ErrorCode::malformed, "resourceMetrics: values nested too deep"};
  } catch (const protozero::end_of_buffer_exception&) {
    return Error{ErrorCode::malformed, "resourceMetrics: ends in the middle of a field"};
  } catch (const protozero::exception&) {
    return Error{ErrorCode::malformed, "resourceMetrics: is not protobuf"};
  }
}

}  // namespace sotto::collector
