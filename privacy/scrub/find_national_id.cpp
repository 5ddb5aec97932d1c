#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "privacy/scrub/national_checks.hpp"
#include "privacy/scrub/row_set.hpp"
#include "privacy/scrub/scan.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {
namespace {

using namespace national;

/// A number that a state gives to a person. In the format 9 is a digit, A a capital, * either, and
/// everything else itself; the check sees those without the rest.
struct NationalId {
  std::string_view format;
  Check check;
  bool needs_word;  // such as "SSN": without one too many other numbers pass the check
  std::string_view source;
  std::string_view date;
};
constexpr NationalId national_ids[] = {
    {"99999999A", is_dni, false, "interior.gob.es", "2026-11"},
    {"99999999-A", is_dni, false, "interior.gob.es", "2026-11"},
    {"A9999999A", is_nie, false, "interior.gob.es", "2026-11"},
    {"A-9999999-A", is_nie, false, "interior.gob.es", "2026-11"},
    {"999999-999*", is_hetu, false, "dvv.fi", "2026-11"},
    {"999999A999*", is_hetu_of_2000, false, "dvv.fi", "2026-11"},
    {"AA999999A", is_nino, true, "gov.uk", "2026-11"},
    {"AA 99 99 99 A", is_nino, false, "gov.uk", "2026-11"},
    {"AAAAAA99A99A999A", is_fiscal_code, false, "agenziaentrate.gov.it", "2026-11"},
    {"999-99-9999", is_ssn, false, "ssa.gov", "2026-11"},
    {"999 99 9999", is_ssn, true, "ssa.gov", "2026-11"},
    {"999999999", is_ssn, true, "ssa.gov", "2026-11"},
    {"999.999.999-99", is_cpf, false, "gov.br", "2026-11"},
    {"99999999999", is_cpf, true, "gov.br", "2026-11"},
    {"99.999.999/9999-99", is_cnpj, false, "gov.br", "2026-11"},
    {"999 999 9999", is_nhs, true, "nhs.uk", "2026-11"},
    {"9999999999", is_nhs, true, "nhs.uk", "2026-11"},
    {"99999999999", is_pesel, true, "gov.pl", "2026-11"},
    {"999999999", is_bsn, true, "rvig.nl", "2026-11"},
    {"756.9999.9999.99", is_ahv, false, "zas.admin.ch", "2026-11"},
    {"9 99 99 99 999 999 99", is_insee, false, "insee.fr", "2026-11"},
    {"999999999999999", is_insee, false, "insee.fr", "2026-11"},
    {"999999-9999", is_personnummer, false, "skatteverket.se", "2026-11"},
    {"99999999-9999", is_long_personnummer, false, "skatteverket.se", "2026-11"},
    {"999999-9999", is_cpr, true, "cpr.dk", "2026-11"},
    {"999999-9999999", is_rrn, false, "mois.go.kr", "2026-11"},
    {"9999 9999 9999", is_aadhaar, false, "uidai.gov.in", "2026-11"},
    {"999999999999", is_aadhaar, true, "uidai.gov.in", "2026-11"},
    {"999-999-999", has_luhn_digit, true, "canada.ca", "2026-11"},
    {"999 999 999", has_luhn_digit, true, "canada.ca", "2026-11"},
    {"999 999 999", is_tfn, true, "ato.gov.au", "2026-11"},
    {"999999999", is_tfn, true, "ato.gov.au", "2026-11"},
    {"99 999 999 999", is_tax_id, true, "bzst.de", "2026-11"},
    {"99999999999", is_tax_id, true, "bzst.de", "2026-11"},
    {"99.99.99-999.99", is_belgian, false, "ibz.rrn.fgov.be", "2026-11"},
    {"99999999999", is_belgian, true, "ibz.rrn.fgov.be", "2026-11"},
    {"999999 99999", is_norwegian, false, "skatteetaten.no", "2026-11"},
    {"99999999999", is_norwegian, true, "skatteetaten.no", "2026-11"},
    {"999999-9999", is_icelandic, false, "skra.is", "2026-11"},
    {"AAAA999999AAAAAA**", is_curp, false, "gob.mx", "2026-11"},
    {"AAAA999999***", is_rfc, true, "sat.gob.mx", "2026-11"},
    {"999999999", is_portuguese, true, "portaldasfinancas.gov.pt", "2026-11"},
    {"999 999 999", is_portuguese, true, "portaldasfinancas.gov.pt", "2026-11"},
    {"99999999999", is_turkish, true, "nvi.gov.tr", "2026-11"},
    {"999999/9999", is_czech, false, "mvcr.cz", "2026-11"},
    {"9999999999999", is_romanian, true, "mai.gov.ro", "2026-11"},
    {"9999999999", is_bulgarian, true, "grao.bg", "2026-11"},
    {"999999999", has_luhn_digit, true, "gov.il", "2026-11"},
    {"9999999999999", is_south_african, true, "dha.gov.za", "2026-11"},
    {"999999 9999 999", is_south_african, false, "dha.gov.za", "2026-11"},
    {"999999999999", is_my_number, true, "soumu.go.jp", "2026-11"},
    {"9999 9999 9999", is_my_number, true, "soumu.go.jp", "2026-11"},
    {"9999-9999-9999", is_my_number, true, "soumu.go.jp", "2026-11"},
    {"A9999999A", is_nric, false, "ica.gov.sg", "2026-11"},
    {"A999999(*)", is_hong_kong, false, "immd.gov.hk", "2026-11"},
    {"A999999999", is_taiwanese, true, "ris.gov.tw", "2026-11"},
    {"999999-99-9999", is_malaysian, false, "jpn.gov.my", "2026-11"},
    {"9-9999-99999-99-9", is_thai, false, "bora.dopa.go.th", "2026-11"},
    {"9999999999999", is_thai, true, "bora.dopa.go.th", "2026-11"},
    {"9999999999999999", is_indonesian, true, "dukcapil.kemendagri.go.id", "2026-11"},
    {"99.999.999-*", is_chilean, false, "sii.cl", "2026-11"},
    {"9.999.999-*", is_chilean, false, "sii.cl", "2026-11"},
    {"99999999-*", is_chilean, true, "sii.cl", "2026-11"},
    {"99-99999999-9", is_cuit, false, "afip.gob.ar", "2026-11"},
    {"99999999999", is_cuit, true, "afip.gob.ar", "2026-11"},
    {"9999999AA", is_pps, true, "gov.ie", "2026-11"},
    {"9999999A", is_pps, true, "gov.ie", "2026-11"},
    {"99999999999", is_born_luhn, true, "amka.gr", "2026-11"},
    {"99999999999", is_baltic, true, "siseministeerium.ee", "2026-11"},
    {"999999-99999", is_latvian, false, "pmlp.gov.lv", "2026-11"},
    {"9999999999999", is_jmbg, true, "stat.si", "2026-11"},
    {"999 999 999", is_taj, true, "neak.gov.hu", "2026-11"},
    {"999999999", is_taj, true, "neak.gov.hu", "2026-11"},
    {"9999 999999", is_austrian, false, "sozialversicherung.at", "2026-11"},
    {"9999999999", is_austrian, true, "sozialversicherung.at", "2026-11"},
    {"999-999-999 99", is_snils, false, "sfr.gov.ru", "2026-11"},
    {"99999999999", is_snils, true, "sfr.gov.ru", "2026-11"},
    {"999999999999", is_inn, true, "nalog.gov.ru", "2026-11"},
    {"9999 999999", is_any, true, "mvd.ru", "2026-11"},
    {"AAAAA9999A", is_pan, false, "incometax.gov.in", "2026-11"},
    {"99999-9999999-9", is_cnic, false, "nadra.gov.pk", "2026-11"},
    {"999-99-9999", is_itin, false, "irs.gov", "2026-11"},
    {"99-9999999", is_any, true, "irs.gov", "2026-11"},
    {"9999 99999 9", is_medicare, false, "servicesaustralia.gov.au", "2026-11"},
    {"99 999 999 999", is_abn, true, "abr.business.gov.au", "2026-11"},
    {"99 999999 A 999", is_german_insurance, false, "deutsche-rentenversicherung.de", "2026-11"},
    {"99999999A999", is_german_insurance, true, "deutsche-rentenversicherung.de", "2026-11"},
    {"999-999-99-99", is_nip, false, "podatki.gov.pl", "2026-11"},
    {"9999999999999", is_ahv, false, "zas.admin.ch", "2026-11"},
    {"999-9999-9999999-9", is_emirates, false, "icp.gov.ae", "2026-11"},
    {"AAAAA999999AA*AA", is_any, false, "gov.uk", "2026-11"},
    {"99-999999-999999-9", has_luhn_digit, false, "imei.info", "2026-11"},
    {"99999999999999999*", is_chinese, false, "gov.cn", "2026-11"},
    {"999999999999999999", is_chinese, false, "gov.cn", "2026-11"},
    {"999999999999999", has_luhn_digit, true, "imei.info", "2026-11"},
};

/// How a format begins, to leave most of them out at a glance: so many letters, so many digits, and
/// what stands after them.
struct Beginning {
  std::size_t letters = 0;
  std::size_t digits = 0;
  char next = '\0';

