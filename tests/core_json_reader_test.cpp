#include <gtest/gtest.h>

#include "core/json_reader.hpp"

namespace sotto::core {
namespace {

TEST(JsonReader, FollowsPathsWithoutACheckAtEachStep) {
  JsonReader reader;
  const JsonValue root = reader.read(R"({"a":[{"b":"text"},2,0.5,true,null]})").value();
  EXPECT_EQ(root["a"][std::size_t{0}]["b"].text(), "text");
  EXPECT_EQ(root["a"][1].integer(), 2);
  EXPECT_EQ(root["a"][1].number(), 2.0);
  EXPECT_EQ(root["a"][2].number(), 0.5);
  EXPECT_EQ(root["a"][3].boolean(), true);
  EXPECT_EQ(root["a"].size(), 5U);
  EXPECT_FALSE(root["x"]["y"][7]["z"].exists());
}

TEST(JsonReader, GivesNothingForAValueOfAnotherType) {
  JsonReader reader;
  const JsonValue root =
      reader.read(R"({"text":"7","real":1.5,"huge":9223372036854775808})").value();
  EXPECT_FALSE(root["text"].integer());
  EXPECT_FALSE(root["real"].integer());
  EXPECT_FALSE(root["huge"].integer());
  EXPECT_FALSE(root["real"].text());
  EXPECT_FALSE(JsonValue().text());
  EXPECT_EQ(JsonValue().size(), 0U);
  EXPECT_EQ(JsonValue().to_json(), "");
}

TEST(JsonReader, WritesAValueAsJsonAgain) {
  JsonReader reader;
  const JsonValue root = reader.read(R"( { "a" : [ 1 , "\u0041" ] } )").value();
  EXPECT_EQ(root["a"].to_json(), R"([1,"A"])");
}

TEST(JsonReader, RefusesWhatIsNotADocument) {
  JsonReader reader;
  for (const std::string_view text : {"", " ", "{", "[1,]", "{\"a\":}", "\"\xff\"", "1 2"}) {
    const auto value = reader.read(text);
    ASSERT_FALSE(value.ok()) << text;
    EXPECT_EQ(value.error().code, ErrorCode::malformed);
  }
  EXPECT_FALSE(reader.read(std::string(100'000, '[')).ok());
  EXPECT_TRUE(reader.read("{}").ok());
}

}  // namespace
}  // namespace sotto::core
