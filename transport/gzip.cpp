#include "transport/gzip.hpp"

#include <libdeflate.h>

#include <new>

namespace sotto::transport {
namespace {

constexpr int fast_level = 1;
constexpr int best_level = 12;

libdeflate_compressor* as_compressor(void* compressor) {
  return static_cast<libdeflate_compressor*>(compressor);
}

}  // namespace

Gzip::Gzip(Effort effort)
    : compressor_(libdeflate_alloc_compressor(effort == Effort::best ? best_level : fast_level)) {}

Gzip::~Gzip() {
  libdeflate_free_compressor(as_compressor(compressor_));
}

bool Gzip::compress(std::string_view input, std::string& out) {
  if (compressor_ == nullptr) return false;
  libdeflate_compressor* const compressor = as_compressor(compressor_);
  const std::size_t before = out.size();
  const std::size_t bound = libdeflate_gzip_compress_bound(compressor, input.size());
  try {
    out.resize(before + bound);
  } catch (const std::bad_alloc&) {
    return false;
  }
  const std::size_t written =
      libdeflate_gzip_compress(compressor, input.data(), input.size(), out.data() + before, bound);
  out.resize(before + written);
  return written > 0;  // 0 cannot happen: the bound is enough
}

std::uint32_t crc32(std::string_view bytes) noexcept {
  return libdeflate_crc32(0, bytes.data(), bytes.size());
}

}  // namespace sotto::transport
