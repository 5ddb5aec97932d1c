#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/scrubbed.hpp"

namespace sotto::privacy {
namespace {

using test::scrubbed;

TEST(SecretPlaces, AreColumnsOfATable) {
  EXPECT_EQ(scrubbed("id,name,password\n1,bob,x9Kq2vTz\n2,eve,\"b4Rt7Lmn\"\n"),
            "id,name,password\n1,bob,[PASSWORD]\n2,eve,\"[PASSWORD]\"\n");
  EXPECT_EQ(scrubbed("| user | api_key |\n|---|---|\n| bob | x9Kq2vTz81 |\n"),
            "| user | api_key |\n|---|---|\n| bob | [API_KEY] |\n");
  EXPECT_EQ(scrubbed("\"user\";\"password\"\r\n\"bob\";\"x9Kq2vTz\"\r\n"),
            "\"user\";\"password\"\r\n\"bob\";\"[PASSWORD]\"\r\n");
  for (const std::string_view text :
       {"import {\n  setCookie,\n  getCookies2,\n}", "name,password\nbob,required\n",
        "| name | password |\n|---|---|\n| string | the password of the user 1 |\n",
        "token, value\nof the 3 grammars\n"}) {
    EXPECT_EQ(scrubbed(text), text);
  }
}

TEST(SecretPlaces, AreManifestsOfKubernetes) {
  EXPECT_EQ(scrubbed("apiVersion: v1\ndata:\n  dsn: eDlLcTJ2VHo=\n  foo: \"YjRSdDdMbW4=\"\n"
                     "kind: Secret\nmetadata:\n  name: shop\n"),
            "apiVersion: v1\ndata:\n  dsn: [PASSWORD]\n  foo: \"[PASSWORD]\"\n"
            "kind: Secret\nmetadata:\n  name: shop\n");
  EXPECT_EQ(scrubbed("kind: Secret\nstringData:\n  dsn: marigold9\n"),
            "kind: Secret\nstringData:\n  dsn: [PASSWORD]\n");
  EXPECT_EQ(scrubbed(R"({"kind":"Secret","data":{"a":"eDlLcTJ2VHo=","b":"YjRSdDdMbW4="}})"),
            R"({"kind":"Secret","data":{"a":"[PASSWORD]","b":"[PASSWORD]"}})");
  for (const std::string_view text : {"kind: ConfigMap\ndata:\n  color: blueblue\n",
                                      "kind: Secret\nmetadata:\n  name: shop\ntype: Opaque\n",
                                      "kind: ConfigMap\ndata:\n  color: blueblue\n---\nkind: "
                                      "Secret\nmetadata:\n  name: shop\n"}) {
    EXPECT_EQ(scrubbed(text), text);
  }
}

TEST(SecretPlaces, AreSeedPhrases) {
  const std::string words =
      "abandon ability able about above absent absorb abstract absurd abuse "
      "access accident";
  EXPECT_EQ(scrubbed("my seed phrase is " + words + "."), "my seed phrase is [PRIVATE_KEY].");
  EXPECT_EQ(scrubbed("SEED_PHRASE=\"" + words + "\""), "SEED_PHRASE=\"[PRIVATE_KEY]\"");
  EXPECT_EQ(scrubbed("Secret Recovery Phrase: " + words), "Secret Recovery Phrase: [PRIVATE_KEY]");
  for (const std::string_view text :
       {"seed phrase: twelve words, of a list of two thousand and more words that nobody knows",
        "a seed is the number that the generator of random numbers begins with, and no more"}) {
    EXPECT_EQ(scrubbed(text), text);
  }
}

TEST(SecretPlaces, AreBehindMarkupAndSigns) {
  for (const std::string_view value : {"x9#Kq2!vTz", "Bluebird47", "m4rig0ld9"}) {
    for (const std::string_view before :
         {"<tr><td>DB_PASSWORD</td><td>", "<p><b>password</b>: ", "<li>password: <code>",
          "- **password**: `", "Set `DB_PASSWORD` to `", "I changed the root_password to ",
          "password:\n  ", "DB_PASSWORD -> "}) {
      const std::string out = scrubbed(std::string(before) + std::string(value));
      EXPECT_EQ(out, std::string(before) + "[PASSWORD]");
    }
  }
  for (const std::string_view text :
       {"<td>password</td><td>string</td>", "<td>password</td><td>The password of 1 user</td>",
        "- **password**: `required`", "Set `DB_PASSWORD` to `${X}`",
        "set the password to 8 letters", "password:\n  type: string\n", "password -> hash",
        "the password to access the server", "<b>password</b>: see below"}) {
    EXPECT_EQ(scrubbed(text), text);
  }
}

TEST(SecretPlaces, AreJoinedTextsAndPairs) {
  EXPECT_EQ(scrubbed(R"(token = "ghp_" + "q7Rt2Lx9Vb4Nz8Kd3Fw6")"), R"(token = "[TOKEN]")");
  EXPECT_EQ(scrubbed(R"({"auth": "Ym9iOng5S3EydlR6"})"), R"({"auth": "[PASSWORD]"})");
  EXPECT_EQ(scrubbed("BASIC_AUTH=bob:x9#Kq2vTz"), "BASIC_AUTH=[PASSWORD]");
  EXPECT_EQ(scrubbed(R"({"passwords": ["x9Kq2vTz", "b4Rt7Lmn"]})"),
            R"({"passwords": ["[PASSWORD]", "[PASSWORD]"]})");
  EXPECT_EQ(scrubbed("passwords:\n- x9Kq2vTz\n"), "passwords:\n- [PASSWORD]\n");
  EXPECT_EQ(scrubbed("sqlplus bob/x9Kq2vTz@shop"), "sqlplus bob/[URL_CREDENTIALS]@shop");
  EXPECT_EQ(scrubbed("jdbc:sqlserver://h;user=sa;password=x9@Kq2vTz;database=x"),
            "jdbc:sqlserver://h;user=sa;password=[PASSWORD];database=x");
  EXPECT_EQ(scrubbed("char passwd[] = \"x9Kq2vTz\";"), "char passwd[] = \"[PASSWORD]\";");
  EXPECT_EQ(scrubbed("ENV DB_PASSWORD marigold9\n"), "ENV DB_PASSWORD [PASSWORD]\n");
  for (const std::string_view text :
       {R"({"auth": "basic"})", R"({"tokens": ["the", "cat", "sat2"]})", "auth: none:none",
        R"(skip(h, "Cookie:", &x))", "<label>Password:</label>", "otp: enabled", "/a?key=name",
        "WHERE password=:password", "passwordSecretRef: shop",
        "      --password strings    passwords, with commas"}) {
    EXPECT_EQ(scrubbed(text), text);
  }
}

}  // namespace
}  // namespace sotto::privacy
