#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sotto/config.hpp>

#include "privacy/environment.hpp"

namespace sotto::privacy {

/// Why a gate is open or closed, for status(), `sotto status` and PRIVACY.md. The order is that
/// of the rules: the first that closes wins.
enum class Reason : std::uint8_t {
  open,
  built_without,      // SOTTO_DISABLED
  kill_switch,        // SOTTO_DISABLE_ALL_TRACING, <PREFIX>_DISABLE_ALL_TRACING, OTEL_SDK_DISABLED
  tracing_mode_none,  // TRACING_MODE=none
  opt_out_file,       // ~/.no-tracing and the others
  no_home,            // the home folder is missing or cannot be read: telemetry only
  do_not_track,
  switched_off,  // SOTTO_ENABLED and the like are set and not "yes"; or the Config says so
  ci,
  consent_refused,   // a stored no
  consent_missing,   // ConsentMode::opt_in, or a hosted editor, without a stored yes
  notice_not_shown,  // before the notice was shown, and in the run that showed it
  not_configured,    // no endpoint, no provider
};

struct Verdict {
  Reason reason = Reason::open;
  std::string detail;  // the variable's, file's or vendor's name that decided; never a value
  bool open() const noexcept { return reason == Reason::open; }
};

struct Verdicts {
  Verdict telemetry;
  Verdict observability;
};

/// Applies the rules in the order of PRIVACY.md, 1 to 7; the last, "nothing configured", is the
/// session's. Called at start. Nothing is written; the files of an answer that was given earlier
/// are read when no rule before closed telemetry.
Verdicts judge(const Environment& environment, const Config& config);

/// The part that can change while a program runs: the opt-out files and a stored no. Only asks
/// whether they exist: cheap enough for every tick.
Verdicts judge_files(const Environment& environment, const Config& config);

/// Whether the variable `name`, set to `value`, turns a layer off by itself: a switch of ours, of
/// OpenTelemetry or of any embedding program (MYAPP_ENABLED), or a TRACING_MODE of none. Rules on
/// files, build servers and what else is set do not count here.
bool is_closed_by(std::string_view name, std::string_view value);

/// Whether `name` is the switch that opens the gates on a build server.
bool opens_in_ci(std::string_view name) noexcept;

/// One word, e.g. "opt_out_file".
std::string_view to_string(Reason reason) noexcept;

}  // namespace sotto::privacy
