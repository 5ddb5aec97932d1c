#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "privacy/scrub/windows.hpp"
#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {
namespace {

using List = std::vector<std::pair<std::size_t, std::size_t>>;

List list(const Windows& windows) {
  List found;
  for (const auto& window : windows) found.emplace_back(window.begin, window.end);
  return found;
}

TEST(Windows, GoFromBlankToBlankAroundWhatIsNew) {
  const std::string word(100, 'x');
  const std::string text = word + " " + word + " " + word + " " + word + " " + word;
  Windows windows;
  windows.add(250, 260);
  windows.widen(text);
  EXPECT_EQ(list(windows), (List{{101, 404}}));
}

TEST(Windows, OfTheSamePlaceAreOne) {
  const std::string text(1'000, 'x');
  Windows windows;
  windows.add(100, 110);
  windows.add(600, 610);
  windows.widen(text);
  EXPECT_EQ(list(windows), (List{{0, 1'000}}));
}

TEST(Windows, DoNotBeginOrEndAtALineEnd) {
  std::string text;
  while (text.size() < 100) text += "a ";
  text += std::string(90, 'x') + "\n> " + std::string(90, 'x') + " b c";
  Windows windows;
  windows.add(250, 251);
  windows.widen(text);
  EXPECT_EQ(list(windows), (List{{100 - 64, text.size()}}));
}

std::string scrub(std::string_view text) {
  TextScrubber scrubber;
  std::string out;
  return scrubber.scrub(text, out) ? out : std::string(text);
}

// What is found far behind the word that leads to it hides nothing in between.
TEST(TextScrubber, SearchesWhatAFindingHasSkipped) {
  const std::string between(200, '.');
  EXPECT_EQ(scrub("PuTTY-User-Key-File-3: x\nmail a.b@mail.example " + between +
                  " c@mail.example\nPrivate-Lines: 1\nAAAA\n"),
            "PuTTY-User-Key-File-3: x\nmail [EMAIL] " + between + " [EMAIL]\n[PRIVATE_KEY]\n");
}

// What was decoded once may have to be decoded again, whatever stands beside it.
TEST(TextScrubber, DecodesEveryLayerOfEveryPart) {
  const std::string far(300, '.');
  EXPECT_EQ(scrub("ASIA\xe2\x80\x8bRLXIEJ\nY5Y3H772TJ " + far + " %61"),
            "[API_KEY] " + far + " %61");
}

}  // namespace
}  // namespace sotto::privacy
