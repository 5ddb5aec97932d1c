#include <sotto/append_json.hpp>

#include "core/json_writer.hpp"

namespace sotto {

void append_json(std::string& out, std::string_view text) {
  core::append_json_string(out, text);
}
void append_json(std::string& out, bool value) {
  out += value ? "true" : "false";
}
void append_json(std::string& out, double value) {
  core::append_json_number(out, value);
}
void append_json(std::string& out, std::int64_t value) {
  core::append_json_number(out, value);
}
void append_json(std::string& out, std::uint64_t value) {
  core::append_json_number(out, value);
}

}  // namespace sotto
