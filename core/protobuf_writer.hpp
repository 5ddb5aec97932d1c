#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/short_text.hpp"

namespace sotto::core {

/// The pieces of the protobuf wire format, for encoders that compute sizes first and write second
/// (observability/otlp_encoder, telemetry/metrics_encoder, collector/ingest). A tag is given as
/// its encoded bytes, e.g. 0x0A for field 1, length-delimited: see OTLP's .proto files.

constexpr std::size_t varint_bytes(std::uint64_t value) noexcept {
  if (value < 0x80) return 1;  // most lengths
  // Seven bits each: (bits + 6) / 7 without a division, exact for 1 to 64 bits.
  return (9 * static_cast<std::size_t>(std::bit_width(value)) + 64) / 64;
}

/// Of a length-delimited field with a one-byte tag: tag, length and content.
constexpr std::size_t field_bytes(std::size_t content) noexcept {
  return 1 + varint_bytes(content) + content;
}

constexpr std::uint64_t zigzag(std::int64_t value) noexcept {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

/// Appends to memory that the caller has sized exactly; writes nothing beyond it.
class ProtobufWriter {
 public:
  explicit ProtobufWriter(char* at) noexcept : at_(at) {}

  char* position() const noexcept { return at_; }

  void byte(std::uint8_t value) noexcept { *at_++ = static_cast<char>(value); }
  void varint(std::uint64_t value) noexcept {
    while (value >= 0x80) {
      byte(static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    byte(static_cast<std::uint8_t>(value));
  }
  void bytes(const void* data, std::size_t size) noexcept {
    copy_short(at_, data, size);
    at_ += size;
  }

  void varint_field(std::uint8_t tag, std::uint64_t value) noexcept {
    byte(tag);
    varint(value);
  }
  void fixed32(std::uint32_t value) noexcept { little_endian(value); }
  void fixed64(std::uint64_t value) noexcept { little_endian(value); }
  void fixed64_field(std::uint8_t tag, std::uint64_t value) noexcept {
    byte(tag);
    fixed64(value);
  }
  void double_field(std::uint8_t tag, double value) noexcept {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof(bits));
    fixed64_field(tag, bits);
  }
  /// The head of a length-delimited field; its `size` bytes follow.
  void head(std::uint8_t tag, std::size_t size) noexcept {
    byte(tag);
    varint(size);
  }
  void text_field(std::uint8_t tag, std::string_view text) noexcept {
    head(tag, text.size());
    bytes(text.data(), text.size());
  }

 private:
  template <typename T>
  void little_endian(T value) noexcept {
    if constexpr (std::endian::native == std::endian::little) {
      bytes(&value, sizeof(value));
    } else {
      for (std::size_t i = 0; i < sizeof(value); ++i)
        byte(static_cast<std::uint8_t>(value >> 8 * i));
    }
  }

  char* at_;
};

}  // namespace sotto::core
