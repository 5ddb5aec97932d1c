// What does each stage of the pipeline thread cost per span? The spans have four attributes each,
// as in hot_path.cpp, and are recorded by the real calls; a batch has 512 of them.

#include <chrono>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/detail/gate_word.hpp>
#include <sotto/provider.hpp>

#include "bench/calls.hpp"
#include "bench/measure.hpp"
#include "core/arena.hpp"
#include "core/clock.hpp"
#include "pipeline/batch_pool.hpp"
#include "pipeline/record_reader.hpp"
#include "pipeline/span_ring.hpp"
#include "pipeline/thread_slot.hpp"
#include "privacy/record_scrubber.hpp"
#include "privacy/text_scrubber.hpp"
#include "transport/gzip.hpp"

namespace sotto::bench {
namespace {

constexpr std::size_t batch_spans = 512;

/// Records of finished spans as they lay in the ring, kept to the end of the program, with the
/// blocks that hold the larger ones' items.
class KeptRecords {
 public:
  template <typename EndSpan>
  explicit KeptRecords(EndSpan&& end_span) {
    // Without a session the ring keeps what it is given, and nobody else takes it.
    detail::gate_word.store(detail::tracing_bit, std::memory_order_relaxed);
    for (std::size_t i = 0; i < batch_spans; ++i) end_span();
    detail::gate_word.store(0, std::memory_order_relaxed);
    pipeline::SpanRing& ring = *pipeline::this_thread_slot()->ring.load(std::memory_order_relaxed);
    ring.drain([this](const pipeline::SpanSlotRecord& record) {
      auto copy = std::make_unique<std::uint64_t[]>(record.bytes / sizeof(std::uint64_t));
      std::memcpy(copy.get(), &record, record.bytes);
      records_.push_back(std::move(copy));
      return true;
    });
  }

  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (const auto& record : records_) {
      visit(*reinterpret_cast<const pipeline::SpanSlotRecord*>(record.get()));
    }
  }

 private:
  std::vector<std::unique_ptr<std::uint64_t[]>> records_;
};

void fill(pipeline::Batch& batch, const std::vector<SpanRecord>& spans,
          privacy::Scrubber& scrubber) {
  for (const SpanRecord& span : spans) {
    auto raw = batch.next_span();
    *raw = span;
    batch.add(scrubber.scrub(std::move(raw), nullptr, batch.arena()));
  }
}

/// Pushing and taking out again, without looking: what the way through the ring costs.
void ring_round_trip(pipeline::SpanRing& ring, const KeptRecords& kept) {
  kept.for_each([&ring](const pipeline::SpanSlotRecord& record) {
    unsigned char* const at = ring.reserve(record.bytes, false);
    if (at == nullptr) return;
    std::memcpy(at, &record, record.bytes);
    ring.publish(record.bytes);
  });
  ring.drain([](const pipeline::SpanSlotRecord& record) {
    keep(record.bytes);
    return true;
  });
}

void measure_stages(const std::string& prefix, const KeptRecords& kept, bool is_quick) {
  const core::TickConverter clock;
  core::Arena scratch;
  std::vector<SpanRecord> spans;
  core::Arena arena;
  kept.for_each(
      [&](const auto& record) { pipeline::read_span(record, clock, arena, spans.emplace_back()); });
  privacy::Scrubber redacting(CaptureContent::redacted, privacy::TextScrubber());
  privacy::Scrubber copying(CaptureContent::full, privacy::TextScrubber());
  pipeline::BatchPool batches;
  pipeline::Batch batch(pipeline::Clock::now());
  fill(batch, spans, redacting);
  Config config;
  config.otlp_traces_endpoint = "http://127.0.0.1:1/v1/traces";
  const std::unique_ptr<Provider> provider = make_provider("otlp", config).value();
  std::string encoded;
  if (!provider->encode(batch.spans(), encoded)) return;
  transport::Gzip gzip;
  const auto ring = pipeline::SpanRing::make(512 << 10);

  Turns turns;
  turns.add("ring", batch_spans, [&] { ring_round_trip(*ring, kept); });
  turns.add("read", batch_spans, [&] {
    kept.for_each([&](const auto& record) {
      scratch.clear();
      SpanRecord span;
      pipeline::read_span(record, clock, scratch, span);
      keep(&span);
    });
  });
  turns.add("copy_and_batch", batch_spans,
            [&] { fill(*batches.take(pipeline::Clock::now()), spans, copying); });
  turns.add("scrub_and_batch", batch_spans,
            [&] { fill(*batches.take(pipeline::Clock::now()), spans, redacting); });
  turns.add("read_scrub_and_batch", batch_spans, [&] {  // as the thread does it, in one place
    const auto fresh = batches.take(pipeline::Clock::now());
    kept.for_each([&](const auto& record) {
      scratch.clear();
      auto raw = fresh->next_span();
      pipeline::read_span(record, clock, scratch, *raw);
      fresh->add(redacting.scrub(std::move(raw), nullptr, fresh->arena()));
    });
  });
  turns.add("encode", batch_spans, [&] {
    std::string out;
    keep(provider->encode(batch.spans(), out).ok());
  });
  turns.add("gzip", batch_spans, [&] {
    std::string out;
    keep(gzip.compress(encoded, out));
  });
  turns.run(prefix, is_quick);
}

/// `text` over and over, to 64 KiB.
std::string repeated(std::string_view text) {
  std::string all;
  while (all.size() < (64 << 10)) all += text;
  return all;
}

/// Random characters in pieces of `bytes`, each with `after` behind it, to 64 KiB.
std::string random_pieces(std::string_view alphabet, std::size_t bytes, std::string_view after) {
  std::minstd_rand random(20261121);  // NOLINT: the same text in every run
  std::string all;
  while (all.size() < (64 << 10)) {
    for (std::size_t i = 0; i < bytes; ++i) all += alphabet[random() % alphabet.size()];
    all += after;
  }
  return all;
}

/// `text` as a string of JSON.
std::string quoted(std::string_view text) {
  std::string all = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') all += '\\';
    all += c;
  }
  return all += '"';
}

