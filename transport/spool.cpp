#include "transport/spool.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iterator>
#include <limits>
#include <system_error>
#include <utility>

#include "core/clock.hpp"
#include "core/os_file.hpp"
#include "core/random.hpp"
#include "core/text.hpp"

namespace sotto::transport {
namespace {

constexpr std::string_view folder_prefix = "session-";
constexpr std::size_t folder_digits = 16;  // hexadecimal
constexpr std::string_view file_suffix = ".batch";
constexpr std::size_t file_digits = 20;         // decimal: the largest 64-bit number has as many
constexpr std::size_t most_gone_sessions = 64;  // at once: each takes a descriptor of the program's
constexpr int attempts = 3;  // to make a folder: another session may take an unheld one for left

using Iterator = std::filesystem::directory_iterator;

bool is_session_folder(std::string_view name) noexcept {
  if (!name.starts_with(folder_prefix)) return false;
  name.remove_prefix(folder_prefix.size());
  return name.size() == folder_digits &&
         std::ranges::all_of(name, [](char c) { return core::hex_value(c) >= 0; });
}

/// The number in the name of a file of the spool; none when it is no such name.
std::optional<std::uint64_t> file_number(std::string_view name) noexcept {
  if (name.size() != file_digits + file_suffix.size() || !name.ends_with(file_suffix)) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  for (const char c : name.substr(0, file_digits)) {
    if (!core::is_digit(c)) return std::nullopt;
    number = 10 * number + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

std::string new_folder_name() {
  constexpr std::string_view digits = "0123456789abcdef";
  unsigned char random[folder_digits / 2];
  core::fill_random(random, sizeof(random));
  std::string name(folder_prefix);
  for (const unsigned char byte : random) {
    name += digits[byte >> 4];
    name += digits[byte & 0xf];
  }
  return name;
}

/// Calls `visit(path)` for each folder of a session in `folder`.
template <typename Visit>
void for_each_session(const std::string& folder, Visit&& visit) {
  std::error_code error;  // a folder that cannot be read is one without sessions
  std::vector<std::string> paths;
  for (Iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (is_session_folder(it->path().filename().native())) paths.push_back(it->path().native());
  }
  for (const std::string& path : paths) visit(path);
}

/// Calls `visit(path, number)` for each file of the spool in a session's folder.
template <typename Visit>
void for_each_file(const std::string& folder, Visit&& visit) {
  std::error_code error;
  std::vector<std::pair<std::string, std::uint64_t>> files;
  for (Iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const auto number = file_number(it->path().filename().native());
    if (number) files.emplace_back(it->path().native(), *number);
  }
  for (const auto& [path, number] : files) visit(path, number);
}

void remove_files(const std::string& folder) {
  for_each_file(folder, [](const std::string& path, std::uint64_t) { std::remove(path.c_str()); });
}

std::string counted(std::uint64_t count, std::string_view what) {
  return "SOTTO_SPOOL_DIR: " + std::to_string(count) + " " + std::string(what);
}

}  // namespace

void Spool::open(std::vector<std::uint64_t> destinations) {
  destinations_ = std::move(destinations);
  is_unusable_ = !core::make_private_folder(options_.folder) || !make_session_folder();
  if (is_unusable_) return;
  for_each_session(options_.folder, [&](const std::string& path) {
    core::HeldFolder held;
    if (gone_.size() == most_gone_sessions || !held.hold(path)) return;
    gone_.push_back({path, std::move(held)});
    for_each_file(path, [&](const std::string& file, std::uint64_t number) {
      unseen_.push_back({number, file});
    });
  });
  std::ranges::sort(unseen_, std::ranges::greater(), &UnseenFile::number);
  if (unseen_.empty()) let_go_of_gone_sessions();
}

bool Spool::take_over(std::chrono::steady_clock::time_point until) {
  while (is_taking_over() && std::chrono::steady_clock::now() < until) {
    look_at(unseen_.back());
    unseen_.pop_back();
    if (unseen_.empty()) let_go_of_gone_sessions();
  }
  return is_taking_over();
}

bool Spool::make_session_folder() {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    path_ = options_.folder + "/" + new_folder_name();
    if (!core::make_private_folder(path_) || !folder_.hold(path_)) continue;
    folder_length_ = path_.size();
    path_ += "/" + std::string(file_digits, '0');
    path_ += file_suffix;
    return true;
  }
  return false;
}

void Spool::look_at(const UnseenFile& file) {
  const auto text = core::read_own_file(file.path, spool_head_bytes);
  const auto head = text ? read_spool_head(*text) : std::nullopt;
  const SpoolEntry entry{file.number, head.value_or(SpoolHead{})};
  std::error_code error;
  if (!head || std::filesystem::file_size(file.path, error) != entry.file_bytes()) {
    ++damaged_;
    std::remove(file.path.c_str());
  } else if (std::ranges::find(destinations_, head->destination) != destinations_.end()) {
    adopt(file, *head);
  } else if (head->age() > options_.max_age) {
    ++outdated_;
    std::remove(file.path.c_str());
  } else {
    used_bytes_ += entry.disk_bytes();  // so that what nobody asks for has a limit as well
  }
}

void Spool::adopt(const UnseenFile& file, const SpoolHead& head) {
  SpoolEntry entry{file.number, head};
  std::error_code error;
  while (std::filesystem::exists(path_of(entry.number), error)) ++entry.number;
  // What cannot be moved is left for a later session.
  if (std::rename(file.path.c_str(), path_of(entry.number).c_str()) != 0) return;
  used_bytes_ += entry.disk_bytes();
  found_.push_back(entry);
}

void Spool::let_go_of_gone_sessions() noexcept {
  for (const GoneSession& gone : gone_) std::remove(gone.folder.c_str());  // fails unless empty
  gone_.clear();
  unseen_.clear();
}

std::vector<SpoolEntry> Spool::take_found(std::uint64_t destination) {
  const auto is_wanted = [destination](const SpoolEntry& entry) {
    return entry.head.destination == destination;
  };
  std::vector<SpoolEntry> entries;
  std::ranges::copy_if(found_, std::back_inserter(entries), is_wanted);
  std::erase_if(found_, is_wanted);
  return entries;
}

std::uint64_t Spool::new_number() noexcept {
  const auto now_us = static_cast<std::uint64_t>(core::unix_now_ns() / 1000);
  last_number_ = std::max(now_us, last_number_ + 1);
  return last_number_;
}

std::optional<SpoolEntry> Spool::store(const SpoolHead& head, std::string_view body) {
  if (!folder_.is_held() || body.size() > std::numeric_limits<std::uint32_t>::max()) {
    return std::nullopt;
  }
  SpoolEntry entry{new_number(), head};
  entry.head.body_bytes = static_cast<std::uint32_t>(body.size());
  if (used_bytes_ + entry.disk_bytes() > options_.max_bytes) {
    ++full_;
    return std::nullopt;
  }
  if (!core::write_new_file(path_of(entry.number), to_spool_file(entry.head, body))) {
    ++unwritten_;
    return std::nullopt;
  }
  used_bytes_ += entry.disk_bytes();
  return entry;
}

std::optional<std::string> Spool::read(const SpoolEntry& entry) {
  if (!folder_.is_held()) return std::nullopt;
  auto file = core::read_own_file(path_of(entry.number), entry.file_bytes() + 1);
  if (!file || !read_spool_body(*file) || read_spool_head(*file) != entry.head) {
    ++damaged_;
    return std::nullopt;
  }
  file->erase(0, spool_head_bytes);
  return file;
}

void Spool::remove(const SpoolEntry& entry) noexcept {
  if (!folder_.is_held()) return;
  std::remove(path_of(entry.number).c_str());
  used_bytes_ -= entry.disk_bytes();
}

void Spool::clear() {
  if (!folder_.is_held()) return;
  remove_files(path_.substr(0, folder_length_));
  for (const GoneSession& gone : gone_) remove_files(gone.folder);
  clear_spool(options_.folder);
  close();
}

void Spool::close() noexcept {
  let_go_of_gone_sessions();
  if (!folder_.is_held()) return;
  path_.resize(folder_length_);
  std::remove(path_.c_str());  // fails unless it is empty
  folder_.release();
}

const std::string& Spool::path_of(std::uint64_t number) noexcept {
  std::size_t at = path_.size() - file_suffix.size();
  for (std::size_t i = 0; i < file_digits; ++i, number /= 10) {
    path_[--at] = static_cast<char>('0' + number % 10);
  }
  return path_;
}

std::vector<std::string> Spool::warnings() const {
  std::vector<std::string> all;
  if (is_unusable_) {
    all.emplace_back("SOTTO_SPOOL_DIR: the folder cannot be used; what waits is in memory only");
  }
  if (full_ != 0 && !is_unusable_) {
    all.push_back(counted(full_, "batches found it full and waited in memory only"));
  }
  if (unwritten_ != 0) {
    all.push_back(counted(unwritten_, "batches could not be written and waited in memory only"));
  }
  if (damaged_ != 0) all.push_back(counted(damaged_, "damaged files were given up"));
  if (outdated_ != 0) {
    all.push_back(counted(outdated_, "batches for other destinations were too old and removed"));
  }
  return all;
}

void clear_spool(const std::string& folder) {
  for_each_session(folder, [](const std::string& path) {
    core::HeldFolder held;
    if (!held.hold(path)) return;
    remove_files(path);
    std::remove(path.c_str());
  });
}

}  // namespace sotto::transport
