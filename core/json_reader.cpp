#include "core/json_reader.hpp"

#include <simdjson.h>

#include <cstring>
#include <type_traits>

namespace sotto::core {
namespace {

using Element = simdjson::dom::element;

// The header keeps simdjson out of everything that includes it.
using Bytes = std::array<std::byte, 2 * sizeof(void*)>;
static_assert(sizeof(Element) == sizeof(Bytes) && std::is_trivially_copyable_v<Element>);

Element element_of(const Bytes& bytes) noexcept {
  Element element;
  std::memcpy(static_cast<void*>(&element), bytes.data(), sizeof(element));
  return element;
}

bool store(simdjson::simdjson_result<Element> found, Bytes& bytes) noexcept {
  Element element;
  if (found.get(element) != simdjson::SUCCESS) return false;
  std::memcpy(bytes.data(), static_cast<const void*>(&element), sizeof(element));
  return true;
}

template <typename T>
std::optional<T> value_of(bool exists, const Bytes& bytes) noexcept {
  T value;
  if (!exists || element_of(bytes).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

}  // namespace

struct JsonReader::Impl {
  simdjson::dom::parser parser;
};

JsonReader::JsonReader() : impl_(std::make_unique<Impl>()) {}
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;
JsonReader::~JsonReader() = default;

Result<JsonValue> JsonReader::read(std::string_view json) {
  JsonValue value;
  value.exists_ = store(impl_->parser.parse(json.data(), json.size()), value.element_);
  if (!value.exists_) return Error{ErrorCode::malformed, "not a JSON document"};
  return value;
}

bool JsonValue::is_object() const noexcept {
  return exists_ && element_of(element_).is_object();
}

bool JsonValue::is_array() const noexcept {
  return exists_ && element_of(element_).is_array();
}

JsonValue JsonValue::operator[](std::string_view key) const noexcept {
  JsonValue value;
  if (is_object()) value.exists_ = store(element_of(element_).at_key(key), value.element_);
  return value;
}

JsonValue JsonValue::operator[](std::size_t index) const noexcept {
  JsonValue value;
  if (is_array()) value.exists_ = store(element_of(element_).at(index), value.element_);
  return value;
}

std::size_t JsonValue::size() const noexcept {
  const auto array = value_of<simdjson::dom::array>(exists_, element_);
  return array ? array->size() : 0;
}

std::optional<std::string_view> JsonValue::text() const noexcept {
  return value_of<std::string_view>(exists_, element_);
}

std::optional<bool> JsonValue::boolean() const noexcept {
  return value_of<bool>(exists_, element_);
}

std::optional<std::int64_t> JsonValue::integer() const noexcept {
  return value_of<std::int64_t>(exists_, element_);
}

std::optional<double> JsonValue::number() const noexcept {
  return value_of<double>(exists_, element_);
}

std::string JsonValue::to_json() const {
  return exists_ ? simdjson::minify(element_of(element_)) : std::string();
}

}  // namespace sotto::core
