// Ways to get a record around the scrubber. None builds: see labels.cpp.
#include <utility>

#include "pipeline/batch.hpp"
#include "privacy/record_scrubber.hpp"

#ifndef SOTTO_MUST_FAIL
#define SOTTO_MUST_FAIL 0
#endif

using sotto::ScoreRecord;
using sotto::SpanRecord;
using sotto::TraceRecord;
using sotto::pipeline::Batch;
using sotto::privacy::Scrubbed;
using sotto::privacy::Unscrubbed;

void use(Batch& batch, SpanRecord span, ScoreRecord score, Scrubbed<SpanRecord> scrubbed,
         Scrubbed<TraceRecord> trace, sotto::privacy::Scrubber& scrubber) {
#if SOTTO_MUST_FAIL == 1
  batch.add(span);
#elif SOTTO_MUST_FAIL == 2
  batch.add(Scrubbed<SpanRecord>(span));
#elif SOTTO_MUST_FAIL == 3
  batch.add(Scrubbed<SpanRecord>{});
#elif SOTTO_MUST_FAIL == 4
  batch.add(score);
#elif SOTTO_MUST_FAIL == 5
  batch.add(trace);
#elif SOTTO_MUST_FAIL == 6
  scrubbed.get().name = "what the user typed";
#elif SOTTO_MUST_FAIL == 7
  scrubber.scrub(Unscrubbed(span), &span, batch.arena());
#elif SOTTO_MUST_FAIL == 8
  struct Forged : Scrubbed<SpanRecord> {
    using Scrubbed<SpanRecord>::Scrubbed;
  };
  batch.add(Forged(span));
#elif SOTTO_MUST_FAIL == 9
  batch.add(batch.next_span());
#elif SOTTO_MUST_FAIL == 10
  batch.add(Scrubbed<SpanRecord>(batch.next_span()));
#endif
  batch.add(scrubber.scrub(Unscrubbed(span), &trace, batch.arena()));
  batch.add(scrubber.scrub(Unscrubbed(score), &trace, batch.arena()));
  batch.add(scrubber.scrub(batch.next_span(), &trace, batch.arena()));
  batch.add(std::move(scrubbed));
}
