#include "telemetry/store_place.hpp"

#include "core/app_folder.hpp"
#include "telemetry/store.hpp"

namespace sotto::telemetry {

std::optional<std::string> stores_folder(const privacy::Environment& environment) {
  return environment.full_path("$XDG_STATE_HOME/sotto");
}

std::optional<std::string> store_folder(const privacy::Environment& environment,
                                        std::string_view app_name) {
  return environment.full_path("$XDG_STATE_HOME/sotto/" + core::app_folder(app_name));
}

void delete_store(const privacy::Environment& environment, std::string_view app_name) {
  if (const auto folder = store_folder(environment, app_name)) clear_store(*folder);
}

bool is_refusal(privacy::Reason reason) noexcept {
  using privacy::Reason;
  switch (reason) {
    case Reason::kill_switch:
    case Reason::tracing_mode_none:
    case Reason::opt_out_file:
    case Reason::do_not_track:
    case Reason::switched_off:
    case Reason::consent_refused: return true;
    case Reason::open:
    case Reason::built_without:
    case Reason::no_home:
    case Reason::ci:
    case Reason::consent_missing:
    case Reason::notice_not_shown:
    case Reason::not_configured: return false;
  }
  return false;
}

}  // namespace sotto::telemetry
