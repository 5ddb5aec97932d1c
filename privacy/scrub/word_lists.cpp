#include "privacy/scrub/word_lists.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "core/text.hpp"

namespace sotto::privacy {
namespace {

constexpr std::string_view placeholder_words[] = {"example", "placeholder", "xxxx",    "your-",
                                                  "your_",   "changeme",    "redacted"};

constexpr std::string_view benign_values[] = {
    "any",       "bool",     "boolean", "bytes",  "char",   "false",   "invalid",     "missing",
    "nil",       "none",     "null",    "number", "object", "off",     "optional",    "password",
    "prompt",    "required", "secret",  "str",    "string", "text",    "token",       "true",
    "added",     "command",  "include", "omit",   "option", "removed", "same-origin", "type",
    "undefined", "unknown",  "value",   "hidden", "empty",  "default", "enabled",     "disabled",
    "dummy",     "pass",     "strings", "yes",
};

constexpr std::string_view secret_parameters[] = {
    "auth",
    "code",
    "hmac",
    "key",
    "sas",
    "sig",
    "sign",
    "signature",
    "x-amz-credential",
    "x-amz-signature",
    "x-goog-credential",
    "x-goog-signature",
};

constexpr std::string_view file_endings[] = {
    "css", "gif", "html", "jpeg",    "jpg",    "js",  "json",   "jsx",
    "md",  "png", "py",   "service", "socket", "svg", "target", "timer",
    "ts",  "tsx", "webp", "xml",     "yaml",   "yml", "local",
};

constexpr std::string_view shared_accounts[] = {
    "admin",     "administrator", "all users", "app",      "circleci", "daemon",    "debian",
    "default",   "docker",        "ec2-user",  "fedora",   "guest",    "jenkins",   "jovyan",
    "linuxbrew", "localhost",     "node",      "nobody",   "postgres", "public",    "root",
    "runner",    "service",       "shared",    "system",   "test",     "ubuntu",    "user",
    "username",  "vagrant",       "vscode",    "www-data", "you",      "your-name",
};

constexpr std::string_view version_words[] = {"chapter", "release", "rev",      "section", "v",
                                              "ver",     "version", "version:", "version="};

constexpr std::string_view phone_words[] = {
    "phone",        "telefon",   "mobile",  "fax",     "whatsapp", "t\xc3\xa9l",
    "call",         "cell",      "tel",     "celular", "handy",    "mobil",
    "m\xc3\xb3vil", "numer tel", "puhelin", "sms",     "text me"};

constexpr std::string_view foreign_phone_words[] = {
    "\xd1\x82\xd0\xb5\xd0\xbb",  // telephone in Russian
    "\xe7\x94\xb5\xe8\xaf\x9d",  // in Chinese
    "\xe6\x89\x8b\xe6\x9c\xba",  // mobile phone
    "\xe9\x9b\xbb\xe8\xa9\xb1",  // in Japanese
    "\xec\xa0\x84\xed\x99\x94",  // in Korean
};

constexpr std::string_view national_id_words[] = {"aadhaar",
                                                  "abn",
                                                  "amka",
                                                  "asmens",
                                                  "bsn",
                                                  "citizen",
                                                  "cnp",
                                                  "cpf",
                                                  "cpr",
                                                  "cuit",
                                                  "curp",
                                                  "dni",
                                                  "ein",
                                                  "emso",
                                                  "fiscal",
                                                  "fnr",
                                                  "f\xc3\xb8"
                                                  "dsel",
                                                  "id card",
                                                  "id no",
                                                  "id number",
                                                  "identi",
                                                  "imei",
                                                  "insurance",
                                                  "isikukood",
                                                  "jmbg",
                                                  "kimlik",
                                                  "kods",
                                                  "ktp",
                                                  "matrikel",
                                                  "mykad",
                                                  "my number",
                                                  "national",
                                                  "nhs",
                                                  "nif",
                                                  "nik",
                                                  "nino",
                                                  "nric",
                                                  "oib",
                                                  "personal id",
                                                  "personal code",
                                                  "personal number",
                                                  "passport",
                                                  "personn",
                                                  "pesel",
                                                  "pps",
                                                  "rfc",
                                                  "rijksregister",
                                                  "rodn",
                                                  "rut",
                                                  "sin",
                                                  "snils",
                                                  "social",
                                                  "sozial",
                                                  "ssn",
                                                  "steuer",
                                                  "svnr",
                                                  "taj",
                                                  "tax",
                                                  "tckn",
                                                  "tfn",
                                                  "tin",
                                                  "uid",
                                                  "utr"};

// The same in other scripts.
constexpr std::string_view foreign_id_words[] = {
    "\xd0\x98\xd0\x9d\xd0\x9d",                                  // the tax number of Russia
    "\xd0\xa1\xd0\x9d\xd0\x98\xd0\x9b\xd0\xa1",                  // its insurance number
    "\xd0\x95\xd0\x93\xd0\x9d",                                  // the number of Bulgaria
    "\xd0\xbf\xd0\xb0\xd1\x81\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82",  // passport
    "\xe3\x83\x9e\xe3\x82\xa4\xe3\x83\x8a\xe3\x83\xb3",          // My Number
    "\xe5\x80\x8b\xe4\xba\xba\xe7\x95\xaa\xe5\x8f\xb7",          // the same, formally
    "\xe8\xba\xab\xe4\xbb\xbd\xe8\xaf\x81",                      // identity card
    "\xe8\xba\xab\xe5\x88\x86\xe8\xad\x89",                      // the same in Taiwan
    "\xd7\x96\xd7\x94\xd7\x95\xd7\xaa",                          // identity
    "\xce\x91\xce\x9c\xce\x9a\xce\x91",                          // AMKA
};

constexpr std::string_view words_about_versions[] = {"upgrade",  "downgrade", "version", "release",
                                                     "firmware", "driver",    "build "};

constexpr std::string_view key_words[] = {
    "access", "api",  "apikey", "auth",       "key",   "live",    "oauth", "pat",
    "pk",     "pkey", "prod",   "production", "rk",    "sandbox", "sat",   "sec",
    "secret", "sk",   "skey",   "tok",        "token", "uat"};

constexpr std::string_view strong_key_words[] = {
    "api", "apikey", "key", "oauth", "pat", "pk", "rk", "sec", "secret", "sk", "tok", "token"};

constexpr std::string_view internal_domains[] = {"corp", "internal", "intra",      "intranet",
                                                 "lan",  "local",    "localdomain"};

struct CardRange {
  int first;  // of the first four digits
  int last;
  std::size_t least;  // digits of the whole number
  std::size_t most;
};
constexpr CardRange card_ranges[] = {
    {2200, 2204, 16, 19},  // Mir
    {2221, 2720, 16, 16},  // Mastercard
    {3000, 3059, 14, 16},  // Diners Club
    {3400, 3499, 15, 15},  // American Express
    {3528, 3589, 16, 19},  // JCB
    {3600, 3699, 14, 16},  // Diners Club
    {3700, 3799, 15, 15},  // American Express
    {3800, 3999, 14, 16},  // Diners Club
    {4000, 4999, 13, 13},  // Visa
    {4000, 4999, 16, 16},  // Visa
    {4000, 4999, 19, 19},  // Visa
    {5000, 5899, 16, 16},  // Mastercard, Maestro
    {5018, 5020, 12, 19},  // Maestro
    {6000, 6999, 16, 19},  // Discover, UnionPay, Maestro
    {8100, 8299, 16, 19},  // UnionPay, RuPay
    {9792, 9792, 16, 16},  // Troy
};

// The registry of ISO 13616: country and length, one after the other.
constexpr std::string_view iban_lengths =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24"
    "FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21"
    "LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22"
    "RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

template <std::size_t N>
bool is_one_of(std::string_view text, const std::string_view (&words)[N]) noexcept {
  if (text.empty()) return false;
  const char first = core::to_lower(text[0]);
  return std::any_of(std::begin(words), std::end(words), [text, first](std::string_view word) {
    return word.size() == text.size() && word[0] == first && core::equals_ignoring_case(text, word);
  });
}

/// All words begin with a letter.
template <std::size_t N>
bool has_one_of(std::string_view text, const std::string_view (&words)[N]) noexcept {
  std::uint32_t first_letters = 0;
  for (const std::string_view word : words) first_letters |= 1U << (word[0] - 'a');
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned letter = static_cast<unsigned char>(core::to_lower(text[i])) - unsigned{'a'};
    if (letter >= 26 || (first_letters >> letter & 1U) == 0) continue;
    for (const std::string_view word : words) {
      if (static_cast<unsigned>(word[0] - 'a') != letter) continue;
      if (core::equals_ignoring_case(text.substr(i, word.size()), word)) return true;
    }
  }
  return false;
}

template <std::size_t N>
bool has_foreign(std::string_view text, const std::string_view (&words)[N]) noexcept {
  return std::ranges::any_of(
      words, [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// The same as has_one_of, but words of three letters have to stand alone: "sin" is in "using".
template <std::size_t N>
bool has_words_of(std::string_view text, const std::string_view (&words)[N]) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!core::is_letter(text[i])) continue;
    const bool is_start = i == 0 || !core::is_letter(text[i - 1]);
    for (const std::string_view word : words) {
      if (core::to_lower(text[i]) != word[0]) continue;
      if (!core::equals_ignoring_case(text.substr(i, word.size()), word)) continue;
      const bool is_end = i + word.size() == text.size() || !core::is_letter(text[i + word.size()]);
      if (word.size() > 3 || (is_start && is_end)) return true;
    }
  }
  return false;
}

/// Whether one of the words that "_" and "-" separate is one of these.
template <std::size_t N>
bool has_part_of(std::string_view text, const std::string_view (&words)[N]) noexcept {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("_-"), text.size());
    if (is_one_of(text.substr(0, end), words)) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

/// Whether the text is made of one character, or of two.
bool has_two_characters(std::string_view text) noexcept {
  const std::size_t other = text.find_first_not_of(text[0]);
  if (other == std::string_view::npos) return true;
  const char both[] = {text[0], text[other]};
  return text.find_first_not_of(std::string_view(both, 2)) == std::string_view::npos;
}

}  // namespace

