#include "tests/support/gunzip.hpp"

#include <libdeflate.h>

#include <memory>

namespace sotto::test {
namespace {

constexpr std::size_t trailer_bytes = 4;  // the plain size, RFC 1952 section 2.3.1

std::size_t plain_size(std::string_view packed) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < trailer_bytes; ++i) {
    const char byte = packed[packed.size() - trailer_bytes + i];
    size |= std::size_t{static_cast<unsigned char>(byte)} << (8 * i);
  }
  return size;
}

}  // namespace

std::optional<std::string> gunzip(std::string_view packed) {
  if (packed.size() < trailer_bytes) return std::nullopt;
  std::string plain(plain_size(packed), '\0');
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
      decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  const auto result = libdeflate_gzip_decompress(decompressor.get(), packed.data(), packed.size(),
                                                 plain.data(), plain.size(), nullptr);
  if (result != LIBDEFLATE_SUCCESS) return std::nullopt;
  return plain;
}

}  // namespace sotto::test