struct Text {
  const char* name;
  std::string text;
};

/// Texts that have something to be asked at every few bytes; most of them are replaced, or decoded
/// and searched again.
std::vector<Text> dense_texts() {
  constexpr std::string_view base64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return {
      {"secrets",
       repeated("password=hunter2x9 a.b@mail.example https://u:p4ss@h/x?sig=ab12cd34 10.2.3.4 4111 "
                "1111 1111 1111 +49 30 1234567 ghp_16C7e42F292c6912E7710c838347Ae178B4a /home/ada "
                "\\u0041%41&#65; ")},
      {"json_in_json", quoted(quoted(repeated("{\"a\": \"b\", \"password\": \"hunter2x9\"}, ")))},
      {"names", repeated("token: x1Yz7Kq0 password=h2k3j4h5 ")},
      {"base64", random_pieces(base64, 76, "\n")},
      {"tokens", random_pieces(base64.substr(0, 62), 16, " ")},
      {"digits", random_pieces("0123456789", 4, " ")},
  };
}

void measure_scrubber(bool is_quick) {
  const std::string prose = repeated(
      "The quick brown fox jumps over the lazy dog, while the weather in Oslo stays mild until "
      "Thursday. Bring an umbrella; the forecast (updated hourly) says 40% rain after 6 pm.\n");
  const std::string code = repeated(
      "def handle(request: Request) -> Response:\n    items = [x.id for x in request.items if x]\n"
      "    return Response(status=200, body={\"items\": items, \"total\": len(items) + 1})\n");
  const std::string message = prose.substr(0, 4 << 10);
  const std::string attribute = prose.substr(0, 40);
  const std::vector<Text> dense = dense_texts();
  privacy::TextScrubber scrubber;
  Turns turns;
  const auto add = [&](const char* name, std::string_view text, std::size_t items) {
    turns.add(name, items, [&scrubber, text] {
      std::string out;
      keep(scrubber.scrub(text, out));
    });
  };
  add("prose", prose, prose.size());
  add("code", code, code.size());
  add("message_4_kib", message, 1);
  constexpr std::size_t calls = 1'000;
  turns.add("attribute_40_bytes", calls, [&scrubber, &attribute] {
    std::string out;
    for (std::size_t i = 0; i < calls; ++i) keep(scrubber.scrub(attribute, out));
  });
  turns.add("memcpy", prose.size(), [&prose] { keep(std::string(prose).size()); });
  turns.add("memchr", prose.size(),
            [&prose] { keep(std::memchr(prose.data(), '\x01', prose.size())); });
  turns.run("scrubber", is_quick);
  for (const Text& text : dense) add(text.name, text.text, text.text.size());
  report("scrubber/worst", turns.run("scrubber/dense", is_quick), "ns");
}

void end_generation_with_content() {
  Generation generation = start_generation("llm-completion", {.model = "gpt-4o"});
  static const std::string question = repeated("What will the weather be like? ").substr(0, 1024);
  static const std::string answer = repeated("It will rain, bring an umbrella. ").substr(0, 1024);
  generation.set_input(question);
  generation.set_usage({.input_tokens = 12, .output_tokens = 30});
  generation.set_output(answer);
}

}  // namespace
}  // namespace sotto::bench

int main(int argc, char** argv) {
  using namespace sotto::bench;
  const bool is_quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
  const KeptRecords spans(end_span_with_four_attributes);
  measure_stages("pipeline/span_4_attributes", spans, is_quick);
  const KeptRecords generations(end_generation_with_content);
  measure_stages("pipeline/generation_2_kib", generations, is_quick);
  measure_scrubber(is_quick);
}
