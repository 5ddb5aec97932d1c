#include "telemetry/history.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base64.hpp"

namespace sotto::telemetry {
namespace {

constexpr std::string_view gzip_word = " gzip ";
constexpr std::string_view identity_word = " identity ";

std::string to_line(const SentReport& report) {
  std::string line = std::to_string(report.sent_s);
  line += report.body.is_gzip ? gzip_word : identity_word;
  line += core::to_base64(report.body.bytes);
  return line += '\n';
}

std::optional<SentReport> read_line(std::string_view line) {
  SentReport report;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), report.sent_s);
  if (error != std::errc() || report.sent_s < 0) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  report.body.is_gzip = line.starts_with(gzip_word);
  if (!report.body.is_gzip && !line.starts_with(identity_word)) return std::nullopt;
  line.remove_prefix(report.body.is_gzip ? gzip_word.size() : identity_word.size());
  auto bytes = core::from_base64(line);
  if (!bytes) return std::nullopt;
  report.body.bytes = std::move(*bytes);
  return report;
}

}  // namespace

std::string to_history_file(const std::vector<SentReport>& reports) {
  std::string file;
  std::size_t count = 0;
  for (auto report = reports.rbegin(); report != reports.rend(); ++report) {
    const std::string line = to_line(*report);
    if (++count > most_sent_reports || file.size() + line.size() > most_history_bytes) break;
    file.insert(0, line);
  }
  return file;
}

std::vector<SentReport> read_history_file(std::string_view file) {
  std::vector<SentReport> reports;
  while (!file.empty()) {
    const std::size_t end = std::min(file.find('\n'), file.size());
    auto report = read_line(file.substr(0, end));
    if (report && reports.size() < most_sent_reports) reports.push_back(std::move(*report));
    file.remove_prefix(std::min(end + 1, file.size()));
  }
  return reports;
}

}  // namespace sotto::telemetry
