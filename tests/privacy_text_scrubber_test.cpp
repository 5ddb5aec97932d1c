#include <gtest/gtest.h>

#include "privacy/text_scrubber.hpp"
#include "tests/support/scrub_samples.hpp"

namespace sotto::privacy {
namespace {

using test::SecretSample;

std::string scrub(std::string_view text, LearnedSecrets learned = {}) {
  TextScrubber scrubber(std::move(learned));
  std::string out;
  return scrubber.scrub(text, out) ? out : std::string(text);
}

class EverySecret : public testing::TestWithParam<SecretSample> {};

TEST_P(EverySecret, IsReplaced) {
  const std::string scrubbed = scrub(GetParam().text);
  EXPECT_EQ(scrubbed, GetParam().scrubbed);
  EXPECT_EQ(scrubbed.find(GetParam().secret), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(, EverySecret, testing::ValuesIn(test::secret_samples()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(TextScrubber, LeavesBenignTextAlone) {
  for (const std::string_view text : test::benign_samples()) {
    TextScrubber scrubber;
    std::string out = "before";
    EXPECT_FALSE(scrubber.scrub(text, out)) << out;
    EXPECT_EQ(out, "before");
  }
}

TEST(TextScrubber, AppendsToWhatIsThere) {
  TextScrubber scrubber;
  std::string out = "before ";
  EXPECT_TRUE(scrubber.scrub("mail a@b.org", out));
  EXPECT_EQ(out, "before mail [EMAIL]");
}

TEST(TextScrubber, ReplacesSeveralSecretsInOneText) {
  EXPECT_EQ(scrub("a@b.org, 10.1.2.3 and /home/alice"), "[EMAIL], [IP] and /home/[HOME_PATH]");
}

TEST(TextScrubber, ReadsPastCharactersThatNobodySees) {
  EXPECT_EQ(scrub("use ghp_16C7e42F292c\xe2\x80\x8b"
                  "6912E7710c838347Ae178B4a now"),
            "use [TOKEN] now");
}

TEST(TextScrubber, CountsFieldsAndReplacementsByKind) {
  TextScrubber scrubber;
  std::string out;
  scrubber.scrub("a@b.org c@d.org", out);
  scrubber.scrub("nothing", out);
  EXPECT_EQ(scrubber.counts().fields, 2U);
  EXPECT_EQ(scrubber.counts().replaced[static_cast<std::size_t>(SecretKind::email)], 2U);
  EXPECT_EQ(scrubber.counts().replaced[static_cast<std::size_t>(SecretKind::ip)], 0U);
}

TEST(TextScrubber, ReplacesLearnedValuesWhereverTheyStand) {
  const LearnedSecrets learned{.values = {"correct-horse", "correct-horse-battery"},
                               .names = {"alice", "devbox"},
                               .home = "/srv/people/alice"};
  EXPECT_EQ(scrub("xcorrect-horse-batteryx", learned), "x[LEARNED]x");
  EXPECT_EQ(scrub("correct-horse", learned), "[LEARNED]");
  EXPECT_EQ(scrub("/srv/people/alice/x", learned), "[HOME_PATH]/x");
}

TEST(TextScrubber, ReplacesLearnedNamesAsWholeWordsOnly) {
  const LearnedSecrets learned{.values = {}, .names = {"alice", "devbox"}, .home = {}};
  EXPECT_EQ(scrub("alice@devbox: malice, alices", learned), "[LEARNED]@[LEARNED]: malice, alices");
}

TEST(TextScrubber, LearnsNothingThatIsTooShortOrPartOfItsMarkers) {
  const LearnedSecrets learned{.values = {"abc"}, .names = {"TOKEN", "bob"}, .home = "/"};
  EXPECT_EQ(scrub("abc bob / TOKEN", learned), "abc bob / TOKEN");
}

TEST(TextScrubber, NamesEveryKind) {
  EXPECT_EQ(to_string(SecretKind::api_key), "API_KEY");
  EXPECT_EQ(marker(SecretKind::learned), "[LEARNED]");
}

TEST(TextScrubber, GivesUpOnATextThatChangesAgainAndAgain) {
  // Every replacement and the letter after it are a learned value again.
  LearnedSecrets learned;
  learned.values = {"Zq81!w", "[LEARNED]a"};
  TextScrubber scrubber(learned);
  std::string out;
  EXPECT_TRUE(scrubber.scrub("Zq81!waaa.", out));
  EXPECT_EQ(out, "[LEARNED].");
  EXPECT_EQ(scrubber.counts().failed, 0U);
  out.clear();
  EXPECT_TRUE(scrubber.scrub("Zq81!w" + std::string(40, 'a') + " and what stands behind", out));
  EXPECT_EQ(out, failed_text);
  EXPECT_EQ(scrubber.counts().failed, 1U);
}

}  // namespace
}  // namespace sotto::privacy
