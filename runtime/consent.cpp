#include "privacy/consent.hpp"

#include <chrono>
#include <exception>
#include <optional>

#include <sotto/consent.hpp>

#include "core/notice_version.hpp"
#include "privacy/environment.hpp"
#include "privacy/surroundings.hpp"
#include "runtime/holder.hpp"
#include "runtime/instance.hpp"
#include "telemetry/store_place.hpp"
#include "transport/endpoint.hpp"

namespace sotto::consent {
namespace {

constexpr std::chrono::milliseconds silence_timeout = std::chrono::seconds(1);

std::string app_of(std::string_view app_name) {
  if (!app_name.empty()) return std::string(app_name);
  const auto instance = runtime::holder().get();
  return instance ? instance->app_name() : Config::from_env().app_name;
}

/// Why no person can be answering here.
std::optional<std::string> obstacle(Asked asked) {
  const privacy::Environment& environment = privacy::process_environment();
  if (const auto agent = privacy::detect_coding_agent(environment)) {
    return "inside of " + std::string(*agent) + " nobody can answer for a person";
  }
  if (const auto vendor = privacy::detect_ci(environment)) {
    return "on a build server (" + std::string(*vendor) + ") there is nobody to answer";
  }
  if (asked == Asked::in_terminal && !environment.has_terminal()) {
    return "without a terminal nobody can have read the notice";
  }
  return std::nullopt;
}

/// Errors are values here too: the files' paths need memory.
template <typename Step>
Result<Done> without_throwing(Step step) {
  try {
    return step();
  } catch (const std::exception&) {
    return Error{ErrorCode::storage, "no memory"};  // fits the string itself
  }
}

/// A step that only a person can take.
template <typename Step>
Result<Done> by_a_person(int version, Asked asked, Step step) {
  return without_throwing([&]() -> Result<Done> {
    if (version < 1 || version > notice_version()) {
      return Error{ErrorCode::invalid_config, "there is no notice of this version"};
    }
    if (auto why = obstacle(asked)) return Error{ErrorCode::gate_closed, *std::move(why)};
    return step();
  });
}

/// A yes is one to counts, also where the setting is on already: it may be turned off.
std::string how_to_blur(const Config& config) {
  const bool is_offered =
      config.consent == ConsentMode::opt_in && !(config.weekly_questions == WeeklyQuestions{});
  if (!is_offered) return {};
  return "Blur it:             SOTTO_LOCAL_DP=1 sends noisy answers, once a week, and no counts\n";
}

}  // namespace

int notice_version() noexcept {
  return core::notice_version;
}

std::string notice(const Config& config) {
  const std::string app = config.app_name.empty() ? "This program" : config.app_name;
  const auto endpoint = transport::parse_endpoint(config.telemetry_endpoint);
  const std::string receiver = endpoint ? endpoint.value().origin() : "nowhere yet";
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(config.telemetry_interval);
  const std::string how_often = hours.count() == 0
                                    ? std::string("at set times")
                                    : "once in " + std::to_string(hours.count()) + " hours";
  return app +
         " counts how often its features are used, which types of errors occur and how long its\n"
         "agents run. A count names a label from the program's source, never your text, files,\n"
         "names or addresses, and no id links one report to another.\n"
         "The counts go to " +
         receiver + ", " + how_often +
         " at most.\n"
         "See the next report: sotto telemetry preview\n" +
         how_to_blur(config) +
         "Stop it for good:    sotto telemetry off, or touch ~/.no-telemetry, or DO_NOT_TRACK=1\n";
}

Result<Done> give(int version, Asked asked, std::string_view app_name) {
  return by_a_person(version, asked, [&] {
    return privacy::store_yes(privacy::process_environment(), app_of(app_name), version);
  });
}

Result<Done> notice_shown(int version, Asked asked, std::string_view app_name) {
  return by_a_person(version, asked, [&] {
    return privacy::store_notice(privacy::process_environment(), app_of(app_name), version);
  });
}

Result<Done> revoke(std::string_view app_name) {
  return without_throwing([&] {
    const std::string app = app_of(app_name);
    auto stored = privacy::store_no(privacy::process_environment(), app);
    const auto instance = runtime::holder().get();
    if (instance && instance->app_name() == app) instance->obey_refusal(silence_timeout);
    telemetry::delete_store(privacy::process_environment(), app);
    return stored;
  });
}

Status status(std::string_view app_name) {
  const std::string app = app_of(app_name);
  const auto record = privacy::read_consent(privacy::process_environment(), app);
  Status status;
  status.agreed_version = record.agreed_version;
  status.shown_version = record.shown_version;
  if (record.refused != privacy::Presence::absent) {
    status.answer = Answer::no;
  } else if (record.agreed_version >= notice_version()) {
    status.answer = Answer::yes;
  }
  const auto why = obstacle(Asked::in_terminal);
  status.can_be_given = !why;
  status.obstacle = why.value_or("");
  return status;
}

}  // namespace sotto::consent