  bool operator==(const Beginning&) const = default;
};
constexpr char class_of_next(char c) noexcept {
  if (is_upper(c)) return 'A';
  return core::is_digit(c) ? '9' : is_word(c) ? 'a' : c;
}
constexpr std::array<Beginning, std::size(national_ids)> beginnings = [] {
  std::array<Beginning, std::size(national_ids)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string_view format = national_ids[i].format;
    Beginning& begin = table[i];
    while (begin.letters < format.size() && format[begin.letters] == 'A') ++begin.letters;
    std::size_t at = begin.letters;
    while (at < format.size() && core::is_digit(format[at])) ++at;
    begin.digits = at - begin.letters;
    begin.next = at < format.size() ? format[at] : '\0';
  }
  return table;
}();

constexpr std::size_t most_letters = 6;
constexpr std::size_t most_digits = 19;

Beginning beginning_at(const Scan& scan, std::size_t at) noexcept {
  Beginning begin;
  while (begin.letters < most_letters && is_upper(scan.at(at + begin.letters))) ++begin.letters;
  at += begin.letters;
  while (begin.digits < most_digits && core::is_digit(scan.at(at + begin.digits))) ++begin.digits;
  begin.next = class_of_next(scan.at(at + begin.digits));
  return begin;
}

/// Whether a number that begins so can have a format that begins so: "*" is a letter or a digit,
/// and a number ends before anything that is no part of a word.
bool may_be(const Beginning& format, const Beginning& text) noexcept {
  if (format.letters != text.letters) return false;
  if (format.next == '*') return text.digits >= format.digits;
  if (format.digits != text.digits) return false;
  return format.next == '\0' ? text.next != 'A' && text.next != 'a' : format.next == text.next;
}

