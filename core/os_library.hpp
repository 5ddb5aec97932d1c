#pragma once

#include <string>

#include <sotto/result.hpp>

namespace sotto::core {

/// A shared object that was loaded into the process, for good: its code may be running whenever
/// one would want to unload it.
class Library {
 public:
  /// Runs the object's own start-up code. Its names are seen by nobody else.
  ///
  /// Refused, before anything of it runs: a path that is not absolute; a file, or a folder above
  /// it, that somebody other than root and this user owns or may write to (a sticky folder such
  /// as /tmp is fine); anything, in a process with more rights than the user who started it.
  /// Links are followed first. The error never has the path.
  static Result<Library> load(const std::string& path);

  /// The function of that name; null when there is none.
  template <typename Function>
  Function* find(const char* name) const noexcept {
    return reinterpret_cast<Function*>(find_address(name));
  }

 private:
  explicit Library(void* handle) noexcept : handle_(handle) {}
  void* find_address(const char* name) const noexcept;

  void* handle_;
};

}  // namespace sotto::core
