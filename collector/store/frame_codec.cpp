#include "collector/store/frame_codec.hpp"

#include <zstd.h>

#include <memory>

namespace sotto::collector {
namespace {

constexpr int level = 1;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

}  // namespace

PackedBody pack_frame(std::string_view raw) {
  static thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  std::string bytes(ZSTD_compressBound(raw.size()), '\0');
  if (context) {
    const std::size_t size =
        ZSTD_compressCCtx(context.get(), bytes.data(), bytes.size(), raw.data(), raw.size(), level);
    if (!ZSTD_isError(size) && size < raw.size()) {
      bytes.resize(size);
      bytes.shrink_to_fit();
      return {FrameCodec::zstd, std::move(bytes)};
    }
  }
  return {FrameCodec::plain, std::string(raw)};
}

std::optional<std::string> unpack_frame(FrameCodec codec, std::string_view bytes,
                                        std::size_t raw_bytes) {
  if (codec == FrameCodec::plain) {
    if (bytes.size() != raw_bytes) return std::nullopt;
    return std::string(bytes);
  }
  if (codec != FrameCodec::zstd) return std::nullopt;
  if (ZSTD_getFrameContentSize(bytes.data(), bytes.size()) != raw_bytes) return std::nullopt;
  static thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  if (!context) return std::nullopt;
  std::string raw(raw_bytes, '\0');
  const std::size_t size =
      ZSTD_decompressDCtx(context.get(), raw.data(), raw.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) || size != raw_bytes) return std::nullopt;
  return raw;
}

}  // namespace sotto::collector
