#include "cli/console.hpp"

#include <unistd.h>

#include <iostream>

namespace sotto::cli {
namespace {

bool wants_colour(const privacy::Environment& environment) {
  return environment.variable("NO_COLOR").value_or("").empty() &&
         environment.variable("TERM").value_or("") != "dumb";
}

}  // namespace

Console::Console(const privacy::Environment& environment)
    : has_colour_(isatty(STDOUT_FILENO) == 1 && wants_colour(environment)),
      can_ask_(isatty(STDIN_FILENO) == 1) {}

void Console::print(std::string_view text) const {
  std::cout << text << std::flush;
}

Exit Console::fail(std::string_view message) const {
  note(message);
  return Exit::failed;
}

void Console::note(std::string_view message) const {
  std::cerr << "sotto: " << message << '\n';
}

bool Console::confirm(std::string_view question) const {
  if (!can_ask_) return false;
  std::cerr << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

std::string Console::styled(std::string_view code, std::string_view text) const {
  if (!has_colour_) return std::string(text);
  std::string out = "\x1b[";
  return out.append(code).append("m").append(text).append("\x1b[0m");
}

}  // namespace sotto::cli
