// The program `sotto`, run as people and scripts run it.

#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/cli_fixture.hpp"

namespace sotto {
namespace {

using test::HttpPeer;
using test::JsonSpan;
using test::ProgramResult;
using test::run_sotto;
using test::RunningSotto;

class Cli : public test::CliTest {};

const std::vector<JsonSpan> two_traces = {
    {.trace_id = "aaaa0000000000000000000000000001", .name = "first", .duration_ns = 1'500'000'000},
    {.trace_id = "aaaa0000000000000000000000000002",
     .name = "second",
     .start = 1'700'000'100'000'000'000,
     .error = "timeout"}};

TEST_F(Cli, ListsTracesAsATable) {
  store(two_traces);
  const ProgramResult result = run({"list"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out,
            "ID            NAME    SERVICE   DURATION  SPANS  ERRORS  TOKENS  COST         AGE\n"
            "aaaa00000000  second  checkout    1.0 ms      1       1       -     -  2023-11-14\n"
            "aaaa00000000  first   checkout    1.50 s      1       0       -     -  2023-11-14\n");
}

TEST_F(Cli, ListsWhatIsAskedFor) {
  store(two_traces);
  EXPECT_EQ(run({"list", "--errors"}).out.find("first"), std::string::npos);
  EXPECT_EQ(run({"list", "--min-duration", "1000"}).out.find("second"), std::string::npos);
  EXPECT_EQ(run({"list", "--service", "other"}).out, "no traces found\n");
  EXPECT_NE(run({"list", "--limit", "1"}).out.find("1 of 2 traces"), std::string::npos);
}

TEST_F(Cli, ListsAsJson) {
  store(two_traces);
  const std::string out = run({"list", "--json", "--limit", "1"}).out;
  EXPECT_TRUE(out.starts_with(R"({"traces":[{"trace_id":"aaaa0000000000000000000000000002",)"))
      << out;
  EXPECT_TRUE(out.ends_with("],\"total\":2,\"limit\":1,\"offset\":0}\n")) << out;
}

TEST_F(Cli, CountsWhatIsStored) {
  store(two_traces);
  const std::string out = run({"stats"}).out;
  EXPECT_TRUE(
      out.starts_with("traces          2\n"
                      "with errors     1 (50.0 %)\n"
                      "spans           2\n"))
      << out;
  EXPECT_TRUE(run({"stats", "--json"}).out.starts_with(R"({"total_traces":2,)"));
}

TEST_F(Cli, SaysThatThereIsNoDatabase) {
  for (const char* command : {"list", "stats", "clear"}) {
    const ProgramResult result = run({command});
    EXPECT_EQ(result.exit_code, 1) << command;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err,
              "sotto: there is no database " + db_path_ + "; `sotto start` makes one\n");
  }
}

TEST_F(Cli, ClearsOnlyWhenTold) {
  store(two_traces);
  const ProgramResult refused = run({"clear"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.err, "sotto: clear deletes all traces: say --yes where nobody can be asked\n");
  const ProgramResult cleared = run({"clear", "--yes"});
  EXPECT_EQ(cleared.exit_code, 0) << cleared.err;
  EXPECT_EQ(cleared.out, "deleted 2 traces\n");
  EXPECT_EQ(run({"list"}).out, "no traces found\n");
}

TEST_F(Cli, StartsAnObserverThatTheOthersFind) {
  RunningSotto observer({"start", "--port", "0", "--db-path", db_path_});
  const std::string line = observer.read_line();
  ASSERT_TRUE(line.starts_with("sotto listens on http://127.0.0.1:")) << line;
  EXPECT_TRUE(line.ends_with(" and stores in " + db_path_)) << line;
  const std::uint16_t port = test::port_of(line.substr(0, line.find(" and ")));
  EXPECT_EQ(test::post_spans(port, two_traces).status, 200);

  EXPECT_NE(run({"list"}).out.find("second"), std::string::npos);
  const ProgramResult running = run({"status"});
  EXPECT_EQ(running.exit_code, 0);
  EXPECT_TRUE(running.out.starts_with("observer   running at http://127.0.0.1:")) << running.out;
  EXPECT_EQ(run({"clear", "--yes"}).out, "deleted 2 traces\n");
  EXPECT_EQ(run({"list"}).out, "no traces found\n");

  observer.send_signal(SIGTERM);
  EXPECT_EQ(observer.wait(), 0);
  const ProgramResult stopped = run({"status"});
  EXPECT_EQ(stopped.exit_code, 1);
  EXPECT_TRUE(stopped.out.starts_with("observer   not running\n")) << stopped.out;
}

TEST_F(Cli, EndsAtOnceAtTheSecondSignalAlsoWhenAScriptStartedIt) {
  const auto before = std::signal(SIGINT, SIG_IGN);  // as a shell does for a command with "&"
  RunningSotto observer({"start", "--port", "0", "--db-path", db_path_});
  std::signal(SIGINT, before);
  const std::string line = observer.read_line();
  HttpPeer peer(test::port_of(line.substr(0, line.find(" and "))));
  peer.send(
      test::http_request("POST", "/v1/traces", "Expect: 100-continue\r\nContent-Length: 9\r\n"));
  EXPECT_EQ(peer.read_answer().status, 100);  // a request that the stop will wait for
  observer.send_signal(SIGINT);
  while (std::filesystem::exists(db_path_ + "/observer.url")) std::this_thread::yield();
  observer.send_signal(SIGINT);
  EXPECT_EQ(observer.wait(), 128 + SIGINT);
}

TEST_F(Cli, DoesNotTakeAKilledObserverForARunningOne) {
  {
    RunningSotto observer({"start", "--port", "0", "--db-path", db_path_});
    observer.read_line();
  }  // killed: its address stays behind
  EXPECT_TRUE(run({"status", "--json"}).out.starts_with(R"({"running":false,"url":null,)"));
  EXPECT_EQ(run({"clear", "--yes"}).exit_code, 0);
}

TEST_F(Cli, StartsOneObserverPerDatabase) {
  RunningSotto observer({"start", "--port", "0", "--db-path", db_path_});
  observer.read_line();
  const ProgramResult second = run({"start", "--port", "0"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_TRUE(second.err.starts_with("sotto: ")) << second.err;
}

TEST_F(Cli, ListensOnLoopbackOnly) {
  const ProgramResult result = run({"start", "--host", "0.0.0.0"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_TRUE(result.err.starts_with("sotto: host is not a loopback address")) << result.err;
}

TEST_F(Cli, TakesItsDefaultsFromTheEnvironment) {
  const ProgramResult result = run_sotto({"stats"}, {"SOTTO_SERVER_DB_PATH=" + db_path_});
  EXPECT_NE(result.err.find(db_path_), std::string::npos) << result.err;
}

TEST_F(Cli, ExplainsEveryCommand) {
  for (const char* command : {"start", "list", "show", "stats", "clear", "status", "version"}) {
    const ProgramResult help = run_sotto({command, "--help"});
    EXPECT_EQ(help.exit_code, 0) << command;
    EXPECT_NE(help.out.find("Usage"), std::string::npos) << command;
  }
  EXPECT_NE(run_sotto({"--help"}).out.find("Exit status: 0"), std::string::npos);
}

TEST_F(Cli, RefusesWrongUsageInOneLine) {
  const std::vector<std::vector<std::string>> wrong = {{},
                                                       {"lst"},
                                                       {"list", "--limit", "0"},
                                                       {"list", "--limit", "many"},
                                                       {"list", "--what"},
                                                       {"show"},
                                                       {"show", "xyz"},
                                                       {"start", "--port", "70000"}};
  for (const auto& arguments : wrong) {
    const ProgramResult result = run_sotto(arguments);
    const std::string shown = testing::PrintToString(arguments);
    EXPECT_EQ(result.exit_code, 2) << shown;
    EXPECT_TRUE(result.err.starts_with("sotto: ")) << shown << result.err;
    EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << shown << result.err;
    EXPECT_EQ(result.out, "") << shown;
  }
}

TEST_F(Cli, TellsItsVersion) {
  EXPECT_EQ(run_sotto({"version"}).out, run_sotto({"--version"}).out);
  EXPECT_TRUE(run_sotto({"version"}).out.starts_with("sotto "));
}

}  // namespace
}  // namespace sotto
