#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "privacy/scrub/national_rows.hpp"
#include "tests/support/scrubbed.hpp"

namespace sotto::privacy {
namespace {

using test::scrubbed;

/// A text that goes out, and what becomes of it.
struct Case {
  std::string_view text;
  std::string_view scrubbed;
};

template <std::size_t N>
void expect_all(const Case (&cases)[N]) {
  for (const Case& c : cases) EXPECT_EQ(scrubbed(c.text), c.scrubbed);
}
template <std::size_t N>
void expect_unchanged(const std::string_view (&texts)[N]) {
  for (const std::string_view text : texts) EXPECT_EQ(scrubbed(text), text);
}

/// A number of this format whose check digits are right; `random` decides.
std::string make_number(const national::NationalId& id, std::mt19937& random) {
  const auto any_of = [&random](std::string_view characters) {
    return characters[std::uniform_int_distribution<std::size_t>(0, characters.size() - 1)(random)];
  };
  constexpr std::string_view digits = "0123456789";
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr int most_tries = 5'000'000;
  for (int i = 0; i < most_tries; ++i) {
    std::string number;
    std::string checked;
    for (const char c : id.format) {
      const bool is_digit = c == '9' || c == '*';
      number += is_digit ? any_of(digits) : c == 'A' ? any_of(letters) : c;
      if (is_digit || c == 'A') checked += number.back();
    }
    if (id.check(checked)) return number;
  }
  return {};
}

TEST(NationalIds, AreFoundInEveryFormatOfTheTable) {
  std::mt19937 random(20261121);
  for (const national::NationalId& id : national::national_ids) {
    const std::string number = make_number(id, random);
    ASSERT_FALSE(number.empty()) << id.format << ' ' << id.source;
    std::string text(id.words == national::any_word ? "SSN"
                                                    : id.words.substr(0, id.words.find('|')));
    text += text.empty() ? "" : ": ";
    // Some look like a card or a telephone as well, which leaves as little of them.
    const std::string out = scrubbed(text + number);
    EXPECT_TRUE(out.starts_with(text + '[') && out.ends_with(']'))
        << text << number << " became " << out << ", " << id.source;
  }
}

TEST(NationalIds, AreFoundWhereverTheirNameStands) {
  constexpr Case cases[] = {
      {R"({"tax_id": "86095742719"})", R"({"tax_id": "[NATIONAL_ID]"})"},
      {"userCpf=52998224725", "userCpf=[NATIONAL_ID]"},
      {"PAN ABCPE1234F was sent", "PAN [NATIONAL_ID] was sent"},
      {"HKID A123456(3)", "HKID [NATIONAL_ID]"},
      {"NIE X-1234567-L", "NIE [NATIONAL_ID]"},
      {"\xe8\xba\xab\xe4\xbb\xbd\xe8\xad\x89 A1234563",
       "\xe8\xba\xab\xe4\xbb\xbd\xe8\xad\x89 [NATIONAL_ID]"},
      {"AHV 756.9217.0769.85", "AHV [NATIONAL_ID]"},
  };
  expect_all(cases);
}

TEST(NationalIds, AreNotFoundWithAWrongCheckDigitOrAnotherMeaning) {
  constexpr std::string_view texts[] = {
      "CPF 529.982.247-26",
      "AHV 756.9217.0769.86",
      "CURP of RFC2119 and ISO8601",
      "part ABCXE1234F",  // no kind of holder has an X
      "sku_ABCPE1234F9",
      "commit 1234567890 of 9999999999",
      "order 1234567890, ticket 12345678-9",
  };
  expect_unchanged(texts);
}

TEST(Documents, AreFoundByTheWordBefore) {
  constexpr Case cases[] = {
      {"passport no. X12345678", "passport no. [NATIONAL_ID]"},
      {R"({"passport_number":"C01X00T47"})", R"({"passport_number":"[NATIONAL_ID]"})"},
      {"Reisepass: C01X00T47, ja", "Reisepass: [NATIONAL_ID], ja"},
      {"driver's license D1234567", "driver's license [NATIONAL_ID]"},
      {"drivers_license=D123-4567-8901", "drivers_license=[NATIONAL_ID]"},
      {"VIN: 1HGCM82633A004352", "VIN: [NATIONAL_ID]"},
      {"bank account 001234567890", "bank account [IBAN]"},
      {"routing number 021000021", "routing number [NATIONAL_ID]"},
  };
  expect_all(cases);
}

TEST(Documents, AreNotFoundInOtherWords) {
  constexpr std::string_view texts[] = {
      "passport 0.6.0 and passport-local 1.0.12", "const passport = require('passport');",
      "the passport office has 1200 clerks",      "driving 12345678 miles",
      "provincial 1HGCM82633A004352 is a part",
  };
  expect_unchanged(texts);
}

TEST(Numbers, OfCallsArticlesAndRowsAreNobodys) {
  constexpr std::string_view texts[] = {
      "call_id 439592785448, phone_id=11650605377701",
      "called 1234567 times, excellent 12 345 678",
      "EAN 4684847513501 and 4006381333931",  // the first passes the check of cards as well
      "id 820376546870376240",
      "sms sent 20241121",
      "http://169.254.169.254/latest",
      "identifier 1282042804 of uid=3435213388",
  };
  expect_unchanged(texts);
}

TEST(NumbersInOtherShapes, AreReadAsDigits) {
  constexpr Case cases[] = {
      // Of full width.
      {"\xef\xbc\x8b\xef\xbc\x94\xef\xbc\x99 \xef\xbc\x93\xef\xbc\x90 \xef\xbc\x91\xef\xbc\x92"
       "\xef\xbc\x93\xef\xbc\x94\xef\xbc\x95\xef\xbc\x96\xef\xbc\x97\xef\xbc\x98",
       "[PHONE]"},
      // Arabic.
      {"+\xd9\xa4\xd9\xa9 \xd9\xa3\xd9\xa0 \xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6\xd9\xa7"
       "\xd9\xa8",
       "[PHONE]"},
      // Blanks and hyphens that do not break.
      {"call +49\xc2\xa0"
       "30\xc2\xa0"
       "12345678 now",
       "call [PHONE] now"},
      {"card 4111\xe2\x80\xaf"
       "1111\xe2\x80\xaf"
       "1111\xe2\x80\xaf"
       "1111",
       "card [CARD]"},
      {"SSN 219\xe2\x80\x91"
       "09\xe2\x80\x91"
       "1234",
       "SSN [NATIONAL_ID]"},
  };
  expect_all(cases);
}

TEST(NumbersInOtherShapes, StayWhereTheyMeanNothing) {
  constexpr std::string_view texts[] = {
      "4\xc2\xa0"
      "000\xc2\xa0"
      "000 EUR",
      "\xef\xbc\x92\xef\xbc\x90\xef\xbc\x92\xef\xbc\x96\xef\xbc\x8c\xe5\xb9\xb4",
  };
  expect_unchanged(texts);
}

TEST(Phones, AreFoundByTheWordsOfOtherLanguages) {
  constexpr Case cases[] = {
      {"\xe0\xb9\x82\xe0\xb8\x97\xe0\xb8\xa3 02 123 4567",
       "\xe0\xb9\x82\xe0\xb8\x97\xe0\xb8\xa3 [PHONE]"},
      {"\xd9\x87\xd8\xa7\xd8\xaa\xd9\x81 050 123 4567", "\xd9\x87\xd8\xa7\xd8\xaa\xd9\x81 [PHONE]"},
  };
  expect_all(cases);
}

TEST(Phones, AreFoundAsCountriesGroupThem) {
  constexpr Case cases[] = {
      {"reach me at 0664 123456", "reach me at [PHONE]"},
      {"06 20 123 4567", "[PHONE]"},
      {"012-345 6789", "[PHONE]"},
      {"02-123-4567", "[PHONE]"},
      {"011 44 7700 900123", "[PHONE]"},
  };
  expect_all(cases);
}

TEST(Phones, AreNoOtherNumbersWithAZero) {
  constexpr std::string_view texts[] = {
      "campus 04-2103594 and 078-05-1120",
      "CHANGELOG.md#0520-2024-06-03",
      "2024-11-21 10:20:30 and 01-02-2026 09-30-15",
      "0012 0034 0056 and 0123 4567 89ab",
      "ISBN 0-306-40615-2",
  };
  expect_unchanged(texts);
}

TEST(Accounts, AreFoundInSmallLettersAndInGroupsOfLetters) {
  constexpr Case cases[] = {
      {"iban de89370400440532013000, ok", "iban [IBAN], ok"},
      {"gb82 west 1234 5698 7654 32", "[IBAN]"},
      {"IBANDE89370400440532013000", "IBAN[IBAN]"},
      {"RO49 AAAA 1B31 0075 9384 0000", "[IBAN]"},
      {"LC14 BOSL 1234 5678 9012 3456 7890 1234", "[IBAN]"},
      {"GI75 NWBK 0000 0000 7099 453", "[IBAN]"},
      {"RO69 BACX ABCD EFGH IJKL MNOP", "[IBAN]"},
  };
  expect_all(cases);
}

TEST(Accounts, AreNotFoundWithAWrongCheckDigit) {
  constexpr std::string_view texts[] = {
      "iban de89370400440532013001",
      "RO70 BACX ABCD EFGH IJKL MNOP",
      "the ab12 cdef wxyz of a table",
  };
  expect_unchanged(texts);
}

TEST(MailAddresses, AreFoundQuotedMaskedAndInOtherScripts) {
  constexpr Case cases[] = {
      {R"(to "john doe"@acme.com, now)", "to [EMAIL], now"},
      {"bob (at) acme (dot) com", "[EMAIL]"},
      {"write to bob.smith[at]acme.co.uk.", "write to [EMAIL]."},
      {"bob@acme.\xe4\xb8\xad\xe5\x9b\xbd\xe3\x80\x82", "[EMAIL]\xe3\x80\x82"},
      {"ivan@\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0.\xd1\x80\xd1\x84", "[EMAIL]"},
  };
  expect_all(cases);
}

TEST(MailAddresses, AreNoOtherWordsInBrackets) {
  constexpr std::string_view texts[] = {
      "look (at the end) of it",
      "https://user:pass@example.com/repo.git",
      "x[at] = y[at]; values[at].size()",
      "the value (at) position",
      "a (at) b",
  };
  expect_unchanged(texts);
}

TEST(Addresses, AreFoundAfterTheirNameAndAsEui64) {
  constexpr Case cases[] = {
      {"ip:2607:f8b0:4005:805::200e;", "ip:[IP];"},
      {R"("2a02:9607:e99b:ec68:adc9:e186:4e0b:eefa")", R"("[IP]")"},  // no line of .pgpass
      {"inet addr:2607:f8b0:4005:805::200e ", "inet addr:[IP] "},
      {"client ip: 5.9.1.2", "client ip: [IP]"},
      {"http://5.9.1.2/x", "http://[IP]/x"},
      {"00:1a:2b:ff:fe:3c:4d:5e", "[MAC]"},
      {"00-1A-2B-FF-FE-3C-4D-5E", "[MAC]"},
  };
  expect_all(cases);
}

TEST(Addresses, AreNoVersionsAndNoLoopback) {
  constexpr std::string_view texts[] = {
      "Git 1.7.12.14 Release Notes",
      "2.20.1.155.gb4ccea44db.dirty",
      "fixed in 2.8.11.40, 2.9.5",
      "| CVE-2019-16942 |   | 2.9.10.44 | jackson",
      "0000:0000:0000:0000:0000:0000:0000:0001",
      "see 5.9.1.2 of the manual",
      "x:1001:1001::/usr/bin/git-shell",
  };
  expect_unchanged(texts);
}

TEST(HomeFolders, AreFoundWhereverTheyAreMounted) {
  constexpr Case cases[] = {
      {"PATH=/usr/bin:/home/mkowalski/bin", "PATH=/usr/bin:/home/[HOME_PATH]/bin"},
      {"scp x host:/home/mkowalski/y", "scp x host:/home/[HOME_PATH]/y"},
      {"/nfs/home/mkowalski/x", "/nfs/home/[HOME_PATH]/x"},
      {"/cygdrive/c/Users/bsmith/x", "/cygdrive/c/Users/[HOME_PATH]/x"},
      {"file:///Users/bob%20smith/x", "file:///Users/[HOME_PATH]/x"},
      {R"(C:\Documents and Settings\bsmith\x)", R"(C:\Documents and Settings\[HOME_PATH]\x)"},
      {R"(\\fs01\users\bsmith\x)", R"(\\[HOST]\users\[HOME_PATH]\x)"},
  };
  expect_all(cases);
}

TEST(HomeFolders, OfManyMachinesTellNothing) {
  constexpr std::string_view texts[] = {
      "/home/prometheus/certs and /home/me/x and /Users/runner/work",
      "file:///home/.rustup/toolchains",
      "https://example.org/en/home/page and docs/home/page",
      R"(the regex \users\d+)",
  };
  expect_unchanged(texts);
}

}  // namespace
}  // namespace sotto::privacy
