#include "core/os_library.hpp"

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/auxv.h>
#endif

#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

namespace sotto::core {
namespace {

Error refused(std::string_view why) {
  return Error{ErrorCode::invalid_config, std::string(why)};
}

/// Whether the process may do what the user who started it may not: its environment is then that
/// of a stranger.
bool has_more_rights_than_its_user() noexcept {
#ifdef __linux__
  if (getauxval(AT_SECURE) != 0) return true;
#endif
  return getuid() != geteuid() || getgid() != getegid();
}

bool is_safe(const struct stat& status) noexcept {
  const bool is_ours = status.st_uid == 0 || status.st_uid == geteuid();
  const bool is_shared = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  const bool is_sticky_folder = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
  return is_ours && (!is_shared || is_sticky_folder);
}

/// Who may write to a folder may put another file in the place of one, so all above count.
std::optional<Error> check_owners(const std::filesystem::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return refused("it is no file");
  if (!is_safe(status)) return refused("others may write to its file");
  for (auto folder = file.parent_path();; folder = folder.parent_path()) {
    if (stat(folder.c_str(), &status) != 0 || !is_safe(status)) {
      return refused("others may write to a folder above its file");
    }
    if (folder == folder.root_path()) return std::nullopt;
  }
}

}  // namespace

Result<Library> Library::load(const std::string& path) {
  if (!path.starts_with('/')) return refused("its path is not absolute");
  if (has_more_rights_than_its_user()) {
    return refused("a program with more rights than its user loads none");
  }
  std::error_code error;
  const auto file = std::filesystem::canonical(path, error);
  if (error) return refused("there is no such file");
  if (auto unsafe = check_owners(file)) return *std::move(unsafe);
  void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) return refused("the system's loader refuses its file");
  return Library(handle);
}

void* Library::find_address(const char* name) const noexcept {
  return dlsym(handle_, name);
}

}  // namespace sotto::core
