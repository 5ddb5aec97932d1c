// A plug-in with its own copy of sotto inside, for system_life_host.cpp.

#include <thread>

#include <sotto/sotto.hpp>

#define PLUGIN_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

sotto::Session* running = nullptr;

}  // namespace

PLUGIN_EXPORT void plugin_start() {
  running = new sotto::Session;
}

PLUGIN_EXPORT void plugin_record() {
  for (int i = 0; i < 10; ++i) const auto span = sotto::start_span("work");
}

PLUGIN_EXPORT void plugin_stop() {
  delete running;
  running = nullptr;
}
