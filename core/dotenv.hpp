#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::core {

/// What a .env file says.
struct Dotenv {
  std::map<std::string, std::string, std::less<>> variables;  // the last line of a name counts
  std::vector<std::string> warnings;  // one sentence each; a line's number, never its text
};

/// Lines NAME=VALUE, with or without "export " before them; empty lines and those that begin with
/// # say nothing. A value is bare up to " #", or 'as it is', or "with \n, \r, \t, \" and \\"; in
/// either quotes it may go over several lines. A $ is a $: nothing is looked up or run. Lines end
/// with LF or CRLF, also within quotes, where both become LF.
///
/// A line that is none of this is left out, with a warning.
Dotenv parse_dotenv(std::string_view text);

/// The same for the file at `path`, of at most 1 MiB. One that is larger or cannot be read gives a
/// warning and no variables.
Dotenv read_dotenv(const std::string& path);

}  // namespace sotto::core
