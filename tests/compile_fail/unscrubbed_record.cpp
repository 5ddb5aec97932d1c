// A record that the scrubber has not seen must not pass for a scrubbed one.
#include <type_traits>

#include "privacy/record_scrubber.hpp"

int main() {
  using sotto::SpanRecord;
  using sotto::privacy::Scrubbed;
#ifdef SOTTO_MUST_FAIL
  const Scrubbed<SpanRecord> record{SpanRecord{}};
  return record.get().name.empty() ? 1 : 0;
#else
  return std::is_constructible_v<Scrubbed<SpanRecord>, SpanRecord> ? 1 : 0;
#endif
}
