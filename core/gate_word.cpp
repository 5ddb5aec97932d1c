#include <sotto/detail/gate_word.hpp>

namespace sotto::detail {

constinit std::atomic<std::uint32_t> gate_word{0};

}  // namespace sotto::detail
