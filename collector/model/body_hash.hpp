#pragma once

#include <cstdint>
#include <string_view>

namespace sotto::collector {

/// 64 bits of a request's body, the same on every machine and in every release: they are stored,
/// and a request whose hash is stored already is one that was sent twice. Not a secret hash.
/// Cost: 0.1 ns a byte.
std::uint64_t body_hash(std::string_view body) noexcept;

}  // namespace sotto::collector
