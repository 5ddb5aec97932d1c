#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/result.hpp>

#include "core/json_writer.hpp"
#include "privacy/environment.hpp"
#include "privacy/gate.hpp"

namespace sotto::cli {

/// What a program with sotto in it would do in these surroundings.
struct ClientStatus {
  struct Destination {
    std::string name;          // a provider's, or the path of a plug-in, which only a check loads
    std::string address = {};  // never its path, which may hold a key
    std::string problem = {};  // why it cannot be used
    std::optional<Result<Done>> check = {};  // what it answered, when it was asked

    bool is_good() const noexcept { return problem.empty() && (!check || check->ok()); }
  };

  privacy::Verdicts gates;
  std::vector<Destination> destinations;
  std::vector<std::string> warnings;

  bool is_good() const noexcept;  // all destinations are, and there is one
};

/// `checks`: each destination is asked whether it takes the keys; otherwise nothing is opened.
ClientStatus client_status(const privacy::Environment& environment, bool checks);

/// "open", or "closed: do_not_track (DO_NOT_TRACK)".
std::string text_of(const privacy::Verdict& gate);

/// The member `name` of an object that is open.
void write(core::JsonWriter& json, std::string_view name, const privacy::Verdict& gate);

/// Lines for people.
std::string to_text(const ClientStatus& status);

/// Members of an object that is open.
void write(core::JsonWriter& json, const ClientStatus& status);

}  // namespace sotto::cli
