#include <gtest/gtest.h>

#include "transport/spool_record.hpp"

namespace sotto::transport {
namespace {

const std::string body = "the body of a request";

std::string sample() {
  return to_spool_file(
      {.destination = 0x0123456789abcdef, .written_unix_ms = 1'700'000'000'000, .spans = 3}, body);
}

TEST(SpoolRecord, ComesBackAsItWas) {
  for (const bool is_gzip : {false, true}) {
    SpoolHead head{.destination = 7, .written_unix_ms = 12, .spans = 512, .is_gzip = is_gzip};
    const std::string file = to_spool_file(head, body);
    head.body_bytes = static_cast<std::uint32_t>(body.size());
    EXPECT_EQ(read_spool_head(file), head);
    EXPECT_EQ(read_spool_body(file), body);
  }
}

TEST(SpoolRecord, HasTheLayoutThatStays) {
  using namespace std::string_view_literals;
  EXPECT_EQ(sample().substr(0, 36),
            "sottosp\x01"
            "\xef\xcd\xab\x89\x67\x45\x23\x01"
            "\x00\x68\xe5\xcf\x8b\x01\x00\x00"
            "\x03\x00\x00\x00"
            "\x00\x00\x00\x00"
            "\x15\x00\x00\x00"sv);
}

TEST(SpoolRecord, CannotBeReadWhenItIsTornAnywhere) {
  const std::string file = sample();
  for (std::size_t bytes = 0; bytes < file.size(); ++bytes) {
    EXPECT_FALSE(read_spool_body(std::string_view(file).substr(0, bytes))) << bytes;
  }
  EXPECT_FALSE(read_spool_body(file + "x"));
}

TEST(SpoolRecord, CannotBeReadWhenAnyBitIsWrong) {
  const std::string file = sample();
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    std::string damaged = file;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(read_spool_body(damaged)) << bit;
  }
}

TEST(SpoolRecord, HasSpans) {
  EXPECT_FALSE(read_spool_head(to_spool_file({.spans = 0}, body)));
}

TEST(SpoolRecord, IsAsOldAsTheClockSaysAndNeverLess) {
  EXPECT_GT(SpoolHead{.written_unix_ms = 0}.age(), std::chrono::years(50));
  EXPECT_EQ(SpoolHead{.written_unix_ms = INT64_MAX}.age(), std::chrono::milliseconds(0));
}

TEST(SpoolDestinationKey, DependsOnNameUrlAndContentType) {
  const auto key = destination_key("otlp", "http://a/", "x/y");
  EXPECT_EQ(key, destination_key("otlp", "http://a/", "x/y"));
  EXPECT_NE(key, destination_key("otlp2", "http://a/", "x/y"));
  EXPECT_NE(key, destination_key("otlp", "http://b/", "x/y"));
  EXPECT_NE(key, destination_key("otlp", "http://a/", "x/z"));
  EXPECT_NE(key, destination_key("otlph", "ttp://a/", "x/y"));
}

}  // namespace
}  // namespace sotto::transport
