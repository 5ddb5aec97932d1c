#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "privacy/environment.hpp"

namespace sotto::privacy {
namespace {

namespace fs = std::filesystem;

/// A home folder of its own, removed afterwards with the variables that it set.
class ProcessEnvironment : public testing::Test {
 protected:
  ProcessEnvironment() {
    std::string name = (fs::temp_directory_path() / "sotto-home-XXXXXX").string();
    home_ = ::mkdtemp(name.data());
    set_home(home_);
    ::unsetenv("XDG_CONFIG_HOME");
  }
  ~ProcessEnvironment() override { fs::remove_all(home_); }

  static void set_home(const fs::path& path) { ::setenv("HOME", path.c_str(), 1); }
  static Presence file(std::string_view path) { return process_environment().file(path); }
  void touch(const fs::path& path) const {
    fs::create_directories((home_ / path).parent_path());
    std::ofstream(home_ / path) << "";
  }

  fs::path home_;
};

TEST_F(ProcessEnvironment, TellsUnsetFromEmpty) {
  ::setenv("SOTTO_TEST_EMPTY", "", 1);
  EXPECT_EQ(process_environment().variable("SOTTO_TEST_EMPTY"), "");
  ::unsetenv("SOTTO_TEST_EMPTY");
  EXPECT_EQ(process_environment().variable("SOTTO_TEST_EMPTY"), std::nullopt);
}

TEST_F(ProcessEnvironment, ListsItsVariables) {
  ::setenv("SOTTO_TEST_LISTED", "a=b", 1);
  const auto all = process_environment().variables();
  const std::pair<std::string, std::string> expected{"SOTTO_TEST_LISTED", "a=b"};
  EXPECT_NE(std::find(all.begin(), all.end(), expected), all.end());
  ::unsetenv("SOTTO_TEST_LISTED");
}

TEST_F(ProcessEnvironment, FindsFilesOfTheHomeFolder) {
  EXPECT_EQ(file("~/.no-tracing"), Presence::absent);
  touch(".no-tracing");
  EXPECT_EQ(file("~/.no-tracing"), Presence::present);
}

TEST_F(ProcessEnvironment, FindsFilesOfTheConfigurationFolder) {
  EXPECT_EQ(file("$XDG_CONFIG_HOME/sotto/no-tracing"), Presence::absent);
  touch(".config/sotto/no-tracing");
  EXPECT_EQ(file("$XDG_CONFIG_HOME/sotto/no-tracing"), Presence::present);
  ::setenv("XDG_CONFIG_HOME", (home_ / "elsewhere").c_str(), 1);
  EXPECT_EQ(file("$XDG_CONFIG_HOME/sotto/no-tracing"), Presence::absent);
  touch("elsewhere/sotto/no-tracing");
  EXPECT_EQ(file("$XDG_CONFIG_HOME/sotto/no-tracing"), Presence::present);
}

TEST_F(ProcessEnvironment, IgnoresAConfigurationFolderThatIsNotAbsolute) {
  ::setenv("XDG_CONFIG_HOME", "relative", 1);
  touch(".config/sotto/no-tracing");
  EXPECT_EQ(file("$XDG_CONFIG_HOME/sotto/no-tracing"), Presence::present);
}

TEST_F(ProcessEnvironment, TellsWhereFilesAre) {
  const auto path_of = [](std::string_view path) { return process_environment().full_path(path); };
  ::unsetenv("XDG_STATE_HOME");
  EXPECT_EQ(path_of("/etc/x"), "/etc/x");
  EXPECT_EQ(path_of("~/.x"), home_ / ".x");
  EXPECT_EQ(path_of("$XDG_STATE_HOME/sotto/x"), home_ / ".local/state/sotto/x");
  ::setenv("XDG_STATE_HOME", "/elsewhere", 1);
  EXPECT_EQ(path_of("$XDG_STATE_HOME/sotto/x"), "/elsewhere/sotto/x");
  ::unsetenv("XDG_STATE_HOME");
  EXPECT_EQ(path_of("$ELSEWHERE/x"), std::nullopt);
}

TEST_F(ProcessEnvironment, CountsALinkThatLeadsNowhere) {
  fs::create_symlink(home_ / "gone", home_ / ".no-tracing");
  EXPECT_EQ(file("~/.no-tracing"), Presence::present);
}

TEST_F(ProcessEnvironment, DoubtsWhenTheHomeFolderIsMissing) {
  set_home(home_ / "missing");
  EXPECT_EQ(file("~/.no-tracing"), Presence::unknown);
}

TEST_F(ProcessEnvironment, DoubtsWhenTheHomeFolderIsAFile) {
  touch("file");
  set_home(home_ / "file");
  EXPECT_EQ(file("~/.no-tracing"), Presence::unknown);
}

TEST_F(ProcessEnvironment, DoubtsWhenLinksRunInALoop) {
  fs::create_symlink(home_ / "loop", home_ / "loop");
  set_home(home_ / "loop");
  EXPECT_EQ(file("~/.no-tracing"), Presence::unknown);
}

TEST_F(ProcessEnvironment, DoubtsWhenTheHomeFolderMayNotBeSearched) {
  fs::permissions(home_, fs::perms::none);
  // Root may search every folder, so the question is asked by a process that is nobody.
  EXPECT_EXIT(
      {
        constexpr uid_t nobody = 65534;
        if (::geteuid() == 0 && ::seteuid(nobody) != 0) std::_Exit(2);
        std::_Exit(file("~/.no-tracing") == Presence::unknown ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
  fs::permissions(home_, fs::perms::owner_all);
}

TEST_F(ProcessEnvironment, DoubtsWhenTheHomeFolderIsNotAnAbsolutePath) {
  set_home("home");
  EXPECT_EQ(file("~/.no-tracing"), Presence::unknown);
}

TEST_F(ProcessEnvironment, AsksTheUserListWhenHomeIsNotSet) {
  ::unsetenv("HOME");
  EXPECT_EQ(file("~/"), Presence::present);
}

TEST_F(ProcessEnvironment, HasNoOpinionOnOtherPaths) {
  EXPECT_EQ(file("relative"), Presence::unknown);
  EXPECT_EQ(file("/"), Presence::present);
  EXPECT_EQ(file((home_ / "missing/x").string()), Presence::absent);
}

}  // namespace
}  // namespace sotto::privacy
