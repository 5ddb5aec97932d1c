#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace sotto::test {

struct ProgramResult {
  int exit_code = -1;  // 128 + the signal that ended it
  std::string out;
  std::string err;
};

/// Runs command[0], a path, with nothing on standard input and no environment but `environment`
/// ("NAME=value"). A program that hangs ends by SIGALRM after `timeout`: exit code 142.
ProgramResult run_program(std::vector<std::string> command, std::vector<std::string> environment,
                          std::chrono::seconds timeout = std::chrono::seconds(60));

}  // namespace sotto::test
