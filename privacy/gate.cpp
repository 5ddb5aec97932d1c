#include "privacy/gate.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "core/notice_version.hpp"
#include "core/text.hpp"
#include "privacy/consent.hpp"
#include "privacy/surroundings.hpp"
#include "privacy/truth.hpp"

namespace sotto::privacy {
namespace {

constexpr std::array<std::string_view, 2> tracing_modes = {"SOTTO_TRACING_MODE", "TRACING_MODE"};
constexpr std::array<std::string_view, 2> ci_switches = {"SOTTO_ENABLE_TRACING_IN_CI",
                                                         "SOTTO_ENABLE_IN_CI"};

/// Each says on its own where traces are to go.
constexpr std::array<std::string_view, 9> trace_settings = {"SOTTO_PROVIDERS",
                                                            "SOTTO_TRACING_MODE",
                                                            "TRACING_MODE",
                                                            "LANGFUSE_PUBLIC_KEY",
                                                            "LANGWATCH_API_KEY",
                                                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                                                            "OTEL_TRACES_EXPORTER",
                                                            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                                                            "SOTTO_FILE"};

/// In a list, "none" contradicts the other words; that is doubt.
bool names_no_mode(std::string_view value) {
  const auto modes = core::split_list(value);
  return std::any_of(modes.begin(), modes.end(), [](std::string_view mode) {
    return core::equals_ignoring_case(mode, "none") || core::equals_ignoring_case(mode, "noop");
  });
}

/// Collects what the rules say, in their order: the first that closes a gate has the word.
class Judgement {
 public:
  Judgement(const Environment& environment, const Config& config) noexcept
      : environment_(environment), config_(config) {}

  void apply_build() {
#ifdef SOTTO_DISABLED
    close_both(Reason::built_without, "SOTTO_DISABLED");
#endif
  }

  void apply_kill_switches() {
    close_both_if_set(Reason::kill_switch, "SOTTO_DISABLE_ALL_TRACING");
    close_both_if_set(Reason::kill_switch, "SOTTO_DISABLE_ALL");
    if (!config_.env_prefix.empty()) {
      close_both_if_set(Reason::kill_switch, config_.env_prefix + "_DISABLE_ALL_TRACING");
    }
    close_both_if_set(Reason::kill_switch, "OTEL_SDK_DISABLED");
  }

  void apply_tracing_mode() {
    for (const std::string_view name : tracing_modes) {
      close_both_if_set(Reason::tracing_mode_none, name);
    }
  }

  void apply_files() {
    const std::string app = app_file_name();
    std::array<std::string, 4> for_both = {"~/.no-tracing", "", "$XDG_CONFIG_HOME/sotto/no-tracing",
                                           "/etc/sotto/no-tracing"};
    std::array<std::string, 2> for_telemetry = {"~/.no-telemetry", ""};
    if (!app.empty()) {
      for_both[1] = "~/." + app + "-no-tracing";
      for_telemetry[1] = "~/." + app + "-no-telemetry";
    }
    std::string unknown;  // the first file that could not be asked for
    const auto is_there = [&](const std::string& path) {
      if (path.empty()) return false;
      const Presence presence = environment_.file(path);
      if (presence == Presence::unknown && unknown.empty()) unknown = path;
      return presence == Presence::present;
    };
    for (const std::string& path : for_both) {
      if (is_there(path)) close_both(Reason::opt_out_file, path);
    }
    for (const std::string& path : for_telemetry) {
      if (is_there(path)) close(verdicts_.telemetry, Reason::opt_out_file, path);
    }
    if (!unknown.empty()) close(verdicts_.telemetry, Reason::no_home, unknown);
  }

  void apply_do_not_track() {
    close_if_set(verdicts_.telemetry, Reason::do_not_track, "DO_NOT_TRACK");
    // Traces go to a place of the user's own choice, who may ask for them in so many words.
    if (!is_on("SOTTO_OBSERVABILITY_ENABLED")) {
      close_if_set(verdicts_.observability, Reason::do_not_track, "DO_NOT_TRACK");
    }
  }

