#pragma once

#include <string>
#include <vector>

#include "tests/support/run_program.hpp"

namespace sotto::test {

/// Runs the program `sotto` with nothing on standard input and no environment but `environment`
/// ("NAME=value").
ProgramResult run_sotto(const std::vector<std::string>& arguments,
                        const std::vector<std::string>& environment = {});

/// The program while it runs. Killed, if it still does, at the end.
class RunningSotto {
 public:
  explicit RunningSotto(const std::vector<std::string>& arguments);
  RunningSotto(const RunningSotto&) = delete;
  RunningSotto& operator=(const RunningSotto&) = delete;
  ~RunningSotto();

  /// The next line of its standard output; waits for it.
  std::string read_line();
  void send_signal(int signal);
  /// Waits for its end; as ProgramResult::exit_code.
  int wait();

 private:
  int pid_ = -1;
  int out_ = -1;
};

}  // namespace sotto::test
