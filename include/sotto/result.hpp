#pragma once

/// Errors are values: `Result<T>` holds a T or an Error. Nothing in sotto throws into the host.

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace sotto {

/// What went wrong, as a number that stays the same in every release (append only).
enum class ErrorCode : int {
  invalid_config = 1,
  invalid_endpoint = 2,
  queue_full = 3,
  timeout = 4,
  rejected = 5,     // the other side answered, and said no
  unreachable = 6,  // no connection could be made, or it broke
  tls_failed = 7,   // the certificate or the handshake was refused
  too_large = 8,    // a limit on size was exceeded
  malformed = 9,    // bytes that do not follow their format
  storage = 10,     // a file or database could not be used
  cancelled = 11,   // the caller gave up, or the session ended
  not_found = 12,
  gate_closed = 13,  // the user or the surroundings do not want it: see docs/settings.md
};

/// `detail` names the setting or the step. It never holds a user's content, a path or a secret.
struct Error {
  ErrorCode code;
  std::string detail;
};

/// The name that guides for other languages use for it.
using TraceError = Error;

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// Precondition: ok().
  T& value() & noexcept {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& noexcept {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && noexcept { return std::move(value()); }

  /// Precondition: !ok().
  const Error& error() const noexcept {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

/// The value of a step that yields nothing: `Result<Done> flush()`, `return Done{};`.
struct Done {};

}  // namespace sotto
