#include "transport/spool_record.hpp"

#include <algorithm>
#include <concepts>

#include "core/clock.hpp"
#include "transport/gzip.hpp"

namespace sotto::transport {
namespace {

constexpr std::string_view magic("sottosp\x01", 8);
constexpr std::uint32_t gzip_flag = 1;
constexpr std::size_t body_crc_at = 36;
constexpr std::size_t head_crc_at = 40;

template <std::unsigned_integral Number>
void append(std::string& out, Number number) {
  for (std::size_t i = 0; i < sizeof(number); ++i) out += static_cast<char>(number >> (8 * i));
}

/// Precondition: the number is within `bytes`.
template <std::unsigned_integral Number>
Number number_at(std::string_view bytes, std::size_t at) noexcept {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(number); ++i) {
    number |= static_cast<Number>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  }
  return number;
}

}  // namespace

std::chrono::milliseconds SpoolHead::age() const noexcept {
  const std::int64_t now = core::unix_now_ns() / 1'000'000;
  return std::chrono::milliseconds(std::max<std::int64_t>(now - written_unix_ms, 0));
}

std::uint64_t destination_key(std::string_view name, std::string_view url,
                              std::string_view content_type) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto add = [&hash](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3U; };
  for (const std::string_view part : {name, url, content_type}) {
    for (const char c : part) add(static_cast<unsigned char>(c));
    add(0);  // none of the parts can have it
  }
  return hash;
}

std::string to_spool_file(SpoolHead head, std::string_view body) {
  std::string file;
  file.reserve(spool_head_bytes + body.size());
  file += magic;
  append(file, head.destination);
  append(file, static_cast<std::uint64_t>(head.written_unix_ms));
  append(file, head.spans);
  append(file, head.is_gzip ? gzip_flag : std::uint32_t{0});
  append(file, static_cast<std::uint32_t>(body.size()));
  append(file, crc32(body));
  append(file, crc32(file));
  file += body;
  return file;
}

std::optional<SpoolHead> read_spool_head(std::string_view file) noexcept {
  if (file.size() < spool_head_bytes || !file.starts_with(magic)) return std::nullopt;
  if (number_at<std::uint32_t>(file, head_crc_at) != crc32(file.substr(0, head_crc_at))) {
    return std::nullopt;
  }
  SpoolHead head;
  head.destination = number_at<std::uint64_t>(file, 8);
  head.written_unix_ms = static_cast<std::int64_t>(number_at<std::uint64_t>(file, 16));
  head.spans = number_at<std::uint32_t>(file, 24);
  const auto flags = number_at<std::uint32_t>(file, 28);
  head.is_gzip = flags == gzip_flag;
  head.body_bytes = number_at<std::uint32_t>(file, 32);
  if (head.spans == 0 || flags > gzip_flag || head.written_unix_ms < 0) return std::nullopt;
  return head;
}

std::optional<std::string_view> read_spool_body(std::string_view file) noexcept {
  const auto head = read_spool_head(file);
  if (!head || file.size() - spool_head_bytes != head->body_bytes) return std::nullopt;
  const std::string_view body = file.substr(spool_head_bytes);
  if (number_at<std::uint32_t>(file, body_crc_at) != crc32(body)) return std::nullopt;
  return body;
}

}  // namespace sotto::transport
