// What does it cost to write a span as OTLP? Ours against protobuf's generated code, which must
// write the very same bytes, and against copying bytes that are ready; then what gzip costs at the
// levels that one would think of. 512 spans of ten attributes, six of them text.

#include <google/protobuf/arena.h>
#include <libdeflate.h>
#include <zlib.h>

#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "observability/otlp_encoder.hpp"
#include "observability/otlp_json.hpp"
#include "tests/proto/otlp_trace_oracle.pb.h"

namespace sotto::bench {
namespace {

namespace oracle = test::oracle;
using observability::OtlpEncoder;
using observability::OtlpJsonEncoder;
using observability::WireAttribute;
using observability::WireSpan;

constexpr std::size_t batch_spans = 512;

/// The batch and what it points to.
class SampleBatch {
 public:
  SampleBatch() {
    models_.reserve(batch_spans);
    attributes_.reserve(batch_spans);
    for (std::size_t i = 0; i < batch_spans; ++i) add(static_cast<std::uint8_t>(i));
  }
  std::span<const WireSpan> spans() const { return spans_; }

 private:
  void add(std::uint8_t seed) {
    const std::string& model = models_.emplace_back("gpt-4o-2024-08-" + std::to_string(seed));
    attributes_.push_back({{
        {"gen_ai.operation.name", AttributeValue("chat")},
        {"gen_ai.provider.name", AttributeValue("openai")},
        {"gen_ai.request.model", AttributeValue("gpt-4o")},
        {"gen_ai.response.model", AttributeValue(model)},
        {"session.id", AttributeValue("session-0123456789")},
        {"user.id", AttributeValue("user-4711")},
        {"gen_ai.usage.input_tokens", AttributeValue(1200 + seed)},
        {"gen_ai.usage.output_tokens", AttributeValue(300 + seed)},
        {"gen_ai.request.temperature", AttributeValue(0.7)},
        {"cached", AttributeValue(seed % 2 == 0)},
    }});
    WireSpan span;
    span.trace_id.bytes.fill(static_cast<std::uint8_t>(seed | 1));
    span.span_id.bytes.fill(static_cast<std::uint8_t>(seed * 7 | 1));
    span.parent_span_id.bytes.fill(static_cast<std::uint8_t>(seed * 3 | 1));
    span.flags = 0x103;
    span.kind = WireSpan::Kind::client;
    span.status = WireSpan::Status::ok;
    span.name = "llm-completion";
    span.start_unix_ns = 1'794'816'000'000'000'000 + seed * 1'000'003ULL;
    span.end_unix_ns = span.start_unix_ns + 812'345'678;
    span.attributes = attributes_.back();
    spans_.push_back(span);
  }

