#include <gtest/gtest.h>

#include <string>

#include "privacy/record_scrubber.hpp"
#include "privacy/text_memo.hpp"

namespace sotto::privacy {
namespace {

TEST(TextMemo, KnowsATextByItsBytesAndNotByItsHash) {
  constexpr std::uint64_t same_hash = 7;
  const std::string_view texts[] = {"abcdefgh", "abcdefgX", "abcdefghi", "Xbcdefgh",
                                    "a",        "",         "abcdefgh"};
  for (const std::string_view known : texts) {
    for (const std::string_view other : texts) {
      TextMemo memo;
      if (TextMemo::Row* const row = memo.find(known, same_hash)) row->is_clean = true;
      const TextMemo::Row* const row = memo.find(other, same_hash);
      EXPECT_EQ(row != nullptr && row->is_clean, !other.empty() && other == known)
          << known << " and " << other;
    }
  }
}

TEST(TextMemo, ForgetsATextWhoseRowAnotherTook) {
  TextMemo memo;
  memo.find("first", 7)->is_clean = true;
  memo.find("second", 7);
  EXPECT_FALSE(memo.find("first", 7)->is_clean);
}

TEST(TextMemo, HasNoRowForLongTexts) {
  TextMemo memo;
  const std::string longest(TextMemo::longest, 'x');
  EXPECT_EQ(memo.find(longest, 7)->text(), longest);
  EXPECT_EQ(memo.find(longest + 'x', 7), nullptr);
}

TEST(TextMemo, KnowsWhatAValueIsByItsName) {
  TextMemo memo;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(memo.find("db_password", 1)->name_kind(), SecretKind::password);
    EXPECT_EQ(memo.find("x-api-key", 2)->name_kind(), SecretKind::api_key);
    EXPECT_EQ(memo.find("max_tokens", 3)->name_kind(), std::nullopt);
  }
}

/// The name of a span that has passed the scrubber.
std::string scrub_name(Scrubber& scrubber, std::string_view name) {
  core::Arena arena;
  SpanRecord raw;
  raw.name = name;
  return std::string(scrubber.scrub(Unscrubbed(raw), nullptr, arena).get().name);
}

TEST(RememberedTexts, AreScrubbedAnewByAScrubberThatHasLearnedMore) {
  Scrubber scrubber(CaptureContent::redacted, TextScrubber());
  EXPECT_EQ(scrub_name(scrubber, "ask hortensia"), "ask hortensia");
  LearnedSecrets learned;
  learned.values = {"hortensia"};
  scrubber = Scrubber(CaptureContent::redacted, TextScrubber(learned));
  EXPECT_EQ(scrub_name(scrubber, "ask hortensia"), "ask [LEARNED]");
}

TEST(RememberedTexts, AreFewerThanThoseThatAreSeen) {
  Scrubber scrubber(CaptureContent::redacted, TextScrubber());
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 5000; ++i) {
      const std::string name = "step" + std::to_string(i);
      EXPECT_EQ(scrub_name(scrubber, name), name);
      EXPECT_EQ(scrub_name(scrubber, name + "@mail.org"), "[EMAIL]");
    }
  }
}

TEST(RememberedTexts, AreCountedAsOthersAre) {
  Scrubber scrubber(CaptureContent::redacted, TextScrubber());
  for (std::uint64_t i = 1; i <= 3; ++i) {
    scrub_name(scrubber, "clean");
    EXPECT_EQ(scrubber.counts().fields, 2 * i - 1);
    scrub_name(scrubber, "jane@doe.org");
    EXPECT_EQ(scrubber.counts().fields, 2 * i);
    EXPECT_EQ(scrubber.counts().replaced[static_cast<std::size_t>(SecretKind::email)], i);
  }
}

TEST(RememberedTexts, AreRepairedEachTime) {
  Scrubber scrubber(CaptureContent::redacted, TextScrubber());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(scrub_name(scrubber, "a\xff"), "a\xef\xbf\xbd");
}

TEST(RememberedTexts, DoNotMixUpAKeyAndItsValue) {
  Scrubber scrubber(CaptureContent::redacted, TextScrubber());
  core::Arena arena;
  // Every key and every value, also where they take each other's row.
  for (int i = 0; i < 3000; ++i) {
    const std::string key = "key" + std::to_string(i);
    const std::string value = "value" + std::to_string(i) + "@mail.org";
    const Attribute list[] = {{key, value}, {value, key}};
    SpanRecord raw;
    raw.attributes = list;
    const auto clean = scrubber.scrub(Unscrubbed(raw), nullptr, arena).get().attributes;
    ASSERT_EQ(clean[0].key, key);
    ASSERT_EQ(clean[0].value.text(), "[EMAIL]");
    ASSERT_EQ(clean[1].key, "[EMAIL]");
    ASSERT_EQ(clean[1].value.text(), key);
  }
}

}  // namespace
}  // namespace sotto::privacy
