#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

namespace sotto::pipeline {

/// Memory for the bodies of requests, used again and again: a body is as long as the one before,
/// and pages that were given back to the system are dear to get anew.
///
/// Threads: the pipeline's, which also drops the bodies.
class BodyPool {
 public:
  /// An empty string; it may be kept for as long as one likes.
  std::shared_ptr<std::string> take() {
    for (std::shared_ptr<std::string>& body : bodies_) {
      if (body && body.use_count() != 1) continue;
      if (!body || body->capacity() > longest_kept) body = std::make_shared<std::string>();
      body->clear();
      return body;
    }
    return std::make_shared<std::string>();
  }

 private:
  // Of a batch of usual size; longer ones are rare, and not worth their memory.
  static constexpr std::size_t longest_kept = 512 << 10;

  // The one that is sent, the one that is encoded meanwhile, and its compressed form.
  std::array<std::shared_ptr<std::string>, 3> bodies_;
};

}  // namespace sotto::pipeline