  std::vector<std::string> models_;
  std::vector<std::array<WireAttribute, 10>> attributes_;
  std::vector<WireSpan> spans_;
};

std::string as_bytes(const auto& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

void fill(oracle::KeyValue& out, const WireAttribute& attribute) {
  out.set_key(std::string(attribute.key));
  const AttributeValue& value = std::get<AttributeValue>(attribute.value);
  switch (value.type()) {
    case AttributeValue::Type::text:
      out.mutable_value()->set_string_value(std::string(value.text()));
      break;
    case AttributeValue::Type::boolean: out.mutable_value()->set_bool_value(value.boolean()); break;
    case AttributeValue::Type::integer: out.mutable_value()->set_int_value(value.integer()); break;
    case AttributeValue::Type::real: out.mutable_value()->set_double_value(value.real()); break;
  }
}

void fill(oracle::Request& request, std::span<const WireSpan> spans) {
  auto& resource_spans = *request.add_resource_spans();
  auto& service = *resource_spans.mutable_resource()->add_attributes();
  service.set_key("service.name");
  service.mutable_value()->set_string_value("bench");
  auto& scope_spans = *resource_spans.add_scope_spans();
  scope_spans.mutable_scope()->set_name("sotto");
  scope_spans.mutable_scope()->set_version("1.0");
  for (const WireSpan& span : spans) {
    auto& out = *scope_spans.add_spans();
    out.set_trace_id(as_bytes(span.trace_id));
    out.set_span_id(as_bytes(span.span_id));
    out.set_parent_span_id(as_bytes(span.parent_span_id));
    out.set_flags(span.flags);
    out.set_name(std::string(span.name));
    out.set_kind(static_cast<int>(span.kind));
    out.set_start_time_unix_nano(span.start_unix_ns);
    out.set_end_time_unix_nano(span.end_unix_ns);
    for (const WireAttribute& attribute : span.attributes) fill(*out.add_attributes(), attribute);
    out.mutable_status()->set_code(static_cast<int>(span.status));
  }
}

void add_generated_code(Turns& turns, std::span<const WireSpan> spans) {
  turns.add("generated_heap", batch_spans, [spans] {
    oracle::Request request;
    fill(request, spans);
    keep(request.SerializeAsString().size());
  });
  turns.add("generated_arena", batch_spans, [spans] {
    google::protobuf::Arena arena;
    auto& request = *google::protobuf::Arena::CreateMessage<oracle::Request>(&arena);
    fill(request, spans);
    keep(request.SerializeAsString().size());
  });
  turns.add("generated_serialize_only", batch_spans,
            [request = std::make_shared<oracle::Request>(), spans] {
              if (request->resource_spans_size() == 0) fill(*request, spans);
              keep(request->SerializeAsString().size());
            });
}

void add_libdeflate(Turns& turns, const std::string& bytes, int level) {
  const std::shared_ptr<libdeflate_compressor> compressor(libdeflate_alloc_compressor(level),
                                                          libdeflate_free_compressor);
  auto out = std::make_shared<std::string>(
      libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  const auto compress = [compressor, out, &bytes] {
    return libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out->data(),
                                    out->size());
  };
  const std::string name = "libdeflate_" + std::to_string(level);
  report("gzip/" + name + "/bytes", static_cast<double>(compress()) / batch_spans,
         "bytes per span");
  turns.add(name, batch_spans, [compress] { keep(compress()); });
}

void add_zlib(Turns& turns, const std::string& bytes, int level) {
  auto out = std::make_shared<std::string>(compressBound(bytes.size()), '\0');
  const auto compress = [out, level, &bytes] {
    uLongf size = out->size();
    compress2(reinterpret_cast<Bytef*>(out->data()), &size,
              reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), level);
    return size;
  };
  const std::string name = "zlib_" + std::to_string(level);
  report("gzip/" + name + "/bytes", static_cast<double>(compress()) / batch_spans,
         "bytes per span");
  turns.add(name, batch_spans, [compress] { keep(compress()); });
}

void run(bool is_quick) {
  const SampleBatch batch;
  const Attribute resource[] = {{"service.name", "bench"}};
  OtlpEncoder encoder(resource, "sotto", "1.0");
  const OtlpJsonEncoder json_encoder(resource, "sotto", "1.0");
  std::string ours;
  std::string json;
  encoder.encode(batch.spans(), ours);
  json_encoder.encode(batch.spans(), json);
  oracle::Request request;
  fill(request, batch.spans());
  report("encode/differs_from_protobuf", request.SerializeAsString() == ours ? 0 : 1, "batches");
  report("encode/protobuf/bytes", static_cast<double>(ours.size()) / batch_spans, "bytes per span");
  report("encode/json/bytes", static_cast<double>(json.size()) / batch_spans, "bytes per span");

  Turns turns;
  turns.add("protobuf", batch_spans, [&] {
    std::string out;
    encoder.encode(batch.spans(), out);
    keep(out.size());
  });
  turns.add("json", batch_spans, [&] {
    std::string out;
    json_encoder.encode(batch.spans(), out);
    keep(out.size());
  });
  turns.add("memcpy", batch_spans, [&] { keep(std::string(ours).size()); });
  add_generated_code(turns, batch.spans());
  turns.run("encode", is_quick);
  for (const int level : {1, 6, 12}) add_libdeflate(turns, ours, level);
  for (const int level : {1, 6}) add_zlib(turns, ours, level);
  turns.run("gzip", is_quick);
}

}  // namespace
}  // namespace sotto::bench

int main(int argc, char** argv) {
  sotto::bench::run(argc > 1 && std::strcmp(argv[1], "--quick") == 0);
}
