#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sotto/result.hpp>

#include "privacy/environment.hpp"

namespace sotto::privacy {

/// What a person was told and answered about one program's telemetry. It is kept in three small
/// files below $XDG_CONFIG_HOME/sotto/<program>/, each of which its owner can read, write and
/// delete by hand:
///
///   refused   a no. That it exists is enough, so that the check on every tick opens nothing
///   consent   a yes: "notice_version = 1", of the notice that was agreed to
///   notice    "notice_version = 1" of the notice that was shown, and in which run of the program
struct ConsentRecord {
  Presence refused = Presence::absent;
  int agreed_version = 0;  // 0: no yes
  int shown_version = 0;   // 0: no notice was shown before this run
};

/// Where the folders of all programs are, as Environment::full_path takes it.
inline constexpr std::string_view answers_folder = "$XDG_CONFIG_HOME/sotto/";

/// What cannot be read counts as not there; for a refusal it is doubt, which closes. Any thread.
ConsentRecord read_consent(const Environment& environment, std::string_view app_name);

/// The path of the file `refused`, as Environment::file takes it.
std::string refusal_path(std::string_view app_name);

/// Keep an answer. A yes takes an earlier no back and the other way round. Errors: storage.
Result<Done> store_yes(const Environment& environment, std::string_view app_name, int version);
Result<Done> store_no(const Environment& environment, std::string_view app_name);

/// The notice was shown in this run: it counts from the next one on. Errors: storage.
Result<Done> store_notice(const Environment& environment, std::string_view app_name, int version);

/// Takes back everything above: the person was never asked. Errors: storage.
Result<Done> forget_consent(const Environment& environment, std::string_view app_name);

}  // namespace sotto::privacy
