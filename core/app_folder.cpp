#include "core/app_folder.hpp"

#include <algorithm>

#include <sotto/label.hpp>

namespace sotto::core {

std::string label_text(std::string_view text) {
  std::string label(text.substr(0, Label::max_bytes));
  std::ranges::replace_if(
      label, [](char c) { return !Label::is_allowed(c); }, '_');
  return label;
}

std::string app_folder(std::string_view app_name) {
  if (app_name.empty()) return "unknown_service";
  std::string folder = label_text(app_name);
  if (folder == "." || folder == "..") folder[0] = '_';
  return folder;
}

}  // namespace sotto::core
