#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sotto/result.hpp>

namespace sotto::core {

/// A value of a JSON document, or nothing: what is asked of nothing is nothing too, so that a path
/// can be followed without a check at each step. A view: it lives as its reader's document does.
class JsonValue {
 public:
  JsonValue() noexcept = default;

  bool exists() const noexcept { return exists_; }
  bool is_object() const noexcept;
  bool is_array() const noexcept;

  JsonValue operator[](std::string_view key) const noexcept;  // of an object
  JsonValue operator[](std::size_t index) const noexcept;     // of an array; takes linear time
  std::size_t size() const noexcept;                          // of an array, else 0

  std::optional<std::string_view> text() const noexcept;
  std::optional<bool> boolean() const noexcept;
  std::optional<std::int64_t> integer() const noexcept;  // not of 1.0, nor beyond 64 bits
  std::optional<double> number() const noexcept;         // of integers too

  /// The value as JSON again, without blanks. Empty for nothing.
  std::string to_json() const;

 private:
  friend class JsonReader;
  alignas(void*) std::array<std::byte, 2 * sizeof(void*)> element_{};  // simdjson's, see the .cpp
  bool exists_ = false;
};

/// Reads JSON documents, whatever their origin: at most 1024 levels deep, and strictly RFC 8259.
///
/// Threads: one at a time.  Memory: about 12 bytes for each byte of the longest document.
class JsonReader {
 public:
  JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;
  ~JsonReader();

  /// The document's value, until the next call. `json` need not live on. Errors: malformed.
  Result<JsonValue> read(std::string_view json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::core
