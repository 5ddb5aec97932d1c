// The smallest program that uses both layers: how long does it take to compile, how large is it?
#include <sotto/sotto.hpp>

int main() {
  sotto::Session session;
  sotto::track_feature_usage("started");
  auto generation = sotto::start_generation("llm-completion", {.model = "gpt-4o"});
  generation.set_input("What's the weather?");
  generation.set_output("Sunny.");
}
