#include <atomic>
#include <cstdlib>
#include <new>
#include <utility>

#include <sotto/session.hpp>
#include <sotto/telemetry.hpp>

#include "core/os_module.hpp"
#include "privacy/environment.hpp"
#include "runtime/fork.hpp"
#include "runtime/holder.hpp"
#include "runtime/instance.hpp"
#include "runtime/metrics_json.hpp"

namespace sotto {
namespace {

using runtime::Holder;
using runtime::holder;
using runtime::Instance;

constexpr const char* second_session = "a session is already running: the second one does nothing";

/// For programs that leave through exit() while a Session lives on the stack, and through
/// quick_exit() when they asked for it.
void stop_at_exit() {
  if (const auto instance = holder().get_to_stop()) instance->stop(instance->shutdown_timeout());
}

}  // namespace

Session::Session(Config config) noexcept {
  Holder& all = holder();
  try {
    owns_ = all.claim();
    if (!owns_) {
      all.warn(second_session);
      return;
    }
    core::stay_loaded();
    runtime::handle_forks();
    [[maybe_unused]] static const int registered = std::atexit(stop_at_exit);
    all.set(std::make_shared<Instance>(std::move(config), privacy::process_environment()));
  } catch (const std::exception&) {
    // Memory or threads were short. The program goes on without us.
    all.warn("the session could not start: the system is out of memory or threads");
  }
}

Session::Session(Session&& other) noexcept : owns_(std::exchange(other.owns_, false)) {}

Session& Session::operator=(Session&& other) noexcept {
  std::swap(owns_, other.owns_);
  return *this;
}

Session::~Session() {
  if (!owns_) return;
  if (const auto instance = holder().get_to_stop()) instance->stop(instance->shutdown_timeout());
  holder().release();
}

FlushResult flush(std::chrono::milliseconds timeout) noexcept {
  const auto instance = holder().get();
  return instance ? instance->flush(timeout) : FlushResult{};
}

FlushResult shutdown(std::chrono::milliseconds timeout) noexcept {
  const auto instance = holder().get_to_stop();
  return instance ? instance->stop(timeout) : FlushResult{};
}

bool flush_at_quick_exit() noexcept {
  static const bool registered = std::at_quick_exit(stop_at_exit) == 0;
  return registered;
}

Metrics get_metrics() {
  const auto instance = holder().get();
  return instance ? instance->metrics() : Metrics{};
}

std::string get_metrics_json() {
  return runtime::to_json(get_metrics());
}

Status status() {
  const auto instance = holder().get();
  Status status = instance ? instance->status() : Status{};
  for (std::string& warning : holder().warnings()) status.warnings.push_back(std::move(warning));
  return status;
}

std::string telemetry_preview() {
  const auto instance = holder().get();
  return instance ? instance->telemetry_preview() : "{}";
}

}  // namespace sotto
