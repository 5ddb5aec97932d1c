#include <gtest/gtest.h>

#include <random>
#include <string>

#include "core/text.hpp"
#include "privacy/scrub/vendor_keys.hpp"

namespace sotto::privacy {
namespace {

/// A body of `bytes` random characters of the row's alphabet, a word character first and last, and
/// without the marks that vendors set sparingly: the search begins at 15 others in a row.
std::string body(const VendorKey& key, std::size_t bytes, std::mt19937& random) {
  constexpr std::string_view sparing = "=.~";
  constexpr std::size_t run_bytes = 15;
  std::string text;
  std::size_t run = 0;
  while (text.size() < bytes) {
    const char c = static_cast<char>(random() % 128);
    const bool is_end = text.empty() || text.size() + 1 == bytes;
    const bool is_mark = !is_in(Alphabet::url_safe, c);
    if (!is_in(key.alphabet, c) || sparing.find(c) != std::string_view::npos ||
        (is_mark && run < run_bytes) || (is_end && !is_in(Alphabet::base62, c)))
      continue;
    text += c;
    run = is_mark ? 0 : run + 1;
  }
  return text;
}

TEST(VendorKeys, AreMoreThanAHundredAndSixtyFormatsWithSourceAndDate) {
  EXPECT_GE(vendor_keys().size(), 160U);
  for (const VendorKey& key : vendor_keys()) {
    EXPECT_GE(key.prefix.size(), 2U);
    EXPECT_NE(key.source.find('.'), std::string_view::npos) << key.prefix;
    EXPECT_EQ(key.date.size(), std::string_view("2026-11").size()) << key.prefix;
    EXPECT_TRUE(key.most == 0 || key.most >= key.least) << key.prefix;
  }
}

TEST(VendorKeys, AreReplacedInEveryFormatOfTheTable) {
  std::mt19937 random{7};  // NOLINT: the same keys in every run
  TextScrubber scrubber;
  for (const VendorKey& key : vendor_keys()) {
    for (const std::size_t bytes : {key.least, key.most == 0 ? key.least : key.most}) {
      const std::string secret = body(key, bytes, random);
      std::string out;
      scrubber.scrub("use \"" + std::string(key.prefix) + secret + "\" now", out);
      EXPECT_EQ(out, "use \"" + std::string(marker(key.kind)) + "\" now")
          << key.prefix << " " << secret;
    }
  }
}

TEST(VendorKeys, AreNotThereWithoutTheirLength) {
  std::mt19937 random{8};  // NOLINT: the same keys in every run
  TextScrubber scrubber;
  for (const VendorKey& key : vendor_keys()) {
    const std::string text = "use " + std::string(key.prefix) + body(key, 6, random) + " now";
    std::string out;
    EXPECT_FALSE(scrubber.scrub(text, out)) << text << " became " << out;
  }
}

TEST(VendorKeys, WithARightChecksumAreBelieved) {
  // Of 30 digits the CRC-32 in base 62, as `crc32` and `bc` tell.
  const std::string_view key = "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";
  EXPECT_TRUE(has_right_checksum(Check::crc32_base62, key.substr(4)));
  EXPECT_FALSE(has_right_checksum(Check::crc32_base62, "0QWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"));
  EXPECT_FALSE(has_right_checksum(Check::crc32_base62, "short"));
  TextScrubber scrubber;
  std::string out;
  EXPECT_TRUE(scrubber.scrub("my-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", out));
  EXPECT_EQ(out, "my-[TOKEN]");
}

}  // namespace
}  // namespace sotto::privacy
