// Any bytes: no crash, nothing is written when nothing was found, scrubbing the result again
// changes nothing, the result grows no more than documented and stays valid UTF-8, all of it with
// tags and without, and every instruction set classifies alike.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/utf8.hpp"
#include "privacy/scrub/byte_classes.hpp"
#include "privacy/text_scrubber.hpp"

namespace {

using namespace sotto::privacy;

void compare_instruction_sets(std::string_view text) {
  if (text.size() < block_bytes + bytes_after_blocks) return;
  const std::size_t blocks = (text.size() - bytes_after_blocks) / block_bytes;
  std::vector<ByteClasses> expected(blocks);
  std::vector<ByteClasses> classes(blocks);
  classify_scalar(text.data(), blocks, expected.data());
  std::size_t count = 0;
  const InstructionSet* sets = instruction_sets(count);
  for (std::size_t i = 0; i < count; ++i) {
    sets[i].classify(text.data(), blocks, classes.data());
    if (std::memcmp(classes.data(), expected.data(), blocks * sizeof(ByteClasses)) != 0) {
      std::abort();
    }
  }
}

void scrub_twice(std::string_view text, Tags tags) {
  TextScrubber scrubber({}, {}, tags);
  std::string once;
  if (!scrubber.scrub(text, once)) {
    if (!once.empty()) std::abort();
    return;
  }
  if (once.size() > most_scrubbed_bytes(text.size())) std::abort();
  if (sotto::core::is_utf8(text) && !sotto::core::is_utf8(once)) std::abort();
  std::string twice;
  if (scrubber.scrub(once, twice)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  compare_instruction_sets(text);
  scrub_twice(text, Tags::off);
  scrub_twice(text, Tags::on);
  return 0;
}