/// The rows that may begin with so many letters and then so many digits.
constexpr auto rows_by_beginning = [] {
  std::array<std::array<RowSet<beginnings.size()>, most_digits + 1>, most_letters + 1> table{};
  for (std::size_t row = 0; row < beginnings.size(); ++row) {
    const auto [letters, least_digits, next] = beginnings[row];
    const std::size_t last = next == '*' ? most_digits : least_digits;
    for (std::size_t digits = least_digits; digits <= last; ++digits) {
      table[letters][digits].add(row);
    }
  }
  return table;
}();

/// Whether a word for such a number stands shortly before.
bool is_announced(const Scan& scan, std::size_t at) noexcept {
  constexpr std::size_t looked_at = 40;
  const std::size_t begin = scan.skip_back(at, looked_at, [](char c) { return !is_line_end(c); });
  return has_national_id_word(scan.slice(begin, at));
}

}  // namespace

MaybeFinding find_national_id(const Scan& scan, std::size_t at) {
  const char before = scan.before(at);
  if (before == '.' || before == '-' || before == '/') return std::nullopt;
  if (!core::is_digit(scan.at(at)) && !is_upper(scan.at(at))) return std::nullopt;
  std::array<char, 24> digits{};
  const Beginning beginning = beginning_at(scan, at);
  for (const std::size_t row : rows_by_beginning[beginning.letters][beginning.digits]) {
    if (!may_be(beginnings[row], beginning)) continue;
    const NationalId& id = national_ids[row];
    std::size_t count = 0;
    std::size_t i = 0;
    for (; i < id.format.size(); ++i) {
      const char c = scan.at(at + i);
      const char f = id.format[i];
      const bool is_variable = f == '9' || f == 'A' || f == '*';
      const bool fits = (f != 'A' && core::is_digit(c)) || (f != '9' && is_upper(c));
      if (is_variable ? !fits : c != f) break;
      if (is_variable) digits[count++] = c;
    }
    if (i < id.format.size()) continue;
    const std::size_t end = at + i;
    const char next = scan.at(end);
    // A column of numbers, and a table in hexadecimal: "652B 6289 6398 5014 7235".
    const bool has_blanks = id.format.find(' ') != std::string_view::npos && !id.needs_word;
    const bool is_in_row =
        (next == ' ' && core::hex_value(scan.at(end + 1)) >= 0 &&
         core::is_digit(scan.at(end + 2))) ||
        (before == ' ' && at >= scan.floor + 2 && core::hex_value(scan.text[at - 2]) >= 0 &&
         at >= scan.floor + 3 && core::is_digit(scan.text[at - 3]));
    if (has_blanks && is_in_row) continue;
    const bool goes_on =
        (next == '-' || next == '.' || next == '/') && core::is_digit(scan.at(end + 1));
    if (is_word(next) || goes_on || !id.check({digits.data(), count})) continue;
    if (id.needs_word && !is_announced(scan, at)) continue;
    return Finding{at, end, SecretKind::national_id};
  }
  return std::nullopt;
}

}  // namespace sotto::privacy