  void apply_switches() {
    apply_switches_of("SOTTO");
    if (!config_.env_prefix.empty()) apply_switches_of(config_.env_prefix);
    for (const std::string_view name : {"OTEL_TRACES_EXPORTER", "OTEL_TRACES_SAMPLER"}) {
      close_if_set(verdicts_.observability, Reason::switched_off, name);
    }
    if (!config_.enabled) close_both(Reason::switched_off, "Config::enabled");
    if (!config_.telemetry_enabled) {
      close(verdicts_.telemetry, Reason::switched_off, "Config::telemetry_enabled");
    }
    if (!config_.observability_enabled) {
      close(verdicts_.observability, Reason::switched_off, "Config::observability_enabled");
    }
  }

  void apply_ci() {
    if (std::any_of(ci_switches.begin(), ci_switches.end(),
                    [this](std::string_view name) { return is_on(name); })) {
      return;
    }
    if (const auto vendor = detect_ci(environment_)) close_both(Reason::ci, *vendor);
  }

  /// A no that was given to this program's dialog or in a terminal.
  void apply_refusal() {
    const std::string path = refusal_path(config_.app_name);
    const Presence presence = environment_.file(path);
    if (presence == Presence::absent) return;
    close(verdicts_.telemetry, Reason::consent_refused, path);
    // What is merely in doubt leaves the user's own traces alone, as an unreadable home folder
    // does.
    if (presence == Presence::present && !is_on("SOTTO_OBSERVABILITY_ENABLED")) {
      close(verdicts_.observability, Reason::consent_refused, path);
    }
  }

  void apply_consent() {
    apply_refusal();
    const bool needs_yes_for_traces =
        config_.consent == ConsentMode::opt_in && !chose_where_traces_go();
    const bool is_endpoint_ours =
        !config_.telemetry_endpoint.empty() && !has_text("SOTTO_TELEMETRY_ENDPOINT");
    const bool is_telemetry_in_question =
        verdicts_.telemetry.open() && (config_.consent == ConsentMode::opt_in || is_endpoint_ours);
    if (!is_telemetry_in_question && !(verdicts_.observability.open() && needs_yes_for_traces))
      return;

    const ConsentRecord record = read_consent(environment_, config_.app_name);
    if (record.agreed_version >= core::notice_version) return;
    if (needs_yes_for_traces) {
      close(verdicts_.observability, Reason::consent_missing, "Config::consent");
    }
    if (config_.consent == ConsentMode::opt_in) {
      close(verdicts_.telemetry, Reason::consent_missing, "Config::consent");
    }
    if (!is_endpoint_ours) return;
    if (const auto editor = detect_hosted_editor(environment_)) {
      close(verdicts_.telemetry, Reason::consent_missing, *editor);
    }
    if (record.shown_version < core::notice_version) {
      close(verdicts_.telemetry, Reason::notice_not_shown, "Config::telemetry_endpoint");
    }
  }

  Verdicts take() && {
    return std::move(verdicts_);
  }

 private:
  static void close(Verdict& verdict, Reason reason, std::string_view detail) {
    if (verdict.open()) verdict = {reason, std::string(detail)};
  }

  void close_both(Reason reason, std::string_view detail) {
    close(verdicts_.telemetry, reason, detail);
    close(verdicts_.observability, reason, detail);
  }

  /// What to name when the variable `name` closes: itself, and where else it stands.
  std::optional<std::string> closer_of(std::string_view name) const {
    const auto value = environment_.variable(name);
    if (value && is_closed_by(name, *value)) return std::string(name);
    const auto& others = config_.closed_by;
    if (std::find(others.begin(), others.end(), name) == others.end()) return std::nullopt;
    return value ? std::string(name) : std::string(name) + " in the .env file";
  }

