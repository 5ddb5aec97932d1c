// Functions as spans, as magma.trace does it with a decorator: what goes in, what comes out, how
// long it took. Run it with TRACING_MODE=print to see the spans.

#include <cctype>
#include <iostream>
#include <stdexcept>
#include <string>

#include <sotto/sotto.hpp>

namespace {

std::string clean_query(std::string query) {
  while (!query.empty() && query.front() == ' ') query.erase(0, 1);
  while (!query.empty() && query.back() == ' ') query.pop_back();
  for (char& c : query) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return query;
}

int slow_operation(int n) {
  SOTTO_OBSERVE();  // the span has the function's name
  return n * 2;
}

}  // namespace

int main() {
  const sotto::Session session;

  std::cout << sotto::observe("data-cleaning-logic", clean_query, "  Hello World  ") << "\n";
  std::cout << slow_operation(1) << "\n";

  const auto clean = sotto::observed("data-cleaning-logic", clean_query);
  std::cout << clean("  Again ") << "\n";

  {
    auto span = sotto::start_span("data-transform", {{"dataset", "iris.csv"}});
    span.set_attribute("rows", 150);
  }

  try {
    sotto::observe("parse", [] { throw std::invalid_argument("row 7 has two columns"); });
  } catch (const std::invalid_argument& error) {
    std::cout << "recorded and handed on: " << error.what() << "\n";
  }
}
