#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/text.hpp"
#include "core/json_reader.hpp"
#include "core/json_writer.hpp"
#include "privacy/learned_secrets.hpp"
#include "privacy/record_scrubber.hpp"

namespace sotto::cli {
namespace {

/// So much is scrubbed at once. Blocks are cut at line ends, and the parts of a key in PEM are
/// known on either side of a cut.
constexpr std::size_t block_bytes = 1 << 20;

/// Reads a file in blocks that end where a line does.
class LineBlocks {
 public:
  explicit LineBlocks(std::FILE* file) noexcept : file_(file) {}

  /// Whole lines, at least one; the last may lack its line end. Empty at the end of the file. The
  /// view lives until the next call.
  std::string_view next() {
    buffer_.erase(0, given_);
    std::size_t line_end = buffer_.rfind('\n');
    while (!at_end_ && (line_end == std::string::npos || buffer_.size() < block_bytes)) {
      const std::size_t before = buffer_.size();
      buffer_.resize(before + block_bytes);
      const std::size_t read = std::fread(buffer_.data() + before, 1, block_bytes, file_);
      buffer_.resize(before + read);
      at_end_ = read < block_bytes;
      const std::size_t found = std::string_view(buffer_).substr(before).rfind('\n');
      if (found != std::string_view::npos) line_end = before + found;
    }
    given_ = at_end_ ? buffer_.size() : line_end + 1;
    return std::string_view(buffer_).substr(0, given_);
  }

  bool has_failed() const noexcept { return std::ferror(file_) != 0; }

 private:
  std::FILE* file_;
  std::string buffer_;
  std::size_t given_ = 0;  // bytes of the buffer that the last call returned
  bool at_end_ = false;
};

class ScrubCommand {
 public:
  ScrubCommand(const ScrubOptions& options, const privacy::Environment& environment,
               const Console& console)
      : options_(options), console_(console), scrubber_(make_scrubber(environment)) {}

  Exit run() {
    if (exit_ != Exit::ok) return exit_;
    if (options_.files.empty()) scrub_file(stdin, "standard input");
    for (const std::string& path : options_.files) {
      struct Close {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
      };
      const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
      if (file == nullptr) {
        fail(path, "cannot be opened");
        continue;
      }
      scrub_file(file.get(), path);
    }
    if (std::fflush(stdout) != 0) fail("standard output", "cannot be written");
    return exit_;
  }

 private:
  /// With the rules of SOTTO_SCRUB_RULES. What it should have replaced does not pass: a bad rule
  /// ends the command.
  privacy::Scrubber make_scrubber(const privacy::Environment& environment) {
    const Config config = Config::from_env();
    std::vector<std::string> problems;
    privacy::TextScrubber text(
        privacy::learn_secrets(environment, config, privacy::own_host_name()),
        privacy::UserRules(config, problems),
        options_.tags || config.scrub_tags ? privacy::Tags::on : privacy::Tags::off);
    for (const std::string& problem : problems) exit_ = console_.fail(problem);
    return {CaptureContent::redacted, std::move(text)};
  }

  void scrub_file(std::FILE* file, const std::string& name) {
    LineBlocks blocks(file);
    std::size_t line = 0;
    for (std::string_view block = blocks.next(); !block.empty(); block = blocks.next()) {
      out_.clear();
      if (options_.jsonl) {
        scrub_lines(block, name, line);
      } else {
        out_ = scrubber_.scrub(block);
      }
      std::fwrite(out_.data(), 1, out_.size(), stdout);
    }
    if (blocks.has_failed()) fail(name, "cannot be read to its end");
  }

  void scrub_lines(std::string_view block, const std::string& name, std::size_t& line) {
    while (!block.empty()) {
      const std::size_t end = block.find('\n');
      const std::string_view text = block.substr(0, end);
      block.remove_prefix(end == std::string_view::npos ? block.size() : end + 1);
      ++line;
      if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      if (!scrub_line(text)) {
        fail(name + ", line " + std::to_string(line), R"(is not {"id": ..., "text": "..."})");
      }
    }
  }

  bool scrub_line(std::string_view line) {
    const auto read = reader_.read(line);
    if (!read) return false;
    const auto id = read.value()["id"];
    const auto text = read.value()["text"].text();
    if (!id.exists() || !text) return false;
    out_.append(R"({"id":)").append(id.to_json()).append(R"(,"out":)");
    core::append_json_string(out_, scrubber_.scrub(*text));
    out_ += "}\n";
    return true;
  }

  void fail(const std::string& where, std::string_view what) {
    exit_ = console_.fail(printable(where) + ": " + std::string(what));
  }

  const ScrubOptions& options_;
  const Console& console_;
  Exit exit_ = Exit::ok;
  privacy::Scrubber scrubber_;
  core::JsonReader reader_;
  std::string out_;
};

}  // namespace

Exit run_scrub(const ScrubOptions& options, const privacy::Environment& environment,
               const Console& console) {
  return ScrubCommand(options, environment, console).run();
}

}  // namespace sotto::cli
