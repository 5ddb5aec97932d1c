// What is sent when there is no memory to scrub it with. A program of its own: it replaces new.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "privacy/record_scrubber.hpp"

namespace {
bool is_memory_short = false;
}  // namespace

void* operator new(std::size_t bytes) {
  void* const memory = is_memory_short ? nullptr : std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace sotto::privacy {
namespace {

TEST(WithoutMemory, ATextIsReplacedAndCountedAndNeverSentAsItIs) {
  constexpr std::string_view secret = "mail jane@doe.org about this and that";
  const Attribute attribute{"note", secret};
  SpanRecord raw;
  raw.name = secret;
  raw.input = secret;
  raw.status_message = secret;
  raw.attributes = {&attribute, 1};
  for (const auto policy : {CaptureContent::redacted, CaptureContent::full}) {
    Scrubber scrubber(policy, TextScrubber{});
    core::Arena arena;
    SpanRecord record = raw;
    is_memory_short = true;
    const auto scrubbed = scrubber.scrub(Unscrubbed<SpanRecord>(record), nullptr, arena);
    is_memory_short = false;
    EXPECT_EQ(scrubbed.get().name, "[SCRUB_FAILED]");
    EXPECT_EQ(scrubbed.get().input, "[SCRUB_FAILED]");
    EXPECT_EQ(scrubbed.get().status_message, "[SCRUB_FAILED]");
    EXPECT_TRUE(scrubbed.get().attributes.empty());
    EXPECT_EQ(scrubber.counts().failed, 4U);
  }
}

}  // namespace
}  // namespace sotto::privacy
