// Tags tell equal secrets of one process to be equal, and nothing else: [EMAIL#a1b2].

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/config.hpp>

#include "privacy/record_scrubber.hpp"
#include "privacy/scrub/tags.hpp"
#include "privacy/text_scrubber.hpp"
#include "tests/support/scrub_samples.hpp"

namespace sotto::privacy {
namespace {

std::string scrub(TextScrubber& scrubber, std::string_view text) {
  std::string out;
  return scrubber.scrub(text, out) ? out : std::string(text);
}

TextScrubber tagged(const Config& config = {}) {
  std::vector<std::string> problems;
  UserRules rules(config, problems);
  EXPECT_TRUE(problems.empty());
  return TextScrubber({}, std::move(rules), Tags::on);
}

/// All markers of the text that have a tag.
std::vector<std::string> markers_in(const std::string& text) {
  std::vector<std::string> markers;
  for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1)) {
    if (tag_at(std::string_view(text).substr(at)) == 0) continue;
    const std::size_t begin = text.rfind('[', at);
    markers.push_back(text.substr(begin, at + tag_bytes + 1 - begin));
  }
  return markers;
}

std::string without_tags(std::string text) {
  for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1)) {
    const std::string_view rest = std::string_view(text).substr(at);
    if (rest.substr(tag_at(rest)).starts_with(']')) text.erase(at, tag_at(rest));
  }
  return text;
}

TEST(ScrubTags, TellEqualSecretsFromOthers) {
  TextScrubber scrubber = tagged();
  // Eight texts: two of them have one tag by chance in one of 2,340 runs, all of them never.
  const std::string out =
      scrub(scrubber, "a@b.org c@b.org d@b.org e@b.org f@b.org g@b.org h@b.org a@b.org");
  EXPECT_EQ(without_tags(out), "[EMAIL] [EMAIL] [EMAIL] [EMAIL] [EMAIL] [EMAIL] [EMAIL] [EMAIL]");
  const std::vector<std::string> found = markers_in(out);
  ASSERT_EQ(found.size(), 8U);
  EXPECT_EQ(found.front(), found.back());
  EXPECT_NE(std::count(found.begin(), found.end(), found.front()), 8);
}

TEST(ScrubTags, AreTheSameInAllOfAProcess) {
  TextScrubber one = tagged();
  TextScrubber other = tagged();
  EXPECT_EQ(scrub(one, "to a@b.org"), scrub(other, "to a@b.org"));
}

TEST(ScrubTags, AreOfTheTextWhateverItsKind) {
  TextScrubber in_text = tagged();
  const std::string secret = "hunter2x9-hunter2x9";
  const std::string tag = markers_in(scrub(in_text, "password=" + secret)).at(0).substr(9);

  TextScrubber learned({.values = {secret}, .names = {}, .home = {}}, {}, Tags::on);
  EXPECT_EQ(scrub(learned, "it is " + secret), "it is [LEARNED" + tag);

  Scrubber records(CaptureContent::redacted, tagged());
  core::Arena arena;
  const Attribute attribute{"password", secret};
  SpanRecord span{};
  span.attributes = std::span(&attribute, 1);
  const auto scrubbed = records.scrub(Unscrubbed<SpanRecord>(span), nullptr, arena);
  EXPECT_EQ(scrubbed.get().attributes[0].value.text(), "[PASSWORD" + tag);
}

TEST(ScrubTags, StandWhereverAMarkerStands) {
  TextScrubber plain;
  TextScrubber scrubber = tagged();
  for (const auto& sample : test::secret_samples()) {
    const std::string once = scrub(scrubber, sample.text);
    EXPECT_EQ(without_tags(once), scrub(plain, sample.text));
    EXPECT_EQ(scrub(scrubber, once), once) << "a marker with a tag is never changed again";
    EXPECT_EQ(scrub(plain, once), once) << "nor by a scrubber without tags";
  }
}

TEST(ScrubTags, NeedNoMoreRoomThanIsPromised) {
  TextScrubber scrubber = tagged();
  for (const std::string_view text :
       {"{\"cvv\":1}", "pin=1&pin=2&pin=3", "ssn=1 ssn=2", "key=1;key=2", "a://b:c@d"}) {
    std::string many;
    for (int i = 0; i < 100; ++i) many.append(text).append(" ");
    EXPECT_LE(scrub(scrubber, many).size(), most_scrubbed_bytes(many.size())) << text;
  }
}

TEST(ScrubTags, LeaveSecretsAloneThatAMarkerMayHold) {
  EXPECT_TRUE(can_stand_in_marker("TOKEN", "[TOKEN]"));
  EXPECT_TRUE(can_stand_in_marker("KEN#0f", "[TOKEN]"));
  EXPECT_TRUE(can_stand_in_marker("#a1b2]", "[TOKEN]"));
  EXPECT_FALSE(can_stand_in_marker("KEN#0g", "[TOKEN]"));
  EXPECT_FALSE(can_stand_in_marker("TOKENS", "[TOKEN]"));
  TextScrubber scrubber({.values = {"KEY#a1", "JWT#0]", "[IP#ab"}, .names = {}, .home = {}}, {},
                        Tags::on);
  for (const std::string_view text : {"[API_KEY#a1b2]", "[IP#ab00]"}) {
    EXPECT_EQ(scrub(scrubber, text), text);
  }
}

TEST(ScrubTags, AreHandedOnByTheUsersCallback) {
  const Config config{.scrub_callback = [](std::string& text, void*) { text += "!"; }};
  TextScrubber scrubber = tagged(config);
  EXPECT_EQ(without_tags(scrub(scrubber, "a@b.org")), "[EMAIL]!");
}

#if SOTTO_USE_RE2
TEST(ScrubTags, StandInTheMarkersOfTheUsersRules) {
  const Config config{.scrub_rules = {{"ORDER", R"(ORD-\d{4})"}, {"ALL", "[A-Z0-9a-f#_]+"}}};
  TextScrubber scrubber = tagged(config);
  const std::string once = scrub(scrubber, "ORD-1234, ORD-1234: a@b.org");
  EXPECT_EQ(without_tags(once), "[ORDER], [ORDER]: [EMAIL]");
  EXPECT_EQ(markers_in(once).at(0), markers_in(once).at(1));
  EXPECT_EQ(scrub(scrubber, once), once);
}
#endif

}  // namespace
}  // namespace sotto::privacy
