#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <sotto/label.hpp>

namespace sotto::telemetry {

/// What a Label holds, also for a type's name (type_name.hpp): the only two sources of text in
/// telemetry. Two words, which travel in registers.
struct LabelText {
  constexpr LabelText() noexcept = default;         // none, where a kind has one label only
  constexpr LabelText(const Label& label) noexcept  // NOLINT: a Label is a LabelText
      : data(label.text().data()), hash(label.hash()) {}
  constexpr explicit LabelText(std::string_view label) noexcept
      : data(label.data()), hash(Label::hash_of(label)) {}

  constexpr std::size_t size() const noexcept { return hash & 0xff; }
  constexpr std::string_view text() const noexcept { return {data, size()}; }

  const char* data = nullptr;  // not owned
  std::uint64_t hash = 0;      // Label::hash_of(text()); 0 for none
};

}  // namespace sotto::telemetry
