// Large memory that comes straight from the system and goes back to it.

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "core/os_pages.hpp"

namespace sotto::core {
namespace {

constexpr std::size_t large = 1 << 20;

/// Whether the system has a page there: msync says ENOMEM where it has none.
bool is_mapped(const void* address) {
  return msync(const_cast<void*>(address), 1, MS_ASYNC) == 0;
}

TEST(Pages, AreZeroedAlignedAndMappedWhileTheyLive) {
  const std::byte* address = nullptr;
  {
    const Pages pages(large);
    ASSERT_TRUE(pages);
    address = pages.data();
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(address) %
                  static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE)),
              0U);
    EXPECT_EQ(pages.size(), large);
    for (std::size_t i = 0; i < large; i += 4096) EXPECT_EQ(address[i], std::byte{0});
    EXPECT_TRUE(is_mapped(address));
  }
  EXPECT_FALSE(is_mapped(address));
}

TEST(Pages, GoWithTheirOwner) {
  Pages first(large);
  const std::byte* const address = first.data();
  Pages second(std::move(first));
  EXPECT_FALSE(first);  // NOLINT: empty once it was moved from
  EXPECT_EQ(second.data(), address);
  Pages third;
  third = std::move(second);
  EXPECT_EQ(third.data(), address);
}

TEST(Pages, AreEmptyWhenMemoryIsShortAndLeaveErrnoAlone) {
  errno = EPIPE;
  const Pages pages(std::size_t{1} << 60);
  EXPECT_FALSE(pages);
  EXPECT_EQ(errno, EPIPE);
}

TEST(PageAllocator, KeepsWhatIsLargeOutOfMalloc) {
  std::vector<int, PageAllocator<int>> numbers;
  for (int i = 0; i < 1'000'000; ++i) numbers.push_back(i);
  for (int i = 0; i < 1'000'000; i += 1000) EXPECT_EQ(numbers[static_cast<std::size_t>(i)], i);
  const int* const address = numbers.data();
  EXPECT_TRUE(is_mapped(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(address) &
                                                      ~std::uintptr_t{4095})));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(address) % 4096, 0U);
  numbers.clear();
  numbers.shrink_to_fit();
  EXPECT_FALSE(is_mapped(address));
}

TEST(PageAllocator, ThrowsWhenMemoryIsShort) {
  std::vector<int, PageAllocator<int>> numbers;
  EXPECT_THROW(numbers.reserve(std::size_t{1} << 58), std::bad_alloc);
}

}  // namespace
}  // namespace sotto::core
