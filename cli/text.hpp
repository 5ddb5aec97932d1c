#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::cli {

/// `text` with what could steer a terminal made visible: control characters as \x1b or \n, and
/// those that change the direction of writing as \u202e. Text that strangers sent stays text.
std::string printable(std::string_view text);

/// How many columns valid UTF-8 takes, one for each character.
std::size_t columns(std::string_view text) noexcept;

/// At most `limit` columns, the last an ellipsis when something is cut.
std::string shorten(std::string text, std::size_t limit);

std::string format_duration(double ms);              // "850 us", "12.3 ms", "1.20 s", "2 min 05 s"
std::string format_count(std::int64_t number);       // "1,234,567"
std::string format_bytes(std::int64_t bytes);        // "1.5 MiB"
std::string format_cost(std::optional<double> usd);  // "$0.0012"; "-" when not known

/// How long ago: "12 s", "3 min", "5 h", "2 d"; the date when it is more than 30 days or ahead.
std::string format_age(std::int64_t then_ns, std::int64_t now_ns);

/// "1 span", "2 spans": the noun takes an s.
std::string counted(std::int64_t number, std::string_view noun);

/// Rows of cells, each column as wide as its widest cell. Cells are printable already.
class Table {
 public:
  enum class Align { left, right };

  void add_column(std::string heading, Align align = Align::left);
  void add_row(std::vector<std::string> cells);

  /// The heading first. No spaces at the ends of lines.
  std::vector<std::string> lines() const;

 private:
  std::string line(const std::vector<std::string>& cells) const;

  std::vector<std::string> headings_;
  std::vector<Align> aligns_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace sotto::cli
