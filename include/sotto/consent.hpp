#pragma once

/// What a person was told about anonymous telemetry, and what they answered.
///
/// The answer is kept for each program, in $XDG_CONFIG_HOME/sotto/<app name>/. A no closes at once,
/// in every process of the program, and takes back what waited to be sent; a yes opens from the
/// next session on. Neither speaks for another program. See PRIVACY.md, rule 7.
///
/// Every function takes the program's name as `app_name`; empty: the running session's, or without
/// one SOTTO_APP_NAME. Any thread; may read and write small files.

#include <cstdint>
#include <string>
#include <string_view>

#include <sotto/config.hpp>
#include <sotto/export.hpp>
#include <sotto/result.hpp>

namespace sotto::consent {

enum class Answer : std::uint8_t { none, yes, no };

/// How a person is asked. Without one nobody can have read the notice.
enum class Asked : std::uint8_t {
  in_terminal,  // standard input and standard error are one
  in_dialog,    // the program has a window of its own
};

struct Status {
  Answer answer = Answer::none;  // a yes to an earlier notice is none
  int agreed_version = 0;        // of the notice that was last agreed to; 0: none
  int shown_version = 0;         // of the notice that an earlier run showed; 0: none
  bool can_be_given = false;     // whether give() would be taken in a terminal
  std::string obstacle = {};     // if not, one sentence
};

/// Of the notice of this version of sotto. It rises when a report holds something new: answers
/// and notices of before then count no longer.
SOTTO_API int notice_version() noexcept;

/// The notice in plain words, several lines, for a program that shows its own or asks in a
/// terminal: what is counted, where it goes, how often, and how to stop it.
SOTTO_API std::string notice(const Config& config = Config::from_env());

/// Keeps a yes to the notice of `version`. Errors: gate_closed (no terminal, inside of a coding
/// agent, on a build server: the detail says which), invalid_config (no such version), storage.
SOTTO_API Result<Done> give(int version = notice_version(), Asked asked = Asked::in_terminal,
                            std::string_view app_name = {});

/// Keeps a no; always taken. Before it returns, at most a second later, the running session sends
/// nothing more, and what waited in memory and on disk is gone. Errors: storage (the running
/// session is silent all the same).
SOTTO_API Result<Done> revoke(std::string_view app_name = {});

SOTTO_API Status status(std::string_view app_name = {});

/// Says that the program has shown the notice of `version` to a person. With ConsentMode::opt_out
/// telemetry may leave from the next run on. Errors: as give().
SOTTO_API Result<Done> notice_shown(int version = notice_version(),
                                    Asked asked = Asked::in_terminal,
                                    std::string_view app_name = {});

}  // namespace sotto::consent

namespace sotto {

using consent::notice_shown;

}  // namespace sotto
