// Compressed bodies, honest and otherwise. zlib and zstd are the senders.

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <string>
#include <variant>

#include "collector/ingest/inflate.hpp"
#include "collector/ingest/ingest.hpp"
#include "tests/collector_otlp_support.hpp"

namespace sotto::collector {
namespace {

constexpr std::size_t limit = 1 << 20;

enum Window : int { gzip = 15 + 16, zlib = 15, bare = -15 };

std::string deflated(const std::string& text, Window window) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string inflated(const std::string& encoding, std::string body) {
  switch (inflate_body(encoding, body, limit)) {
    case InflateResult::ok: return body;
    case InflateResult::unsupported: return "unsupported";
    case InflateResult::malformed: return "malformed";
    case InflateResult::too_large: return "too large";
  }
  return "";
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "span " + std::to_string(i) + ", ";
  return text;
}

TEST(Inflate, ReadsEveryEncoding) {
  for (const std::string& text : {std::string(), std::string("short"), long_text()}) {
    EXPECT_EQ(inflated("", text), text);
    EXPECT_EQ(inflated("identity", text), text);
    EXPECT_EQ(inflated("gzip", deflated(text, gzip)), text);
    EXPECT_EQ(inflated("deflate", deflated(text, zlib)), text);
    EXPECT_EQ(inflated("deflate", deflated(text, bare)), text) << "as some clients send it";
    EXPECT_EQ(inflated("zstd", zstd(text)), text);
  }
  EXPECT_EQ(inflated("br", "x"), "unsupported");
}

TEST(Inflate, JoinsSeveralMembers) {
  EXPECT_EQ(inflated("gzip", deflated("one ", gzip) + deflated("two", gzip)), "one two");
  EXPECT_EQ(inflated("zstd", zstd("one ") + zstd("two")), "one two");
}

TEST(Inflate, RefusesWhatIsCutShortBrokenOrFollowedByGarbage) {
  const auto cut = [](std::string bytes) { return bytes.substr(0, bytes.size() - 5); };
  EXPECT_EQ(inflated("gzip", cut(deflated(long_text(), gzip))), "malformed");
  EXPECT_EQ(inflated("deflate", cut(deflated(long_text(), zlib))), "malformed");
  EXPECT_EQ(inflated("zstd", cut(zstd(long_text()))), "malformed");
  for (const char* encoding : {"gzip", "deflate", "zstd"}) {
    EXPECT_EQ(inflated(encoding, ""), "malformed") << encoding;
    EXPECT_EQ(inflated(encoding, "this is not compressed at all"), "malformed") << encoding;
  }
  EXPECT_EQ(inflated("gzip", deflated("text", gzip) + "garbage"), "malformed");
  EXPECT_EQ(inflated("zstd", zstd("text") + "garbage"), "malformed");
}

TEST(Inflate, TakesExactlyTheLimitAndNotOneByteMore) {
  const std::string most(limit, 'x');
  const std::string more(limit + 1, 'x');
  EXPECT_EQ(inflated("gzip", deflated(most, gzip)), most);
  EXPECT_EQ(inflated("deflate", deflated(most, zlib)), most);
  EXPECT_EQ(inflated("zstd", zstd(most)), most);
  EXPECT_EQ(inflated("", more), "too large");
  EXPECT_EQ(inflated("gzip", deflated(more, gzip)), "too large");
  EXPECT_EQ(inflated("deflate", deflated(more, zlib)), "too large");
  EXPECT_EQ(inflated("zstd", zstd(more)), "too large");
}

TEST(Inflate, DoesNotTrustTheSizeThatGzipClaims) {
  std::string small_claim = deflated(std::string(2 * limit, 'x'), gzip);
  small_claim.replace(small_claim.size() - 4, 4, std::string("\x10\0\0\0", 4));
  EXPECT_EQ(inflated("gzip", small_claim), "too large");
  std::string large_claim = deflated("text", gzip);
  large_claim.replace(large_claim.size() - 4, 4, "\xff\xff\xff\x7f");
  EXPECT_EQ(inflated("gzip", large_claim), "malformed") << "its trailer does not add up";
}

std::string refused(const IngestHead& head, std::string body, const IngestLimits& limits) {
  const auto result = read_traces(head, std::move(body), limits);
  const auto* error = std::get_if<IngestError>(&result);
  return error == nullptr ? "taken" : std::to_string(error->http_status) + " " + error->reason;
}

TEST(IngestEncodings, AnswerWithTheStatusThatTellsASenderWhatToDo) {
  const auto protobuf = [](std::string_view encoding) {
    return IngestHead{.content_type = "application/x-protobuf", .content_encoding = encoding};
  };
  const std::string body = testing::request_of(testing::minimal_span());
  EXPECT_EQ(refused(protobuf(" GZIP "), deflated(body, gzip), {}), "taken");
  EXPECT_EQ(refused(protobuf("zstd"), zstd(body), {}), "taken");
  EXPECT_EQ(refused(protobuf("br"), body, {}),
            "415 Content-Encoding must be gzip, deflate, zstd or identity");
  EXPECT_EQ(refused(protobuf("gzip"), body, {}),
            "400 the body is not what its Content-Encoding says");
  EXPECT_EQ(
      refused(protobuf("gzip"), deflated(std::string(2000, '\0'), gzip), {.body_bytes = 1000}),
      "413 the body expands too far");
}

}  // namespace
}  // namespace sotto::collector
