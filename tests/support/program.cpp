#include "tests/support/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace sotto::test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// Returns the child's id. It writes to the descriptor.
int spawn(const std::vector<std::string>& arguments, int out) {
  std::vector<std::string> command = {SOTTO_PROGRAM};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const std::vector<char*> argv = pointers(command);
  char* const no_environment[] = {nullptr};
  const int pid = fork();
  if (pid != 0) return pid;
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  execve(SOTTO_PROGRAM, argv.data(), no_environment);
  _exit(127);
}

int wait_for(int pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ProgramResult run_sotto(const std::vector<std::string>& arguments,
                        const std::vector<std::string>& environment) {
  std::vector<std::string> command = {SOTTO_PROGRAM};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_program(std::move(command), environment);
}

RunningSotto::RunningSotto(const std::vector<std::string>& arguments) {
  int pipe_ends[2] = {-1, -1};
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return;
  pid_ = spawn(arguments, pipe_ends[1]);
  close(pipe_ends[1]);
  out_ = pipe_ends[0];
}

RunningSotto::~RunningSotto() {
  if (pid_ > 0) {
    send_signal(SIGKILL);
    wait();
  }
  close(out_);
}

std::string RunningSotto::read_line() {
  std::string line;
  char c = 0;
  while (read(out_, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

void RunningSotto::send_signal(int signal) {
  kill(pid_, signal);
}

int RunningSotto::wait() {
  const int exit_code = wait_for(pid_);
  pid_ = -1;
  return exit_code;
}

}  // namespace sotto::test
