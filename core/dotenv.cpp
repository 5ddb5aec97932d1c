#include "core/dotenv.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <optional>
#include <utility>

#include "core/text.hpp"

namespace sotto::core {
namespace {

// Far above any real file: who names another one by mistake does not wait for it.
constexpr std::size_t most_bytes = 1 << 20;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::string_view line_end = "\n";

bool is_name(std::string_view text) {
  const auto is_part = [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
  };
  return !text.empty() && !is_digit(text[0]) && std::all_of(text.begin(), text.end(), is_part);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  }

  Dotenv parse() && {
    for (; at_ < text_.size(); ++line_) {
      const std::size_t start = at_;
      const std::size_t number = line_;
      if (read_line()) continue;
      file_.warnings.push_back("line " + std::to_string(number) +
                               " of the .env file is not NAME=VALUE");
      // A quote that was never closed may have taken other lines with it.
      at_ = start;
      line_ = number;
      take_line();
    }
    return std::move(file_);
  }

 private:
  bool read_line() {
    const std::size_t start = at_;
    std::string_view line = trim(take_line());
    if (line.empty() || line.starts_with('#')) return true;
    if (line.starts_with("export ") || line.starts_with("export\t")) line.remove_prefix(7);
    const std::size_t equals = line.find('=');
    const std::string_view name = trim(line.substr(0, equals));
    if (equals == std::string_view::npos || !is_name(name)) return false;

    std::string_view value = trim(line.substr(equals + 1));
    if (value.starts_with('\'') || value.starts_with('"')) {
      // A quoted value may be longer than its line: read on from its quote.
      at_ = text_.find(value[0], start);
      auto quoted = read_quoted();
      if (!quoted) return false;
      return store(name, *std::move(quoted));
    }
    if (value.starts_with('#')) value = {};
    value = value.substr(0, std::min(value.find(" #"), value.find("\t#")));
    return store(name, std::string(trim(value)));
  }

  /// From the opening quote to the end of the line on which the closing one stands.
  std::optional<std::string> read_quoted() {
    const char quote = text_[at_++];
    std::string value;
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("\r\n")) continue;
      if (rest[0] == '\n') ++line_;
      if (quote == '"' && rest[0] == '\\' && rest.size() > 1) {
        value += unescaped(text_[++at_]);
        if (text_[at_] == '\n') ++line_;
      } else {
        value += rest[0];
      }
    }
    if (at_ == text_.size()) return std::nullopt;
    ++at_;
    const std::string_view rest = trim(take_line());
    if (!rest.empty() && !rest.starts_with('#')) return std::nullopt;
    return value;
  }

  static char unescaped(char c) noexcept {
    switch (c) {
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      default: return c;
    }
  }

  std::string_view take_line() {
    const std::string_view rest = text_.substr(at_);
    const std::string_view line = rest.substr(0, rest.find(line_end));
    at_ = std::min(at_ + line.size() + line_end.size(), text_.size());
    return line;
  }

  /// A value with a NUL cannot stand in an environment either.
  bool store(std::string_view name, std::string value) {
    if (value.find('\0') != std::string::npos) return false;
    file_.variables.insert_or_assign(std::string(name), std::move(value));
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;    // of the next byte
  std::size_t line_ = 1;  // in which it stands
  Dotenv file_;
};

}  // namespace

Dotenv parse_dotenv(std::string_view text) {
  return Parser(text).parse();
}

Dotenv read_dotenv(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return {{}, {"the .env file cannot be read"}};
  std::string text(most_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return {{}, {"the .env file cannot be read"}};
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > most_bytes) return {{}, {"the .env file is larger than 1MiB: it is left out"}};
  return parse_dotenv(text);
}

}  // namespace sotto::core
