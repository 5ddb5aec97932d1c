#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "telemetry/counts.hpp"
#include "telemetry/report.hpp"
#include "telemetry/weekly.hpp"

namespace sotto::telemetry {

/// The right to send the next report, which one process has until a time that it is not expected
/// to outlive. A process that was killed meanwhile loses it by that.
struct Lease {
  std::int64_t until_s = 0;  // Unix time; 0: nobody's
  std::uint64_t holder = 0;  // random, so that a lease of later is no lease of before

  friend bool operator==(const Lease&, const Lease&) = default;
};

/// What the file `counts` says: the next report of one program in the making, over all of its
/// processes. Times are Unix time in whole seconds.
struct StoredReport {
  AppInfo app;                  // of the process that counted, or answered, last, as reports say
  std::string library_version;  // likewise
  core::OsInfo os;              // likewise
  std::string id;               // the report's session.id, 32 lowercase hex digits
  std::int64_t since_s = 0;     // when the counting began
  std::int64_t until_s = 0;     // when something was counted last
  std::int64_t due_s = 0;       // when it is to be sent
  std::uint32_t failures = 0;   // attempts to send it in a row that failed
  Lease lease;
  Counts counts;
  std::optional<Week> week = {};  // with local_dp: the counts are of this week

  /// Whether there is anything to send.
  bool has_news() const noexcept { return week ? week->answers.has_value() : !counts.empty(); }
  /// What is given up with the report: events, or answers.
  std::uint64_t weight() const noexcept;

  friend bool operator==(const StoredReport&, const StoredReport&) = default;
};

/// The report that leaves next: of this content the same, whichever process makes it and whenever.
Report report_of(const StoredReport& stored);

/// Text of lines, made for eyes too; docs/telemetry.md describes it.
std::string to_store_file(const StoredReport& stored);

/// None unless `file` is whole, undamaged and could have been written by to_store_file: texts are
/// labels, numbers and their number have limits. Anything else is safe to pass.
std::optional<StoredReport> read_store_file(std::string_view file);

/// 4 MiB: 2,000 label sets take 80 KB, and with a hundred buckets each 1.5 MB.
inline constexpr std::size_t most_store_bytes = 4 << 20;

}  // namespace sotto::telemetry
