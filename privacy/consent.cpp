#include "privacy/consent.hpp"

#include <charconv>
#include <optional>
#include <string_view>

#include "core/app_folder.hpp"
#include "core/os_file.hpp"
#include "core/os_folder.hpp"
#include "core/random.hpp"
#include "core/text.hpp"

namespace sotto::privacy {
namespace {

constexpr std::string_view refused_name = "refused";
constexpr std::string_view consent_name = "consent";
constexpr std::string_view notice_name = "notice";
constexpr std::size_t most_bytes = 256;  // of a file here; more was not written by us
constexpr std::string_view version_key = "notice_version = ";
constexpr std::string_view run_key = "run = ";

std::string folder_of(std::string_view app_name) {
  return std::string(answers_folder) + core::app_folder(app_name) + "/";
}

/// Tells this run of the program from the ones before it; its forks are the same run.
const std::string& this_run() {
  static const std::string& run = *new std::string([] {
    std::uint64_t number = 0;
    core::fill_random(&number, sizeof(number));
    return std::to_string(number);
  }());
  return run;
}

std::optional<std::string> read_file(const Environment& environment, const std::string& path) {
  const auto full = environment.full_path(path);
  return full ? core::read_own_file(*full, most_bytes) : std::nullopt;
}

/// The text after `key`, up to the end of its line.
std::optional<std::string_view> value_of(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(key)) return core::trim(line.substr(key.size()));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return std::nullopt;
}

/// 0 when the text names none: a file that somebody else wrote agrees to nothing.
int version_in(std::string_view text) {
  const auto digits = value_of(text, version_key);
  int version = 0;
  if (!digits) return 0;
  const auto [end, error] =
      std::from_chars(digits->data(), digits->data() + digits->size(), version);
  const bool is_all = error == std::errc() && end == digits->data() + digits->size();
  return is_all && version > 0 ? version : 0;
}

std::string version_line(int version) {
  return std::string(version_key) + std::to_string(version) + "\n";
}

Error cannot(std::string_view what, std::string_view name) {
  return {ErrorCode::storage, std::string(what) + " the file " + std::string(name) +
                                  " of $XDG_CONFIG_HOME/sotto, or of ~/.config/sotto"};
}

Result<Done> write_file(const Environment& environment, std::string_view app_name,
                        std::string_view name, std::string_view text) {
  const auto folder = environment.full_path(folder_of(app_name));
  if (!folder || !core::make_private_folder(*folder) ||
      !core::replace_file(*folder + std::string(name), text)) {
    return cannot("could not write", name);
  }
  return Done{};
}

Result<Done> remove_file(const Environment& environment, std::string_view app_name,
                         std::string_view name) {
  const auto path = environment.full_path(folder_of(app_name) + std::string(name));
  if (!path || !core::remove_file(*path)) return cannot("could not remove", name);
  return Done{};
}

}  // namespace

ConsentRecord read_consent(const Environment& environment, std::string_view app_name) {
  const std::string folder = folder_of(app_name);
  ConsentRecord record;
  record.refused = environment.file(refusal_path(app_name));
  if (const auto consent = read_file(environment, folder + std::string(consent_name))) {
    record.agreed_version = version_in(*consent);
  }
  const auto notice = read_file(environment, folder + std::string(notice_name));
  if (notice && value_of(*notice, run_key) != this_run())
    record.shown_version = version_in(*notice);
  return record;
}

std::string refusal_path(std::string_view app_name) {
  return folder_of(app_name) + std::string(refused_name);
}

Result<Done> store_yes(const Environment& environment, std::string_view app_name, int version) {
  auto written = write_file(environment, app_name, consent_name, version_line(version));
  if (!written) return written;
  return remove_file(environment, app_name, refused_name);
}

Result<Done> store_no(const Environment& environment, std::string_view app_name) {
  auto written = write_file(environment, app_name, refused_name, "");
  if (!written) return written;
  return remove_file(environment, app_name, consent_name);
}

Result<Done> store_notice(const Environment& environment, std::string_view app_name, int version) {
  // Once shown it stays shown: a program that says so at every start must not begin anew each time.
  if (read_consent(environment, app_name).shown_version >= version) return Done{};
  return write_file(environment, app_name, notice_name,
                    version_line(version) + std::string(run_key) + this_run() + "\n");
}

Result<Done> forget_consent(const Environment& environment, std::string_view app_name) {
  for (const std::string_view name : {refused_name, consent_name, notice_name}) {
    if (auto removed = remove_file(environment, app_name, name); !removed) return removed;
  }
  return Done{};
}

}  // namespace sotto::privacy
