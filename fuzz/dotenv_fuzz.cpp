// Any bytes: no crash; each variable has a name that an environment could hold, no value has a
// NUL, and what is written back in quotes is read as it was.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/dotenv.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// `value` in double quotes, with an escape for each character that has one.
std::string quoted(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
    } else if (c == '\r') {
      text += "\\r";
    } else {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
  }
  return text + '"';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = sotto::core::parse_dotenv(text);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  require(file.variables.size() + file.warnings.size() <= lines);

  std::string again;
  for (const auto& [name, value] : file.variables) {
    require(!name.empty() && name.find_first_of("= \t\n\0") == std::string::npos);
    require(value.find('\0') == std::string::npos);
    again += name + "=" + quoted(value) + "\n";
  }
  const auto reread = sotto::core::parse_dotenv(again);
  require(reread.warnings.empty() && reread.variables == file.variables);
  return 0;
}
