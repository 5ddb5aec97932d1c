// Any bytes as a file of the spool: no crash, no read outside of it, and a file that is accepted is
// the one that its head and body make.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "transport/spool_record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sotto::transport;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto head = read_spool_head(file);
  const auto body = read_spool_body(file);
  if (body && (!head || to_spool_file(*head, *body) != file)) std::abort();

  // Whatever the bytes are as a body, they come back.
  const std::string made = to_spool_file({.spans = 1}, file);
  if (read_spool_body(made) != file) std::abort();
  return 0;
}
