#include <gtest/gtest.h>

#include <iterator>
#include <string>

#include "core/siphash.hpp"

namespace sotto::core {
namespace {

/// Of the reference implementation, https://github.com/veorq/SipHash, vectors.h: the key is the
/// bytes 0 to 15, the n-th text the bytes 0 to n - 1. There, as bytes; here, as numbers.
constexpr std::uint64_t vectors[] = {
    0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
    0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
    0x93f5f5799a932462, 0x9e0082df0ba9e4b0, 0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7,
    0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee, 0xa129ca6149be45e5};

TEST(SipHash, IsWhatTheReferenceImplementationGives) {
  std::string text;
  for (std::size_t i = 0; i < std::size(vectors); ++i) {
    EXPECT_EQ(siphash({0x0706050403020100, 0x0f0e0d0c0b0a0908}, text), vectors[i]) << i << " bytes";
    text += static_cast<char>(i);
  }
}

TEST(SipHash, DependsOnEveryBitOfTheKeyAndTheText) {
  const std::uint64_t hash = siphash({1, 2}, "a text of some length");
  EXPECT_NE(siphash({0, 2}, "a text of some length"), hash);
  EXPECT_NE(siphash({1, std::uint64_t{1} << 63}, "a text of some length"), hash);
  EXPECT_NE(siphash({1, 2}, "a text of some lengtH"), hash);
  EXPECT_NE(siphash({1, 2}, std::string_view("a text of some length", 22)), hash) << "a null more";
}

}  // namespace
}  // namespace sotto::core
