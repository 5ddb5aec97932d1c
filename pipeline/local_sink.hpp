#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include <sotto/result.hpp>

namespace sotto::pipeline {

/// Where bytes go that stay on this machine: what an HTTP client is to other destinations.
///
/// Threads: the pipeline's.
class LocalSink {
 public:
  virtual ~LocalSink() = default;

  /// Writes all of `bytes`, now. Errors: storage; the detail is for status().warnings and never
  /// has the path.
  virtual Result<Done> write(std::string_view bytes) = 0;
};

/// The sink that `url` names: "stderr:", "memory:" or "file:" and a path. "memory:" writes nothing:
/// its provider keeps what it was given to encode. A file is opened for each write;
/// before one that would make it longer than `file_bytes` it becomes path.1, path.1 becomes
/// path.2, and so on to path.5, whose content is given up. Null for any other URL.
std::unique_ptr<LocalSink> make_local_sink(std::string_view url, std::uint64_t file_bytes);

}  // namespace sotto::pipeline
