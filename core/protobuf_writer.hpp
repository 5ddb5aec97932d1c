#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace sotto::core {

/// The pieces of the protobuf wire format, for encoders that compute sizes first and write second
/// (observability/otlp_encoder, telemetry/metrics_encoder, collector/ingest). A tag is given as
/// its encoded bytes, e.g. 0x0A for field 1, length-delimited: see OTLP's .proto files.

constexpr std::size_t varint_bytes(std::uint64_t value) noexcept {
  std::size_t bytes = 1;
  while (value >= 0x80) {
    value >>= 7;
    ++bytes;
  }
  return bytes;
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
    if (size != 0) std::memcpy(at_, data, size);
    at_ += size;
  }

  void varint_field(std::uint8_t tag, std::uint64_t value) noexcept {
    byte(tag);
    varint(value);
  }
  void fixed32(std::uint32_t value) noexcept {
    for (int shift = 0; shift < 32; shift += 8) byte(static_cast<std::uint8_t>(value >> shift));
  }
  void fixed64(std::uint64_t value) noexcept {
    for (int shift = 0; shift < 64; shift += 8) byte(static_cast<std::uint8_t>(value >> shift));
  }
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
  char* at_;
};

}  // namespace sotto::core
