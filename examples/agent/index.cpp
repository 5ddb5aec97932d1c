#include "examples/agent/index.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <system_error>

namespace agent {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t max_file_bytes = 256 << 10;  // generated data above, hand-written below

bool is_left_out(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') || name.starts_with("build") || name == "node_modules" ||
         name == "sotto.db" || name == "package-lock.json";
}

bool is_text(const std::vector<std::string>& lines) {
  return std::ranges::none_of(
      lines, [](const std::string& line) { return line.find('\0') != std::string::npos; });
}

}  // namespace

std::vector<std::string> read_lines(const fs::path& file) {
  // Opening a folder succeeds on some systems and reads nothing: say so instead.
  if (fs::is_directory(file)) {
    throw std::system_error(std::make_error_code(std::errc::is_a_directory));
  }
  errno = 0;
  std::ifstream stream(file);
  if (!stream) throw std::system_error(errno, std::generic_category());
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<Excerpt> read_folder(const fs::path& folder) {
  std::vector<Excerpt> files;
  std::error_code error;
  auto entry = fs::recursive_directory_iterator(
      folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (is_left_out(entry->path())) {
      entry.disable_recursion_pending();
      continue;
    }
    std::error_code ignored;  // a file that vanished meanwhile is left out
    if (!entry->is_regular_file(ignored) || entry->file_size(ignored) > max_file_bytes) continue;
    try {
      std::vector<std::string> lines = read_lines(entry->path());
      if (!is_text(lines)) continue;
      files.push_back({entry->path().lexically_relative(folder).generic_string(), 1, lines});
    } catch (const std::system_error&) {
      continue;
    }
  }
  std::ranges::sort(files, {}, &Excerpt::path);
  return files;
}

}  // namespace agent
