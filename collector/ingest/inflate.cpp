#include "collector/ingest/inflate.hpp"

#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <memory>
#include <optional>

namespace sotto::collector {
namespace {

/// Output that grows as a stream expands, up to a limit.
class Growing {
 public:
  Growing(std::size_t input_bytes, std::size_t limit) : limit_(limit) {
    bytes_.resize(std::min(limit, std::max<std::size_t>(4 * input_bytes, 4096)));
  }

  /// Where the next bytes go. At the limit there is one byte of room beside the output: a stream
  /// that fills it is too large, one that only wants to end is not.
  char* at() noexcept { return used_ < bytes_.size() ? bytes_.data() + used_ : &beyond_; }
  std::size_t room() const noexcept { return std::max<std::size_t>(bytes_.size() - used_, 1); }

  /// `written` bytes came. False beyond the limit.
  bool advance(std::size_t written) {
    if (written == 0) return true;
    if (used_ == limit_) return false;
    used_ += written;
    if (used_ == bytes_.size()) bytes_.resize(std::min(limit_, std::max(2 * used_, used_ + 1)));
    return true;
  }

  std::string take() && {
    bytes_.resize(used_);
    return std::move(bytes_);
  }

 private:
  std::size_t limit_;
  std::size_t used_ = 0;
  std::string bytes_;
  char beyond_ = 0;
};

// What inflateInit2 wants to hear, see zlib.h.
constexpr int gzip_or_zlib_window = MAX_WBITS + 32;
constexpr int bare_deflate_window = -MAX_WBITS;

InflateResult inflate_stream(std::string& body, std::size_t limit, int window) {
  z_stream stream{};
  if (inflateInit2(&stream, window) != Z_OK) return InflateResult::malformed;
  const std::unique_ptr<z_stream, int (*)(z_stream*)> closer(&stream, inflateEnd);
  constexpr std::size_t largest = std::numeric_limits<uInt>::max();
  Growing out(body.size(), limit);
  std::size_t consumed = 0;
  while (true) {
    const std::size_t input = std::min(body.size() - consumed, largest);
    const std::size_t room = std::min(out.room(), largest);
    stream.next_in = reinterpret_cast<Bytef*>(body.data() + consumed);
    stream.avail_in = static_cast<uInt>(input);
    stream.next_out = reinterpret_cast<Bytef*>(out.at());
    stream.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream, Z_NO_FLUSH);
    consumed += input - stream.avail_in;
    if (!out.advance(room - stream.avail_out)) return InflateResult::too_large;
    if (result == Z_STREAM_END) {
      if (consumed == body.size()) break;
      if (inflateReset(&stream) != Z_OK) return InflateResult::malformed;  // the next member
    } else if (result != Z_OK) {
      return InflateResult::malformed;  // Z_BUF_ERROR here means that the input is cut short
    }
  }
  body = std::move(out).take();
  return InflateResult::ok;
}

/// The expanded size that a single gzip member claims in its last four bytes (RFC 1952, 2.3.1).
std::size_t claimed_size(std::string_view body) {
  std::size_t size = 0;
  for (const char c : body.substr(body.size() - 4)) {
    size = size >> 8 | static_cast<std::size_t>(static_cast<unsigned char>(c)) << 24;
  }
  return size;
}

/// libdeflate is twice as fast as zlib but needs to know the size. A claim that is a lie, or a
/// body of several members, goes to zlib.
InflateResult inflate_gzip(std::string& body, std::size_t limit) {
  struct Free {
    void operator()(libdeflate_decompressor* d) const noexcept { libdeflate_free_decompressor(d); }
  };
  static thread_local const std::unique_ptr<libdeflate_decompressor, Free> decompressor(
      libdeflate_alloc_decompressor());
  constexpr std::size_t smallest_gzip = 18;
  constexpr std::size_t best_ratio = 1032;  // of deflate
  if (body.size() < smallest_gzip) return InflateResult::malformed;
  const std::size_t size = claimed_size(body);
  if (decompressor && size <= limit && size <= body.size() * best_ratio) {
    std::string out(size, '\0');
    std::size_t consumed = 0;
    std::size_t written = 0;
    const auto result = libdeflate_gzip_decompress_ex(decompressor.get(), body.data(), body.size(),
                                                      out.data(), size, &consumed, &written);
    if (result == LIBDEFLATE_SUCCESS && consumed == body.size() && written == size) {
      body = std::move(out);
      return InflateResult::ok;
    }
  }
  return inflate_stream(body, limit, gzip_or_zlib_window);
}

InflateResult inflate_deflate(std::string& body, std::size_t limit) {
  // RFC 1950, section 2.2: method 8, and a header that is a multiple of 31.
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(body[i]); };
  const bool has_zlib_head =
      body.size() >= 2 && (byte(0) & 0x0f) == 8 && (byte(0) * 256 + byte(1)) % 31 == 0;
  return inflate_stream(body, limit, has_zlib_head ? gzip_or_zlib_window : bare_deflate_window);
}

InflateResult inflate_zstd(std::string& body, std::size_t limit) {
  struct Free {
    void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
  };
  static thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  if (!context) return InflateResult::malformed;
  ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only);
  // A window larger than what may come out is memory for nothing.
  const int window = std::clamp(static_cast<int>(std::bit_width(limit)), 10, 27);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, window);

  Growing out(body.size(), limit);
  ZSTD_inBuffer input{body.data(), body.size(), 0};
  std::size_t pending = 1;  // 0: the frame is complete
  while (input.pos < input.size || pending != 0) {
    const std::size_t consumed_before = input.pos;
    ZSTD_outBuffer output{out.at(), out.room(), 0};
    pending = ZSTD_decompressStream(context.get(), &output, &input);
    if (ZSTD_isError(pending)) return InflateResult::malformed;
    if (!out.advance(output.pos)) return InflateResult::too_large;
    const bool stands_still = output.pos == 0 && input.pos == consumed_before;
    if (pending != 0 && stands_still) return InflateResult::malformed;  // cut short
  }
  body = std::move(out).take();
  return InflateResult::ok;
}

}  // namespace

InflateResult inflate_body(std::string_view encoding, std::string& body, std::size_t limit) {
  if (encoding.empty() || encoding == "identity") {
    return body.size() <= limit ? InflateResult::ok : InflateResult::too_large;
  }
  if (encoding == "gzip") return inflate_gzip(body, limit);
  if (encoding == "deflate") return inflate_deflate(body, limit);
  if (encoding == "zstd") return inflate_zstd(body, limit);
  return InflateResult::unsupported;
}

}  // namespace sotto::collector
