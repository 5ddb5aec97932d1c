#include <algorithm>
#include <cstddef>
#include <string_view>

#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

/// A number of letters and digits without a check: a word has to stand before it.
struct Document {
  std::string_view words;
  std::size_t least_bytes;
  std::size_t most_bytes;
  std::size_t least_digits;
  bool has_letters;
  SecretKind kind;
};
constexpr Document documents[] = {
    {"passport|passeport|pasaporte|passaporto|passaporte|paspoort|paszport|pasaport|reisepass|"
     "passnummer|pass "
     "nr|\xe6\x8a\xa4\xe7\x85\xa7|\xe8\xad\xb7\xe7\x85\xa7|\xe6\x97\x85\xe5\x88\xb8|"
     "\xe3\x83\x91\xe3\x82\xb9\xe3\x83\x9d\xe3\x83\xbc\xe3\x83\x88|\xec\x97\xac\xea\xb6\x8c",
     7, 10, 4, true, SecretKind::national_id},
    {"driver licen|drivers licen|driver's licen|driving licen|permis de conduire|fuhrerschein|"
     "f\xc3\xbchrerschein|patente|rijbewijs|licencia de conducir|carteira de motorista|cnh|dvla",
     7, 20, 4, true, SecretKind::national_id},
    {"personalausweis|ausweisnummer|ausweis nr|identity card|id card|carte d'identit|"
     "carta d'identit|carta identit",
     8, 12, 4, true, SecretKind::national_id},
    {"vin|vehicle identification|chassis no|chassis number|fahrgestell", 17, 17, 4, true,
     SecretKind::national_id},
    {"bank account|account number|account no|acct no|acct number|checking account|"
     "savings account|kontonummer|konto nr|rekeningnummer|numero de cuenta|"
     "n\xc3\xbamero de cuenta|numero de compte|num\xc3\xa9ro de compte",
     7, 18, 7, false, SecretKind::iban},
    {"routing", 9, 9, 9, false, SecretKind::iban},
};

bool is_of_number(char c) noexcept {
  return is_upper(c) || core::is_digit(c);
}

/// The number from `begin` on, if one of the words stands in the `looked_at` bytes before.
MaybeFinding document_from(const Scan& scan, std::size_t begin) {
  std::size_t end = begin;
  while (is_of_number(scan.at(end)) || (scan.at(end) == '-' && is_of_number(scan.at(end + 1)))) {
    ++end;
  }
  const std::string_view number = scan.slice(begin, end);
  constexpr std::size_t longest = 20;
  const char next = scan.at(end);
  const bool goes_on = is_word(next) || (next == '.' && is_word(scan.at(end + 1)));
  if (number.size() > longest || goes_on || is_word(scan.before(begin))) return std::nullopt;
  const auto digits =
      static_cast<std::size_t>(std::count_if(number.begin(), number.end(), core::is_digit));
  constexpr std::size_t looked_at = 32;
  const std::size_t line = scan.skip_back(begin, looked_at, [](char c) { return !is_line_end(c); });
  for (const Document& document : documents) {
    if (number.size() < document.least_bytes || number.size() > document.most_bytes ||
        digits < document.least_digits || (!document.has_letters && digits < number.size()) ||
        !has_word_of(scan.slice(line, begin), document.words)) {
      continue;
    }
    return Finding{begin, end, document.kind};
  }
  return std::nullopt;
}

}  // namespace

MaybeFinding find_document(const Scan& scan, std::size_t at) {
  constexpr std::size_t most_bytes = 17;
  return document_from(scan, scan.skip_back(at, most_bytes, is_of_number));
}

MaybeFinding find_passport(const Scan& scan, std::size_t at) {
  // "Reisepass: C01X00T47" has too few digits in a row for a candidate of its own.
  constexpr std::size_t most_words = 32;
  const std::size_t last = std::min(at + most_words, scan.text.size());
  std::size_t begin = at;
  while (begin < last && !is_line_end(scan.at(begin)) &&
         !(is_of_number(scan.at(begin)) && is_of_number(scan.at(begin + 1)) &&
           is_of_number(scan.at(begin + 2)) && !is_word(scan.before(begin)))) {
    ++begin;
  }
  if (begin == last || begin < at + 4) return std::nullopt;
  return document_from(scan, begin);
}

}  // namespace sotto::privacy
