#include "collector/http/answers.hpp"

#include <cstdint>

#include "core/json_writer.hpp"
#include "core/protobuf_writer.hpp"
#include "core/text.hpp"

namespace sotto::collector {
namespace {

constexpr std::string_view protobuf_type = "application/x-protobuf";

// google/rpc/code.proto, for the statuses that we answer with.
int rpc_code(int http_status) {
  switch (http_status) {
    case 400:
    case 415: return 3;   // INVALID_ARGUMENT
    case 403: return 7;   // PERMISSION_DENIED
    case 404: return 5;   // NOT_FOUND
    case 405: return 12;  // UNIMPLEMENTED
    case 413:
    case 429:
    case 431: return 8;   // RESOURCE_EXHAUSTED
    case 503: return 14;  // UNAVAILABLE
    default: return 13;   // INTERNAL
  }
}

// google.rpc.Status: int32 code = 1; string message = 2.
std::string encode_status(int code, std::string_view message) {
  constexpr std::uint8_t code_tag = 0x08;
  constexpr std::uint8_t message_tag = 0x12;
  const auto number = static_cast<std::uint64_t>(code);
  std::string out(1 + core::varint_bytes(number) + core::field_bytes(message.size()), '\0');
  core::ProtobufWriter writer(out.data());
  writer.varint_field(code_tag, number);
  writer.text_field(message_tag, message);
  return out;
}

}  // namespace

bool is_protobuf(const Request& request) {
  std::string_view type = request.content_type;
  type = type.substr(0, type.find_first_of("; \t"));
  return core::equals_ignoring_case(type, protobuf_type);
}

Response json_answer(std::string body) {
  return {200, "application/json", std::move(body)};
}

Response export_success(const Request& request) {
  // An empty message is a full success; JSON clients of our time expect the field to exist.
  if (is_protobuf(request)) return {200, std::string(protobuf_type), ""};
  return json_answer(R"({"partialSuccess":{}})");
}

Response error_answer(const Request& request, int status, std::string_view reason) {
  if (request.method == "POST" && is_protobuf(request)) {
    return {status, std::string(protobuf_type), encode_status(rpc_code(status), reason)};
  }
  Response response{status, "application/json", ""};
  core::JsonWriter json(response.body);
  json.begin_object();
  if (request.method == "POST") {
    json.field("code", rpc_code(status)).field("message", reason);
  } else {
    json.field("detail", reason);
  }
  json.end();
  return response;
}

Response try_later(const Request& request, int status, std::string_view reason) {
  Response response = error_answer(request, status, reason);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace sotto::collector
