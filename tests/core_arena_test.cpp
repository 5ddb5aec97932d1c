#include <gtest/gtest.h>

#include <string>

#include "core/arena.hpp"

namespace sotto::core {
namespace {

constexpr std::size_t block_bytes = 64 << 10;

TEST(Arena, AlignsWhatIsMadeInIt) {
  Arena arena;
  for (std::size_t odd = 1; odd < 20; ++odd) {
    arena.allocate(odd, 1);
    const auto at = reinterpret_cast<std::uintptr_t>(arena.make_array<double>(odd).data());
    EXPECT_EQ(at % alignof(double), 0U);
  }
}

TEST(Arena, KeepsTextsOfEveryLength) {
  Arena arena;
  const std::string text = "what stands here is longer than any piece that is copied at once";
  std::vector<std::string_view> copies;
  for (std::size_t size = 0; size <= text.size(); ++size) {
    copies.push_back(arena.copy(text.substr(0, size)));
  }
  for (std::size_t size = 0; size <= text.size(); ++size) {
    EXPECT_EQ(copies[size], text.substr(0, size));
  }
}

TEST(Arena, TakesWhatIsLargerThanItsBlocks) {
  Arena arena;
  const std::string_view small = arena.copy("small");
  const std::string large(3 * block_bytes, 'x');
  EXPECT_EQ(arena.copy(large), large);
  EXPECT_EQ(arena.copy("behind it"), "behind it");
  EXPECT_EQ(small, "small");
}

TEST(Arena, UsesItsMemoryAgain) {
  Arena arena;
  const auto fill = [&arena] {
    for (int i = 0; i < 10; ++i) arena.allocate(block_bytes / 2, 8);
  };
  fill();
  const std::size_t held = arena.held_bytes();
  EXPECT_EQ(arena.bytes(), held);
  arena.clear();
  EXPECT_EQ(arena.bytes(), block_bytes);
  EXPECT_EQ(arena.held_bytes(), held);
  fill();
  EXPECT_EQ(arena.held_bytes(), held);
}

TEST(Arena, GivesBackWhatWasMoreThanUsual) {
  Arena arena;
  arena.allocate(8 * block_bytes, 8);
  for (int i = 0; i < 100; ++i) arena.allocate(block_bytes, 8);
  arena.clear();
  EXPECT_EQ(arena.held_bytes(), 20 * block_bytes);
}

#if defined(__SANITIZE_ADDRESS__)
TEST(ArenaDeathTest, CannotBeReadWhereNothingIsMade) {
  Arena arena;
  const std::string_view text = arena.copy("twelve bytes");
  const auto read = [&text](std::size_t i) {
    const volatile char* const at = text.data() + i;  // it is read, whatever becomes of it
    return *at;
  };
  EXPECT_DEATH(read(text.size()), "use-after-poison");
  arena.clear();
  EXPECT_DEATH(read(0), "use-after-poison");
}
#endif

}  // namespace
}  // namespace sotto::core
