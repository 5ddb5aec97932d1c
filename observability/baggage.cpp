#include <algorithm>
#include <utility>

#include <sotto/baggage.hpp>

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "observability/w3c.hpp"

namespace sotto {
namespace {

// W3C Baggage, section 3.2.2: what every system must pass on.
constexpr std::size_t max_members = 64;
constexpr std::size_t max_header_bytes = 8192;

/// RFC 7230, section 3.2.6.
bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return core::is_letter(c) || core::is_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

/// What a value may hold as it is; '%' begins an encoded byte.
bool is_value_byte(char c) noexcept {
  return c > ' ' && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool is_value(std::string_view text) noexcept {
  return std::ranges::all_of(text, is_value_byte);
}

/// The text before `separator`, without spaces around it; `text` keeps what is behind it.
std::string_view take_until(std::string_view& text, char separator) noexcept {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return observability::without_spaces_around(part);
}

/// "ttl = 30 ; secure" as "ttl=30;secure"; nullopt when a property is not well formed.
std::optional<std::string> read_properties(std::string_view text) {
  std::string properties;
  for (bool has_more = true; has_more;) {
    has_more = text.find(';') != std::string_view::npos;
    std::string_view property = take_until(text, ';');
    const bool has_value = property.find('=') != std::string_view::npos;
    const std::string_view key = take_until(property, '=');
    const std::string_view value = observability::without_spaces_around(property);
    if (!is_token(key) || !is_value(value)) return std::nullopt;
    if (!properties.empty()) properties += ';';
    properties += key;
    if (has_value) properties.append("=").append(value);
  }
  return properties;
}

std::optional<Baggage::Member> read_member(std::string_view text) {
  const bool has_properties = text.find(';') != std::string_view::npos;
  std::string_view pair = take_until(text, ';');
  if (pair.find('=') == std::string_view::npos) return std::nullopt;
  const std::string_view key = take_until(pair, '=');
  const std::string_view value = observability::without_spaces_around(pair);
  if (!is_token(key) || !is_value(value)) return std::nullopt;
  const std::optional<std::string> bytes = core::percent_decode(value);
  std::optional<std::string> properties = has_properties ? read_properties(text) : std::string();
  if (!bytes || !properties) return std::nullopt;
  Baggage::Member member{std::string(key), {}, *std::move(properties)};
  core::append_utf8(member.value, *bytes);
  return member;
}

void append_value(std::string& out, std::string_view value) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : value) {
    if (is_value_byte(c) && c != '%') {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
}

}  // namespace

std::optional<std::string_view> Baggage::get(std::string_view key) const noexcept {
  for (const Member& member : members_) {
    if (member.key == key) return member.value;
  }
  return std::nullopt;
}

bool Baggage::set(std::string_view key, std::string_view value, std::string_view properties) {
  std::optional<std::string> read =
      properties.empty() ? std::string() : read_properties(properties);
  if (!is_token(key) || !read) return false;
  Baggage next = *this;
  const auto has_key = [key](const Member& member) { return member.key == key; };
  auto place = std::ranges::find_if(next.members_, has_key);
  if (place == next.members_.end()) {
    next.members_.push_back({std::string(key), {}, {}});
    place = next.members_.end() - 1;
  } else {
    next.members_.erase(std::remove_if(place + 1, next.members_.end(), has_key),
                        next.members_.end());
  }
  place->value.clear();
  core::append_utf8(place->value, value);
  place->properties = *std::move(read);
  if (!next.fits()) return false;
  *this = std::move(next);
  return true;
}

void Baggage::remove(std::string_view key) {
  std::erase_if(members_, [key](const Member& member) { return member.key == key; });
}

std::string Baggage::to_header() const {
  std::string header;
  for (const Member& member : members_) {
    if (!header.empty()) header += ',';
    header.append(member.key).append("=");
    append_value(header, member.value);
    if (!member.properties.empty()) header.append(";").append(member.properties);
  }
  return header;
}

bool Baggage::fits() const {
  return members_.size() <= max_members && to_header().size() <= max_header_bytes;
}

Baggage parse_baggage(std::string_view header) {
  Baggage baggage;
  while (!header.empty() && baggage.members_.size() < max_members) {
    std::optional<Baggage::Member> member = read_member(take_until(header, ','));
    if (!member) continue;
    baggage.members_.push_back(*std::move(member));
    if (baggage.fits()) continue;
    baggage.members_.pop_back();
    break;
  }
  return baggage;
}

}  // namespace sotto
