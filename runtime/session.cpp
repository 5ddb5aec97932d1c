#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <sotto/session.hpp>
#include <sotto/telemetry.hpp>

#include "core/os_module.hpp"
#include "privacy/environment.hpp"
#include "runtime/fork.hpp"
#include "runtime/holder.hpp"
#include "runtime/instance.hpp"
#include "runtime/metrics_json.hpp"
#include "runtime/problems.hpp"

namespace sotto {
namespace {

using runtime::Holder;
using runtime::holder;
using runtime::Instance;

constexpr const char* second_session = "a session is already running: the second one does nothing";
constexpr const char* no_resources =
    "the session could not start: the system is out of memory or threads";

/// For programs that leave through exit() while a Session lives on the stack, and through
/// quick_exit() when they asked for it.
void stop_at_exit() {
  if (const auto instance = holder().get_to_stop()) instance->stop(instance->shutdown_timeout());
}

/// Precondition: the holder is claimed for this session.
void start(Config config) noexcept {
  try {
    core::stay_loaded();
    runtime::handle_forks();
    [[maybe_unused]] static const int registered = std::atexit(stop_at_exit);
    holder().set(std::make_shared<Instance>(std::move(config), privacy::process_environment()));
  } catch (const std::exception&) {
    // Memory or threads were short. The program goes on without us.
    holder().warn(no_resources);
  }
}

Error to_error(const std::vector<std::string>& problems) {
  Error error{ErrorCode::invalid_config, ""};
  for (const std::string& problem : problems) {
    if (!error.detail.empty()) error.detail += '\n';
    error.detail += problem;
  }
  return error;
}

}  // namespace

Session::Session(Config config) noexcept : owns_(holder().claim()) {
  if (owns_) {
    start(std::move(config));
  } else {
    holder().warn(second_session);
  }
}

Result<Session> Session::start_strict(Config config) noexcept {
  const bool is_free = holder().claim();
  Session session(is_free);  // gives the claim back on every way out
  try {
    auto problems = runtime::find_problems(config, privacy::process_environment());
    if (!is_free) problems.emplace_back(second_session);
    if (!problems.empty()) return to_error(problems);
    start(std::move(config));
    // What only the start could show: the system has no memory or thread to give.
    problems = holder().warnings();
    if (const auto instance = holder().get(); problems.empty() && instance) {
      problems = instance->warnings_at_start();
    }
    if (!problems.empty()) return to_error(problems);
  } catch (const std::exception&) {
    return Error{ErrorCode::invalid_config, "no memory"};  // fits the string itself
  }
  return session;
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
