// What a user adds to the scrubber: patterns and a callback.
#include <gtest/gtest.h>

#include <stdexcept>

#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {
namespace {

using Lines = std::vector<std::string>;

TextScrubber scrubber_of(const Config& config) {
  Lines problems;
  UserRules rules(config, problems);
  EXPECT_EQ(problems, Lines{});
  return TextScrubber({}, std::move(rules));
}

std::string scrub(TextScrubber& scrubber, std::string_view text) {
  std::string out = "before ";
  if (!scrubber.scrub(text, out)) {
    EXPECT_EQ(out, "before ");
    return std::string(text);
  }
  return out.substr(std::string_view("before ").size());
}

std::string scrub(const Config& config, std::string_view text) {
  TextScrubber scrubber = scrubber_of(config);
  return scrub(scrubber, text);
}

Lines problems_of(const Config& config) {
  Lines problems;
  const UserRules rules(config, problems);
  EXPECT_TRUE(rules.empty());
  return problems;
}

#if SOTTO_USE_RE2

TEST(UserRules, ReplaceWhatTheirPatternsMatchByTheirName) {
  const Config config{.scrub_rules = {{"order", R"(ORD-\d{4})"}, {"TEAM_1", "(?i)blue team"}}};
  EXPECT_EQ(scrub(config, "ORD-1234 and ORD-5678 of the Blue Team"),
            "[ORDER] and [ORDER] of the [TEAM_1]");
  EXPECT_EQ(scrub(config, "nothing of the kind"), "nothing of the kind");
}

TEST(UserRules, RunAfterTheBuiltInOnesAndLeaveMarkersAlone) {
  const Config config{.scrub_rules = {{"WORD", "[A-Z_]+"}, {"ALL", R"(\[.*\])"}}};
  TextScrubber scrubber = scrubber_of(config);
  const std::string once = scrub(scrubber, "mail a@b.org to BOB, [not A marker]");
  EXPECT_EQ(once, "mail [EMAIL] to [WORD], [not [WORD] marker]");
  EXPECT_EQ(scrub(scrubber, once), once);
}

TEST(UserRules, IgnoreEmptyMatchesAndKeepCharactersWhole) {
  EXPECT_EQ(scrub(Config{.scrub_rules = {{"X", "x*"}}}, "\xc3\xa4xx\xe2\x82\xac"),
            "\xc3\xa4[X]\xe2\x82\xac");
  EXPECT_EQ(scrub(Config{.scrub_rules = {{"BYTE", R"(\C)"}}}, "\xc3\xa4"), "[BYTE][BYTE]");
}

TEST(UserRules, TakeLinearTimeForPatternsThatRuinOthers) {
  const Config config{.scrub_rules = {{"BAD", "(a+)+$"}}};
  std::string text(1 << 17, 'a');
  text += 'b';
  EXPECT_EQ(scrub(config, text), text);
}

TEST(UserRules, ThatCannotBeUsedAreNamedWithoutTheirPattern) {
  EXPECT_EQ(problems_of(Config{.scrub_rules = {{"ORDER", "hunter2("}}}),
            Lines{"SOTTO_SCRUB_RULES: the pattern of ORDER is not one of RE2"});
  EXPECT_EQ(problems_of(Config{.scrub_rules = {{"hunter two", "a"}}}),
            Lines{"SOTTO_SCRUB_RULES: a name has 1 to 32 letters, digits and underscores"});
}

#else

TEST(UserRules, AreNamedOneByOneInABuildWithoutRe2) {
  EXPECT_EQ(problems_of(Config{.scrub_rules = {{"ORDER", "a"}, {"TEAM", "b"}}}),
            (Lines{"SOTTO_SCRUB_RULES: built without RE2, which the rule ORDER needs",
                   "SOTTO_SCRUB_RULES: built without RE2, which the rule TEAM needs"}));
}

#endif

TEST(ScrubCallback, SeesScrubbedTextAndChangesIt) {
  std::string seen;
  const Config config{.scrub_callback =
                          [](std::string& text, void* context) {
                            *static_cast<std::string*>(context) = text;
                            text += "!";
                          },
                      .scrub_context = &seen};
  EXPECT_EQ(scrub(config, "mail a@b.org"), "mail [EMAIL]!");
  EXPECT_EQ(seen, "mail [EMAIL]");
}

TEST(ScrubCallback, ThatThrowsDropsTheTextAndCountsIt) {
  TextScrubber scrubber = scrubber_of(
      Config{.scrub_callback = [](std::string&, void*) { throw std::runtime_error("hunter2"); }});
  EXPECT_EQ(scrub(scrubber, "a text"), "[SCRUB_FAILED]");
  EXPECT_EQ(scrubber.counts().failed, 1U);
}

TEST(ScrubCallback, MayNeitherBreakUtf8NorMakeATextTooLong) {
  TextScrubber scrubber = scrubber_of(Config{.scrub_callback = [](std::string& text, void*) {
    if (text == "break") {
      text = "\xff";
    } else {
      text.resize(most_scrubbed_bytes(text.size()) + 1, 'x');
    }
  }});
  EXPECT_EQ(scrub(scrubber, "break"), "[SCRUB_FAILED]");
  EXPECT_EQ(scrub(scrubber, "grow"), "[SCRUB_FAILED]");
  EXPECT_EQ(scrubber.counts().failed, 2U);
}

}  // namespace
}  // namespace sotto::privacy
