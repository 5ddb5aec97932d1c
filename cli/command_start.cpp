#include <csignal>

#include "cli/commands.hpp"

namespace sotto::cli {
namespace {

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

Exit run_start(const StartOptions& options, const Console& console) {
  // Blocked before any thread is made, so that all inherit it and only sigwait sees the first
  // signal. Unblocked again for the second, which then ends the program at once.
  const sigset_t ending = ending_signals();
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  // A shell without job control starts "sotto start &" with SIGINT ignored.
  std::signal(SIGINT, SIG_DFL);

  ObserverConfig config;
  config.host = options.host;
  config.port = options.port;
  config.db_path = options.db_path;
  Observer observer(config);
  const auto started = observer.start();
  if (!started) return console.fail(started.error().detail);
  console.print("sotto listens on " + observer.url() + " and stores in " + options.db_path + "\n");

  int signal = 0;
  sigwait(&ending, &signal);
  pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
  observer.stop();
  return Exit::ok;
}

}  // namespace sotto::cli
