#include "privacy/scrub/announcing_words.hpp"

#include "privacy/scrub/word_index.hpp"

namespace sotto::privacy {
namespace {

constexpr std::array<std::string_view, 1> phone_lists = {
    "phone|telefon|mobile|fax|whatsapp|t\xc3\xa9l|call|cell|tel|celular|handy|mobil|"
    "m\xc3\xb3vil|numer tel|puhelin|sms|text me|telephone|smartphone|cellphone|"
    "cellulare|cellular|homephone|workphone|tlf|rufnummer|gsm|"
    "\xd1\x82\xd0\xb5\xd0\xbb|\xe7\x94\xb5\xe8\xaf\x9d|\xe6\x89\x8b\xe6\x9c\xba|"
    "\xe9\x9b\xbb\xe8\xa9\xb1|\xec\xa0\x84\xed\x99\x94|\xe3\x83\x95\xe3\x82\xa1|"
    "\xe6\x90\xba\xe5\xb8\xaf|\xd0\xbc\xd0\xbe\xd0\xb1|"
    "\xd9\x87\xd8\xa7\xd8\xaa\xd9\x81|\xd8\xac\xd9\x88\xd8\xa7\xd9\x84|"
    "\xd7\x98\xd7\x9c\xd7\xa4\xd7\x95\xd7\x9f|"
    "\xe0\xa4\xab\xe0\xa4\xbc\xe0\xa5\x8b\xe0\xa4\xa8|"
    "\xe0\xa4\xab\xe0\xa5\x8b\xe0\xa4\xa8|"
    "\xe0\xa4\xae\xe0\xa5\x8b\xe0\xa4\xac\xe0\xa4\xbe|"
    "\xe0\xb9\x82\xe0\xb8\x97\xe0\xb8\xa3|\xce\xa4\xce\xb7\xce\xbb|"
    "\xcf\x84\xce\xb7\xce\xbb"};

constexpr WordIndex<count_words(announcing_lists.all())> announcing_words(announcing_lists.all());
constexpr WordIndex<count_words(phone_lists)> phone_words(phone_lists);

constexpr std::array<std::string_view, 1> card_lists = {
    "amex|card|carta|carte|cc|credit|cr\xc3\xa9"
    "dit|debit|karte|kreditkarte|maestro|mastercard|pan|"
    "payment|tarjeta|unionpay|visa|\xd0\xba\xd0\xb0\xd1\x80\xd1\x82|\xe5\x8d\xa1|"
    "\xe3\x82\xab\xe3\x83\xbc\xe3\x83\x89"};
constexpr WordIndex<count_words(card_lists)> card_words(card_lists);

std::string_view line_before(const Scan& scan, std::size_t at, std::size_t most_bytes) noexcept {
  return scan.slice(scan.skip_back(at, most_bytes, [](char c) { return !is_line_end(c); }), at);
}

}  // namespace

bool Announced::has(std::uint64_t lists) noexcept {
  constexpr std::size_t looked_at = 40;
  if (!is_known_) lists_ = announcing_words.lists_in(line_before(scan_, at_, looked_at));
  is_known_ = true;
  return (lists_ & lists) != 0;
}

bool is_called_phone(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t looked_at = 24;
  const std::string_view text = line_before(scan, at, looked_at);
  // "call_id: 1234567" numbers calls.
  const std::size_t last = text.find_last_not_of(" :=\"'\\");
  if (last != std::string_view::npos && last > 1 && text[last] == 'd' &&
      (text[last - 1] == 'I' || (text[last - 1] == 'i' && !core::is_letter(text[last - 2])))) {
    return false;
  }
  return phone_words.lists_in(text) != 0;
}

bool is_called_card(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t looked_at = 24;
  return card_words.lists_in(line_before(scan, at, looked_at)) != 0;
}

}  // namespace sotto::privacy