  void close_if_set(Verdict& verdict, Reason reason, std::string_view name) const {
    if (const auto closer = closer_of(name)) close(verdict, reason, *closer);
  }

  void close_both_if_set(Reason reason, std::string_view name) {
    if (const auto closer = closer_of(name)) close_both(reason, *closer);
  }

  bool has_text(std::string_view name) const {
    const auto value = environment_.variable(name);
    return value && !core::trim(*value).empty();
  }

  /// What the user typed needs no yes of theirs.
  bool chose_where_traces_go() const {
    return is_on("SOTTO_OBSERVABILITY_ENABLED") ||
           std::any_of(std::begin(trace_settings), std::end(trace_settings),
                       [this](std::string_view name) { return has_text(name); });
  }

  bool is_on(std::string_view name) const {
    const auto value = environment_.variable(name);
    return value && opens(*value);
  }

  void apply_switches_of(const std::string& prefix) {
    close_both_if_set(Reason::switched_off, prefix + "_ENABLED");
    close_if_set(verdicts_.telemetry, Reason::switched_off, prefix + "_TELEMETRY_ENABLED");
    close_if_set(verdicts_.observability, Reason::switched_off, prefix + "_OBSERVABILITY_ENABLED");
  }

  /// The program's name as part of a file's name; empty when it does not lend itself to one.
  std::string app_file_name() const {
    constexpr std::size_t max_bytes = 64;  // with its affixes well below the 255 of a file system
    const auto is_safe = [](char c) {
      return core::is_letter(c) || core::is_digit(c) || c == '_' || c == '-' || c == '.';
    };
    const std::string& name = config_.app_name;
    if (name.size() > max_bytes || !std::all_of(name.begin(), name.end(), is_safe)) return {};
    return name;
  }

  const Environment& environment_;
  const Config& config_;
  Verdicts verdicts_;
};

}  // namespace

Verdicts judge(const Environment& environment, const Config& config) {
  Judgement judgement(environment, config);
  judgement.apply_build();
  judgement.apply_kill_switches();
  judgement.apply_tracing_mode();
  judgement.apply_files();
  judgement.apply_do_not_track();
  judgement.apply_switches();
  judgement.apply_ci();
  judgement.apply_consent();
  return std::move(judgement).take();
}

Verdicts judge_files(const Environment& environment, const Config& config) {
  Judgement judgement(environment, config);
  judgement.apply_files();
  judgement.apply_refusal();
  return std::move(judgement).take();
}

bool is_closed_by(std::string_view name, std::string_view value) {
  if (name == "OTEL_SDK_DISABLED" || name == "DO_NOT_TRACK" || name == "SOTTO_DISABLE_ALL" ||
      name.ends_with("_DISABLE_ALL_TRACING")) {
    return closes(value);
  }
  if (name.ends_with("_ENABLED")) return !opens(value);
  return std::find(tracing_modes.begin(), tracing_modes.end(), name) != tracing_modes.end() &&
         names_no_mode(value);
}

bool opens_in_ci(std::string_view name) noexcept {
  return std::find(ci_switches.begin(), ci_switches.end(), name) != ci_switches.end();
}

std::string_view to_string(Reason reason) noexcept {
  switch (reason) {
    case Reason::open: return "open";
    case Reason::built_without: return "built_without";
    case Reason::kill_switch: return "kill_switch";
    case Reason::tracing_mode_none: return "tracing_mode_none";
    case Reason::opt_out_file: return "opt_out_file";
    case Reason::no_home: return "no_home";
    case Reason::do_not_track: return "do_not_track";
    case Reason::switched_off: return "switched_off";
    case Reason::ci: return "ci";
    case Reason::consent_refused: return "consent_refused";
    case Reason::consent_missing: return "consent_missing";
    case Reason::notice_not_shown: return "notice_not_shown";
    case Reason::not_configured: return "not_configured";
  }
  return "unknown";
}

}  // namespace sotto::privacy