bool is_placeholder(std::string_view text) noexcept {
  if (text.empty()) return true;
  constexpr std::pair<std::string_view, std::string_view> brackets[] = {
      {"[", "]"}, {"<", ">"}, {"${", "}"}, {"{{", "}}"}, {"$(", ")"}, {"%(", ")s"}, {"%", "%"}};
  for (const auto& [opening, closing] : brackets) {
    const bool is_long_enough = text.size() > opening.size() + closing.size();
    if (is_long_enough && text.starts_with(opening) && text.ends_with(closing)) return true;
  }
  // "$API_KEY" names a variable; "$ecret1" does not.
  if (text[0] == '$' && std::all_of(text.begin() + 1, text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || core::is_digit(c) || c == '_';
      })) {
    return true;
  }
  if (text.size() >= 3 && has_two_characters(text)) return true;  // "xxxxxx", "***", "......"
  // A text that is longer has room for a secret beside the word.
  constexpr std::size_t most_bytes = 64;
  return text.size() <= most_bytes && has_one_of(text, placeholder_words);
}

bool is_benign_value(std::string_view word) noexcept {
  return is_one_of(word, benign_values);
}

bool is_secret_parameter(std::string_view name) noexcept {
  return is_one_of(name, secret_parameters);
}

bool is_file_ending(std::string_view ending) noexcept {
  return is_one_of(ending, file_endings);
}

