#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace agent {

/// Some lines of one file, with where they stand: what tools return and answers cite.
struct Excerpt {
  std::string path;  // relative to the folder, with '/'
  std::size_t first_line = 1;
  std::vector<std::string> lines;
};

/// Reads the text and source files below `folder`, each as one Excerpt, sorted by path. Left out:
/// hidden files, build and node_modules folders, binaries, files over 256 KiB. Files that
/// cannot be read are left out as well.
std::vector<Excerpt> read_folder(const std::filesystem::path& folder);

/// The lines of a file. Throws std::system_error with the operating system's reason.
std::vector<std::string> read_lines(const std::filesystem::path& file);

}  // namespace agent
