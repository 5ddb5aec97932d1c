#include "pipeline/local_sink.hpp"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "core/os_file.hpp"
#include "core/os_stderr.hpp"

namespace sotto::pipeline {
namespace {

constexpr std::string_view stderr_url = "stderr:";
constexpr std::string_view memory_url = "memory:";
constexpr std::string_view file_scheme = "file:";
constexpr int kept_files = 5;  // beside the one that is written

class StandardError final : public LocalSink {
 public:
  Result<Done> write(std::string_view bytes) override {
    if (core::write_stderr(bytes)) return Done{};
    return Error{ErrorCode::storage, "standard error takes nothing"};
  }
};

class Memory final : public LocalSink {
 public:
  Result<Done> write(std::string_view) override { return Done{}; }
};

class RotatingFile final : public LocalSink {
 public:
  RotatingFile(std::string path, std::uint64_t most_bytes)
      : path_(std::move(path)), most_bytes_(most_bytes) {}

  Result<Done> write(std::string_view bytes) override {
    std::error_code error;  // set where there is no file yet
    const std::uint64_t size = std::filesystem::file_size(path_, error);
    if (!error && size != 0 && size + bytes.size() > most_bytes_ && !rotate()) {
      return Error{ErrorCode::storage, "its full file cannot be renamed"};
    }
    if (core::append_to_file(path_, bytes)) return Done{};
    return Error{ErrorCode::storage, "its file cannot be written"};
  }

 private:
  bool rotate() const {
    std::error_code error;  // of the last: the others need not exist
    for (int i = kept_files; i > 1; --i) std::filesystem::rename(kept(i - 1), kept(i), error);
    std::filesystem::rename(path_, kept(1), error);
    return !error;
  }

  std::string kept(int number) const { return path_ + "." + std::to_string(number); }

  const std::string path_;
  const std::uint64_t most_bytes_;
};

}  // namespace

std::unique_ptr<LocalSink> make_local_sink(std::string_view url, std::uint64_t file_bytes) {
  if (url == stderr_url) return std::make_unique<StandardError>();
  if (url == memory_url) return std::make_unique<Memory>();
  if (!url.starts_with(file_scheme)) return nullptr;
  url.remove_prefix(file_scheme.size());
  return std::make_unique<RotatingFile>(std::string(url), file_bytes);
}

}  // namespace sotto::pipeline
