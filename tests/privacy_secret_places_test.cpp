#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {
namespace {

std::string scrub(std::string_view text) {
  TextScrubber scrubber;
  std::string out;
  return scrubber.scrub(text, out) ? out : std::string(text);
}

TEST(SecretPlaces, AreColumnsOfATable) {
  EXPECT_EQ(scrub("id,name,password\n1,bob,x9Kq2vTz\n2,eve,\"b4Rt7Lmn\"\n"),
            "id,name,password\n1,bob,[PASSWORD]\n2,eve,\"[PASSWORD]\"\n");
  EXPECT_EQ(scrub("| user | api_key |\n|---|---|\n| bob | x9Kq2vTz81 |\n"),
            "| user | api_key |\n|---|---|\n| bob | [API_KEY] |\n");
  EXPECT_EQ(scrub("\"user\";\"password\"\r\n\"bob\";\"x9Kq2vTz\"\r\n"),
            "\"user\";\"password\"\r\n\"bob\";\"[PASSWORD]\"\r\n");
  for (const std::string_view text :
       {"import {\n  setCookie,\n  getCookies2,\n}", "name,password\nbob,required\n",
        "| name | password |\n|---|---|\n| string | the password of the user 1 |\n",
        "token, value\nof the 3 grammars\n"}) {
    EXPECT_EQ(scrub(text), text);
  }
}

TEST(SecretPlaces, AreManifestsOfKubernetes) {
  EXPECT_EQ(scrub("apiVersion: v1\ndata:\n  dsn: eDlLcTJ2VHo=\n  foo: \"YjRSdDdMbW4=\"\n"
                  "kind: Secret\nmetadata:\n  name: shop\n"),
            "apiVersion: v1\ndata:\n  dsn: [PASSWORD]\n  foo: \"[PASSWORD]\"\n"
            "kind: Secret\nmetadata:\n  name: shop\n");
  EXPECT_EQ(scrub("kind: Secret\nstringData:\n  dsn: marigold9\n"),
            "kind: Secret\nstringData:\n  dsn: [PASSWORD]\n");
  EXPECT_EQ(scrub(R"({"kind":"Secret","data":{"a":"eDlLcTJ2VHo=","b":"YjRSdDdMbW4="}})"),
            R"({"kind":"Secret","data":{"a":"[PASSWORD]","b":"[PASSWORD]"}})");
  for (const std::string_view text : {"kind: ConfigMap\ndata:\n  color: blueblue\n",
                                      "kind: Secret\nmetadata:\n  name: shop\ntype: Opaque\n",
                                      "kind: ConfigMap\ndata:\n  color: blueblue\n---\nkind: "
                                      "Secret\nmetadata:\n  name: shop\n"}) {
    EXPECT_EQ(scrub(text), text);
  }
}

TEST(SecretPlaces, AreSeedPhrases) {
  const std::string words =
      "abandon ability able about above absent absorb abstract absurd abuse "
      "access accident";
  EXPECT_EQ(scrub("my seed phrase is " + words + "."), "my seed phrase is [PRIVATE_KEY].");
  EXPECT_EQ(scrub("SEED_PHRASE=\"" + words + "\""), "SEED_PHRASE=\"[PRIVATE_KEY]\"");
  EXPECT_EQ(scrub("Secret Recovery Phrase: " + words), "Secret Recovery Phrase: [PRIVATE_KEY]");
  for (const std::string_view text :
       {"seed phrase: twelve words, of a list of two thousand and more words that nobody knows",
        "a seed is the number that the generator of random numbers begins with, and no more"}) {
    EXPECT_EQ(scrub(text), text);
  }
}

TEST(SecretPlaces, AreBehindMarkupAndSigns) {
  for (const std::string_view value : {"x9#Kq2!vTz", "Bluebird47", "m4rig0ld9"}) {
    for (const std::string_view before :
         {"<tr><td>DB_PASSWORD</td><td>", "<p><b>password</b>: ", "<li>password: <code>",
          "- **password**: `", "Set `DB_PASSWORD` to `", "I changed the root_password to ",
          "password:\n  ", "DB_PASSWORD -> "}) {
      const std::string scrubbed = scrub(std::string(before) + std::string(value));
      EXPECT_EQ(scrubbed, std::string(before) + "[PASSWORD]");
    }
  }
  for (const std::string_view text :
       {"<td>password</td><td>string</td>", "<td>password</td><td>The password of 1 user</td>",
        "- **password**: `required`", "Set `DB_PASSWORD` to `${X}`",
        "set the password to 8 letters", "password:\n  type: string\n", "password -> hash",
        "the password to access the server", "<b>password</b>: see below"}) {
    EXPECT_EQ(scrub(text), text);
  }
}

TEST(SecretPlaces, AreJoinedTextsAndPairs) {
  EXPECT_EQ(scrub(R"(token = "ghp_" + "q7Rt2Lx9Vb4Nz8Kd3Fw6")"), R"(token = "[TOKEN]")");
  EXPECT_EQ(scrub(R"({"auth": "Ym9iOng5S3EydlR6"})"), R"({"auth": "[PASSWORD]"})");
  EXPECT_EQ(scrub("BASIC_AUTH=bob:x9#Kq2vTz"), "BASIC_AUTH=[PASSWORD]");
  EXPECT_EQ(scrub(R"({"passwords": ["x9Kq2vTz", "b4Rt7Lmn"]})"),
            R"({"passwords": ["[PASSWORD]", "[PASSWORD]"]})");
  EXPECT_EQ(scrub("passwords:\n- x9Kq2vTz\n"), "passwords:\n- [PASSWORD]\n");
  EXPECT_EQ(scrub("sqlplus bob/x9Kq2vTz@shop"), "sqlplus bob/[URL_CREDENTIALS]@shop");
  EXPECT_EQ(scrub("jdbc:sqlserver://h;user=sa;password=x9@Kq2vTz;database=x"),
            "jdbc:sqlserver://h;user=sa;password=[PASSWORD];database=x");
  EXPECT_EQ(scrub("char passwd[] = \"x9Kq2vTz\";"), "char passwd[] = \"[PASSWORD]\";");
  EXPECT_EQ(scrub("ENV DB_PASSWORD marigold9\n"), "ENV DB_PASSWORD [PASSWORD]\n");
  for (const std::string_view text :
       {R"({"auth": "basic"})", R"({"tokens": ["the", "cat", "sat2"]})", "auth: none:none",
        R"(skip(h, "Cookie:", &x))", "<label>Password:</label>", "otp: enabled", "/a?key=name",
        "WHERE password=:password", "passwordSecretRef: shop",
        "      --password strings    passwords, with commas"}) {
    EXPECT_EQ(scrub(text), text);
  }
}

}  // namespace
}  // namespace sotto::privacy
