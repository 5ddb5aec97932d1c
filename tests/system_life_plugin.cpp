// A plug-in with its own copy of sotto inside, for system_life_host.cpp.

#include <memory>

#include <sotto/sotto.hpp>

#define PLUGIN_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

sotto::Session* running = nullptr;

}  // namespace

PLUGIN_EXPORT void plugin_start() {
  auto session = std::make_unique<sotto::Session>();
  if (running == nullptr) running = session.release();
}

PLUGIN_EXPORT void plugin_record() {
  for (int i = 0; i < 10; ++i) const auto span = sotto::start_span("work");
}

PLUGIN_EXPORT void plugin_stop() {
  delete running;
  running = nullptr;
}
