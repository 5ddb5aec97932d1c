#pragma once

#include <string>
#include <string_view>

namespace sotto::core {

/// `text` cut to what a Label can hold: 64 bytes of A-Z a-z 0-9 _ . : -, others become '_'.
std::string label_text(std::string_view text);

/// The program's name where its files stand, below "sotto/" of an XDG folder: as label_text;
/// "unknown_service" for none. Never a path of more than one step.
std::string app_folder(std::string_view app_name);

}  // namespace sotto::core
