#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sotto::transport {

/// RFC 1952. Keeps its compressor: one per thread.
class Gzip {
 public:
  enum class Effort {
    fast,  // libdeflate level 1: spans shrink to a tenth already, higher levels cost 3 to 20 times
    best,  // level 12, for little that leaves seldom: a twentieth less
  };
  explicit Gzip(Effort effort = Effort::fast);
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip();

  /// Appends the compressed `input`. False when memory is short; `out` is then unchanged.
  bool compress(std::string_view input, std::string& out);

 private:
  void* compressor_;
};

/// The checksum of gzip and zlib, CRC-32 of IEEE 802.3. Finds torn and damaged bytes, no forged
/// ones.
std::uint32_t crc32(std::string_view bytes) noexcept;

}  // namespace sotto::transport
