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
    "undefined", "unknown",  "value",   "hidden", "empty",  "default",
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
    "\xd1\x82\xd0\xb5\xd0\xbb",                          // telephone in Russian
    "\xe7\x94\xb5\xe8\xaf\x9d",                          // in Chinese
    "\xe6\x89\x8b\xe6\x9c\xba",                          // mobile phone
    "\xe9\x9b\xbb\xe8\xa9\xb1",                          // in Japanese
    "\xec\xa0\x84\xed\x99\x94",                          // in Korean
    "\xe3\x83\x95\xe3\x82\xa1",                          // fax
    "\xe6\x90\xba\xe5\xb8\xaf",                          // mobile phone
    "\xd0\xbc\xd0\xbe\xd0\xb1",                          // the same in Russian
    "\xd9\x87\xd8\xa7\xd8\xaa\xd9\x81",                  // telephone in Arabic
    "\xd8\xac\xd9\x88\xd8\xa7\xd9\x84",                  // mobile phone
    "\xd7\x98\xd7\x9c\xd7\xa4\xd7\x95\xd7\x9f",          // telephone in Hebrew
    "\xe0\xa4\xab\xe0\xa4\xbc\xe0\xa5\x8b\xe0\xa4\xa8",  // in Hindi
    "\xe0\xa4\xab\xe0\xa5\x8b\xe0\xa4\xa8",              // the same
    "\xe0\xa4\xae\xe0\xa5\x8b\xe0\xa4\xac\xe0\xa4\xbe",  // mobile phone
    "\xe0\xb9\x82\xe0\xb8\x97\xe0\xb8\xa3",              // telephone in Thai
    "\xce\xa4\xce\xb7\xce\xbb",                          // in Greek
    "\xcf\x84\xce\xb7\xce\xbb",                          // the same
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
                                                  "utr",
                                                  "afm",
                                                  "burgerservice",
                                                  "cedula",
                                                  "cnpj",
                                                  "contribuinte",
                                                  "cuil",
                                                  "egn",
                                                  "fein",
                                                  "gst",
                                                  "hkid",
                                                  "idnr",
                                                  "insz",
                                                  "kennitala",
                                                  "medicare",
                                                  "nas",
                                                  "ni no",
                                                  "ni number",
                                                  "nip",
                                                  "niss",
                                                  "numeric personal",
                                                  "permanent account",
                                                  "ppsn",
                                                  "sa id",
                                                  "sofi",
                                                  "sv nummer",
                                                  "uidai",
                                                  "versicherung",
                                                  "zehut"};

// The same in other scripts.
constexpr std::string_view foreign_id_words[] = {
    "\xd0\x98\xd0\x9d\xd0\x9d",                                      // the tax number of Russia
    "\xd0\xa1\xd0\x9d\xd0\x98\xd0\x9b\xd0\xa1",                      // its insurance number
    "\xd0\x95\xd0\x93\xd0\x9d",                                      // the number of Bulgaria
    "\xd0\xbf\xd0\xb0\xd1\x81\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82",      // passport
    "\xd0\x9f\xd0\xb0\xd1\x81\xd0\xbf\xd0\xbe\xd1\x80\xd1\x82",      // the same
    "\xe3\x83\x9e\xe3\x82\xa4\xe3\x83\x8a\xe3\x83\xb3",              // My Number
    "\xe5\x80\x8b\xe4\xba\xba\xe7\x95\xaa\xe5\x8f\xb7",              // the same, formally
    "\xe8\xba\xab\xe4\xbb\xbd\xe8\xaf\x81",                          // identity card
    "\xe8\xba\xab\xe5\x88\x86\xe8\xad\x89",                          // the same in Taiwan
    "\xe8\xba\xab\xe4\xbb\xbd\xe8\xad\x89",                          // and in Hong Kong
    "\xd7\x96\xd7\x94\xd7\x95\xd7\xaa",                              // identity
    "\xd7\xaa.\xd7\x96",                                             // its number in Israel
    "\xd7\xaa\"\xd7\x96",                                            // the same
    "\xce\x91\xce\x9c\xce\x9a\xce\x91",                              // AMKA
    "\xce\x91\xce\xa6\xce\x9c",                                      // AFM
    "R\xc4\x8c",                                                     // rodne cislo of Czechia
    "EM\xc5\xa0O",                                                   // EMSO of Slovenia
    "\xd0\x88\xd0\x9c\xd0\x91\xd0\x93",                              // JMBG of Serbia
    "\xe0\xb8\x9b\xe0\xb8\xa3\xe0\xb8\xb0\xe0\xb8\x8a\xe0\xb8\xb2",  // citizens of Thailand
    "\xe0\xa4\x86\xe0\xa4\xa7\xe0\xa4\xbe\xe0\xa4\xb0",              // Aadhaar
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

constexpr bool is_capital(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}

/// Whether a word of "camelCase" starts at `at`, after the first.
bool is_camel_at(std::string_view text, std::size_t at) noexcept {
  return at > 0 && is_capital(text[at]) && !is_capital(text[at - 1]);
}

/// The bytes of the text that are the word, or 0. A blank of the word stands for " ", "_", "-", "."
/// or nothing.
std::size_t matched_bytes(std::string_view text, std::string_view word) noexcept {
  std::size_t at = 0;
  for (const char c : word) {
    const bool has_more = at < text.size();
    if (c == ' ') {
      if (has_more && std::string_view(" _-.").find(text[at]) != std::string_view::npos) ++at;
    } else if (!has_more || core::to_lower(text[at++]) != c) {
      return 0;
    }
  }
  return at;
}

/// Whether the word stands at `at`: of at most three letters, alone, as "sin" is in "using".
bool has_word_at(std::string_view text, std::size_t at, std::string_view word) noexcept {
  const std::size_t bytes = matched_bytes(text.substr(at), word);
  if (bytes == 0 || word.size() > 3) return bytes != 0;
  const bool is_start = at == 0 || !core::is_letter(text[at - 1]) || is_camel_at(text, at);
  return is_start && (at + bytes == text.size() || !core::is_letter(text[at + bytes]));
}

/// The same as has_one_of, but words of three letters have to stand alone, and blanks are any of
/// those of matched_bytes.
template <std::size_t N>
bool has_words_of(std::string_view text, const std::string_view (&words)[N]) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char first = core::to_lower(text[i]);
    for (const std::string_view word : words) {
      if (word[0] == first && has_word_at(text, i, word)) return true;
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

bool has_word_of(std::string_view text, std::string_view words) noexcept {
  const auto is_part = [](char c) { return core::is_letter(c) || static_cast<signed char>(c) < 0; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool goes_on = i > 0 && is_part(text[i - 1]) && !is_camel_at(text, i);
    if (!is_part(text[i]) || goes_on) continue;
    for (std::string_view left = words; !left.empty();) {
      const std::string_view word = left.substr(0, left.find('|'));
      if (core::to_lower(text[i]) == word[0] && has_word_at(text, i, word)) return true;
      left.remove_prefix(std::min(word.size() + 1, left.size()));
    }
  }
  return false;
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

}  // namespace sotto::privacy
