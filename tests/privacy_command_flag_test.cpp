#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/scrubbed.hpp"

namespace sotto::privacy {
namespace {

using test::scrubbed;

/// Where the password stands in a text, and the text with a marker there.
std::string with(std::string_view text, std::string_view value) {
  std::string result(text);
  const std::size_t place = result.find("SECRET");
  return result.replace(place, 6, value);
}

TEST(CommandFlag, PasswordsAreFound) {
  for (const std::string_view text : {"mysql -u root -pSECRET shop",
                                      "$ mysqldump -uroot -p'SECRET' shop > x.sql",
                                      "sshpass -p SECRET ssh bob@h",
                                      "sshpass -pSECRET ssh h",
                                      "7z x -pSECRET a.7z",
                                      R"(psexec \\srv -u admin -p SECRET cmd)",
                                      "docker login -u bob -p SECRET reg.io",
                                      "redis-cli -h r -a SECRET ping",
                                      "mongosh -u admin -p SECRET db",
                                      "sqlcmd -S srv -U sa -P SECRET -Q 1",
                                      "ldapsearch -x -D cn=a -w SECRET -b dc=x",
                                      "openssl enc -aes-256-cbc -k SECRET -in a",
                                      "openssl rsa -passin pass:SECRET -in k",
                                      "smbclient //s/x -U bob%SECRET",
                                      "lftp -u bob,SECRET sftp://h",
                                      "unzip -P SECRET a.zip",
                                      "curl -ubob:SECRET https://x.dev",
                                      "htpasswd -b .htpasswd bob SECRET",
                                      "htpasswd -nb bob SECRET",
                                      "echo SECRET | sudo -S ls",
                                      "echo 'SECRET' | sudo -S ls",
                                      "echo SECRET | docker login -u bob --password-stdin",
                                      "az login --service-principal -u x -p SECRET",
                                      R"(["sshpass", "-p", "SECRET", "ssh"])",
                                      R"({"cmd":"mysql -u root -pSECRET shop"})",
                                      "mvn verify -Dsonar.login=SECRET",
                                      R"(ConvertTo-SecureString "SECRET" -AsPlainText -Force)",
                                      "/usr/bin/mysqladmin -u root -pSECRET status",
                                      R"(C:\tools\sqlcmd.exe -U sa -P SECRET)"}) {
    for (const std::string_view value : {"Bluebird47", "x9#Kq2!vTz", "marigold"}) {
      EXPECT_EQ(scrubbed(with(text, value)), with(text, "[PASSWORD]"));
    }
  }
}

TEST(CommandFlag, FlagsThatTakeNoPasswordStay) {
  for (const std::string_view text : {"docker run -p 8080:80 nginx",
                                      "mkdir -p /var/lib/data",
                                      "ssh -p 2222 h",
                                      "ps -p 1234",
                                      "mysql -u root -p shop",
                                      "mysql -u root -p -e 'select 1'",
                                      "mysql -h db -P 3306",
                                      "redis-cli -p 6379 ping",
                                      "redis-cli -a $REDIS_PASSWORD ping",
                                      "sshpass -p \"$PASS\" ssh h",
                                      "sshpass -f file ssh h",
                                      "openssl rsa -passin env:PASS -in k",
                                      "sudo -S ls",
                                      "echo $PASS | sudo -S ls",
                                      "zip -r x.zip dir",
                                      "curl -u bob https://x.dev",
                                      "sqlcmd -S srv -E -Q 1",
                                      "docker login reg.io; docker run -p 8080:80 nginx",
                                      "the mysql client; use -pedantic",
                                      "htpasswd -c file bob",
                                      "nmap -p 80,443 host",
                                      "ConvertTo-SecureString $pw -AsPlainText -Force"}) {
    EXPECT_EQ(scrubbed(text), text);
  }
}

TEST(CommandFlag, PasswordsOfStatementsAreFound) {
  for (const std::string_view text :
       {"CREATE USER 'a'@'%' IDENTIFIED BY 'SECRET';", "alter user a identified by \"SECRET\"",
        "GRANT ALL ON *.* TO 'a'@'h' IDENTIFIED BY 'SECRET' WITH GRANT OPTION",
        "CREATE USER a IDENTIFIED WITH sha256_password BY 'SECRET'",
        "ALTER LOGIN sa WITH PASSWORD = N'SECRET';", "CREATE ROLE a LOGIN PASSWORD 'SECRET'",
        "CREATE USER a WITH ENCRYPTED PASSWORD 'SECRET'", "SET PASSWORD = 'SECRET'",
        "machine h login bob password SECRET", "machine h\nlogin bob\npassword SECRET\n",
        "    storePassword 'SECRET'\n", "db.example.org:5432:shop:bob:SECRET\n"}) {
    for (const std::string_view value : {"Bluebird47", "x9#Kq2!vTz", "marigold"}) {
      EXPECT_EQ(scrubbed(with(text, value)).find(value), std::string::npos)
          << scrubbed(with(text, value));
    }
  }
}

TEST(CommandFlag, StatementsWithoutAPasswordStay) {
  for (const std::string_view text :
       {"CREATE USER a IDENTIFIED BY '<password>'", "CREATE USER a IDENTIFIED BY ?",
        "machine h login u password", "the login and the password 'field'", "10:11:12:13:ab",
        "alter user preferences", "the host:5432:db", "a 5432:5432:tcp"}) {
    EXPECT_EQ(scrubbed(text), text);
  }
}

TEST(LineValue, GoesOnToTheEndOfItsLine) {
  for (const std::string_view value : {"Wp+,:VtfH1", "a7&b;cQ!d", "Zq8|x,9k", "t4)K;p9"}) {
    for (const std::string_view text :
         {"PASSWORD=SECRET", "export DB_PASSWORD=SECRET\nX=1", "secret: SECRET # of the shop",
          "  db_password: SECRET\n  host: x", "- \"DB_PASSWORD=SECRET\"",
          "db.password=SECRET\r\nx=1", "PASSWORD = SECRET"}) {
      EXPECT_EQ(scrubbed(with(text, value)), with(text, "[PASSWORD]"));
    }
  }
}

TEST(LineValue, StopsAtTheNextPair) {
  EXPECT_EQ(scrubbed("Password=x7Kq2vTz;Encrypt=true"), "Password=[PASSWORD];Encrypt=true");
  EXPECT_EQ(scrubbed("password=x7Kq2vTz&user=bob"), "password=[PASSWORD]&user=bob");
  EXPECT_EQ(scrubbed("at 10:11 password=x7Kq2vTz,user=bob"),
            "at 10:11 password=[PASSWORD],user=bob");
}

TEST(LineValue, IsNoExpression) {
  for (const std::string_view text :
       {"    token=token,", "    password=self.password,", "    secret=get_secret(name),",
        "password: [a,b]", "password: {{.Values.password}}", "token=a[1:]", "secret=cfg.secret)",
        "  password=${DB_PASSWORD:-},"}) {
    EXPECT_EQ(scrubbed(text), text);
  }
}

}  // namespace
}  // namespace sotto::privacy
