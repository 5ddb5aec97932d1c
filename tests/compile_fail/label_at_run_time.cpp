// Text that is known only when the program runs must not become a label of telemetry.
#include <string>

#include <sotto/label.hpp>

int main() {
#ifdef SOTTO_MUST_FAIL
  const std::string prompt = "what the user typed";
  const sotto::Label label(prompt.c_str());
#else
  constexpr sotto::Label label("agent.run");
#endif
  return label.text().empty() ? 1 : 0;
}
