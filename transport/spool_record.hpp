#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sotto::transport {

/// What a file of the spool says before the body of its request.
struct SpoolHead {
  std::uint64_t destination = 0;  // destination_key()
  std::int64_t written_unix_ms = 0;
  std::uint32_t spans = 0;  // at least 1
  bool is_gzip = false;     // the body is sent with Content-Encoding: gzip
  std::uint32_t body_bytes = 0;

  /// Since it was written; nothing when a clock that was wrong wrote a time to come.
  std::chrono::milliseconds age() const noexcept;

  bool operator==(const SpoolHead&) const = default;
};

/// Bytes of a head in a file. The format, all numbers little-endian:
///
///   0  "sottosp" and the version, 1      24  spans            36  CRC-32 of the body
///   8  destination                       28  flags, 1: gzip   40  CRC-32 of the bytes 0 to 39
///  16  written, ms since 1970            32  bytes of the body    44  the body
///
/// Neither the URL nor a key nor a header field of the request is in it.
inline constexpr std::size_t spool_head_bytes = 44;

/// Names where a request goes: a body is sent again only to a destination of the same name, URL and
/// content type. FNV-1a, so that the file has no URL; it is no secret whoever can guess it.
std::uint64_t destination_key(std::string_view name, std::string_view url,
                              std::string_view content_type) noexcept;

/// The whole file. `head.body_bytes` is taken from `body`, which is shorter than 4 GiB.
std::string to_spool_file(SpoolHead head, std::string_view body);

/// The head that `file` begins with. None when it is torn, damaged or not one.
std::optional<SpoolHead> read_spool_head(std::string_view file) noexcept;

/// The body of a whole file. None when it is torn, damaged or longer than its head says.
std::optional<std::string_view> read_spool_body(std::string_view file) noexcept;

}  // namespace sotto::transport
