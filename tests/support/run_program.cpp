#include "tests/support/run_program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "tests/support/temporary_folder.hpp"

namespace sotto::test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

int create(const std::string& path) {
  return open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
}

}  // namespace

ProgramResult run_program(std::vector<std::string> command, std::vector<std::string> environment,
                          std::chrono::seconds timeout) {
  const TemporaryFolder folder;
  const int out = create(folder.path("out"));
  const int err = create(folder.path("err"));
  const std::vector<char*> argv = pointers(command);
  const std::vector<char*> envp = pointers(environment);
  const int pid = fork();
  if (pid == 0) {
    alarm(static_cast<unsigned>(timeout.count()));  // survives the exec
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(out);
  close(err);
  int status = 0;
  waitpid(pid, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          read_file(folder.path("out")), read_file(folder.path("err"))};
}

}  // namespace sotto::test
