// A label has no room for paths, addresses and sentences: their characters are refused.
#include <sotto/label.hpp>

int main() {
#ifdef SOTTO_MUST_FAIL
  constexpr sotto::Label label("/home/alice");
#else
  constexpr sotto::Label label("home:alice");
#endif
  return label.text().empty() ? 1 : 0;
}
