#pragma once

/// W3C Baggage: pairs of text that travel with a position through threads and, where the program
/// opts in (Propagate), to other processes.
///
/// Baggage is read by every system that a request passes. sotto puts nothing into it, and records
/// nothing of it: who wants a value on a span sets it there.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/context.hpp>
#include <sotto/export.hpp>

namespace sotto {

/// The members in order. At most 64, and 8192 bytes as a header: what everybody passes on whole.
class SOTTO_API Baggage {
 public:
  struct Member {
    std::string key;         // an HTTP token: letters, digits, !#$%&'*+-.^_`|~
    std::string value;       // any text in UTF-8
    std::string properties;  // as in the header: "ttl=30;secure"; often empty

    bool operator==(const Member&) const = default;
  };

  bool is_empty() const noexcept { return members_.empty(); }
  const std::vector<Member>& members() const noexcept { return members_; }

  /// The value of the first member of that name.
  std::optional<std::string_view> get(std::string_view key) const noexcept;

  /// Gives the member of that name a new value, in its place, or adds one at the end. Others of
  /// the same name go. False, and nothing changed, when the key or the properties are not well
  /// formed or the limits would be exceeded. Bytes that are not UTF-8 become U+FFFD.
  bool set(std::string_view key, std::string_view value, std::string_view properties = {});

  /// Takes every member of that name away.
  void remove(std::string_view key);

  /// The value of the header baggage, values percent-encoded; empty without members.
  std::string to_header() const;

  bool operator==(const Baggage&) const = default;

 private:
  friend SOTTO_API Baggage parse_baggage(std::string_view header);
  bool fits() const;

  std::vector<Member> members_;
};

/// The baggage of a header; several headers are joined by ",". Members that are not well formed are
/// left out, and so is everything from the first that the limits leave no room for; the others
/// stay whole and in order, also those of the same name.
SOTTO_API Baggage parse_baggage(std::string_view header);

/// The baggage of a position, by default the calling thread's.
SOTTO_API Baggage baggage(const Context& context = current_context());

/// The same position with that baggage instead of its own:
///   const auto scope = sotto::attach(sotto::with_baggage(std::move(baggage)));
/// When memory is short it has none.
SOTTO_API Context with_baggage(Baggage baggage, Context context = current_context());

}  // namespace sotto