bool is_shared_account(std::string_view name) noexcept {
  return is_one_of(name, shared_accounts);
}

bool is_version_word(std::string_view word) noexcept {
  return is_one_of(word, version_words);
}

bool has_phone_word(std::string_view text) noexcept {
  return has_words_of(text, phone_words) || has_foreign(text, foreign_phone_words);
}

bool has_national_id_word(std::string_view text) noexcept {
  return has_words_of(text, national_id_words) || has_foreign(text, foreign_id_words);
}

bool has_key_word(std::string_view prefix) noexcept {
  return has_part_of(prefix, key_words);
}

bool has_strong_key_word(std::string_view prefix) noexcept {
  return has_part_of(prefix, strong_key_words);
}

bool is_about_versions(std::string_view text) noexcept {
  return has_one_of(text, words_about_versions);
}

bool is_internal_domain(std::string_view ending) noexcept {
  return is_one_of(ending, internal_domains);
}

bool is_card_range(std::string_view digits) noexcept {
  int first = 0;
  for (const char digit : digits.substr(0, 4)) first = first * 10 + (digit - '0');
  return std::any_of(std::begin(card_ranges), std::end(card_ranges), [&](const CardRange& range) {
    return first >= range.first && first <= range.last && digits.size() >= range.least &&
           digits.size() <= range.most;
  });
}

std::size_t iban_bytes(std::string_view country) noexcept {
  for (std::size_t i = 0; i < iban_lengths.size(); i += 4) {
    if (iban_lengths.substr(i, 2) == country) {
      return static_cast<std::size_t>((iban_lengths[i + 2] - '0') * 10 + iban_lengths[i + 3] - '0');
    }
  }
  return 0;
}

}  // namespace sotto::privacy
