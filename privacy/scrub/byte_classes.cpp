#include "privacy/scrub/byte_classes.hpp"

#include <array>
#include <string_view>

#include "core/text.hpp"

namespace sotto::privacy {
namespace {

/// What find_at_clue() looks at. Those of one group share their letters as far as possible, so that
/// little else passes: "sec" and "sig" let "seg" through.
struct Clue {
  unsigned group;
  std::string_view bytes;
};
constexpr Clue clues[] = {
    {0, "pas"},           // password, passwd, passphrase
    {0, "pin"},           //
    {0, "psk"},           //
    {1, "sec"},           // secret
    {1, "sig"},           // signature
    {1, "sen"},           // senha, losenord
    {1, "ses"},           // JSESSIONID
    {1, "sif"},           // sifre
    {1, "see"},           // seed phrase
    {1, "se\xc3"},        // contrasena, with its tilde
    {2, "tok"},           // token
    {2, "pwd"},           //
    {2, "otp"},           //
    {2, "two"},           // wachtwoord
    {2, "pw="},           //
    {2, "pw:"},           //
    {3, "key"},           // api_key, PRIVATE KEY
    {3, "ken"},           // kennwort
    {4, "aut"},           // Authorization, auth
    {4, "alt"},           // ALTER USER
    {4, "cvv"},           //
    {4, "\xd0\xbf\xd0"},  // password in Russian
    {7, "\xce\xba\xcf"},  // in Greek
    {7, "\xd9\x83\xd9"},  // in Arabic
    {7, "\xd7\xa1\xd7"},  // in Hebrew
    {5, "cre"},           // credential
    {5, "coo"},           // Cookie
    {5, "cur"},           // curl -u
    {3, "(at"},           // bob(at)acme.org
    {3, "[at"},           //
    {6, "/ho"},           // /home/
    {6, "/us"},           // /Users/
    {6, ".lo"},           // .local
    {6, ".la"},           // .lan
    {6, ".in"},           // .internal
    {6, ".co"},           // .corp
    {7, "\xe2\x80\x8b"},  // zero-width space
    {7, "\xe2\x80\x8c"},  // zero-width non-joiner
    {7, "\xe2\x80\x8d"},  // zero-width joiner
    {7, "\xe2\x80\x8e"},  // left-to-right mark
    {7, "\xe2\x80\x8f"},  // right-to-left mark
    {7, "\xe1\xa0\x8e"},  // vowel separator
    {7, "\xe2\x81\xa0"},  // word joiner
    {7, "\xef\xbb\xbf"},  // byte order mark
    // Digits in another shape. Four of each name the others, as a group mixes its bytes; 0 and 1
    // are left out, which would let Cyrillic through.
    {7, "\xc2\xa0\x32"},  // after a blank that does not break
    {7, "\xc2\xa0\x34"},  //
    {7, "\xc2\xa0\x36"},  //
    {7, "\xc2\xa0\x38"},  //
    {7, "\xef\xbc\x93"},  // of full width
    {7, "\xef\xbc\x95"},  //
    {7, "\xef\xbc\x97"},  //
    {7, "\xef\xbc\x99"},  //
    {7, "\xe2\x80\xaf"},  // after a narrow blank that does not break
    {7, "\xe2\x80\x89"},  // after a thin blank
    {7, "\xe2\x80\x91"},  // after a hyphen that does not break
    {7, "\xd9\xa3\xd9"},  // Arabic
    {7, "\xdb\xb4\xdb"},  // Persian
    {7, "\xe5\xaf\x86"},  // password in Chinese
    {7, "\xe3\x83\x91"},  // in Japanese
    {7, "\xeb\xb9\x84"},  // in Korean
    {7, "\xc5\x9f\x69"},  // in Turkish
};

consteval ClueTables make_clue_tables() {
  ClueTables tables{};
  const auto allow = [&tables](unsigned group, std::size_t place, char c) {
    const auto byte = static_cast<unsigned char>(c);
    const auto bit = static_cast<std::uint8_t>(1U << group);
    tables.low[place][byte & 15] = static_cast<std::uint8_t>(tables.low[place][byte & 15] | bit);
    tables.high[place][byte >> 4] = static_cast<std::uint8_t>(tables.high[place][byte >> 4] | bit);
  };
  for (const Clue& clue : clues) {
    for (std::size_t place = 0; place < clue.bytes.size(); ++place) {
      const char c = clue.bytes[place];
      allow(clue.group, place, c);
      if (core::is_letter(c)) allow(clue.group, place, static_cast<char>(c - 'a' + 'A'));
    }
  }
  return tables;
}

#if defined(__x86_64__) && defined(__GNUC__)
bool has_avx2() noexcept {
  return __builtin_cpu_supports("avx2");
}
bool has_avx512() noexcept {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}
#endif

struct Sets {
  std::array<InstructionSet, 3> all;
  std::size_t count = 0;

  Sets() noexcept : all{} {
#if defined(__x86_64__) && defined(__GNUC__)
    if (has_avx512()) all[count++] = {"avx512", classify_avx512};
    if (has_avx2()) all[count++] = {"avx2", classify_avx2};
#elif defined(__aarch64__)
    all[count++] = {"neon", classify_neon};
#endif
    all[count++] = {"scalar", classify_scalar};
  }
};

}  // namespace

constinit const ClueTables clue_tables = make_clue_tables();

const InstructionSet* instruction_sets(std::size_t& count) noexcept {
  static const Sets sets;
  count = sets.count;
  return sets.all.data();
}

}  // namespace sotto::privacy
