#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/os_folder.hpp"
#include "transport/spool_record.hpp"

namespace sotto::transport {

struct SpoolOptions {
  std::string folder;                   // shared by processes; made when missing
  std::uint64_t max_bytes = 128 << 20;  // of one process, with what it took over
  std::chrono::milliseconds max_age{std::chrono::hours(72)};
};

/// One request on disk.
struct SpoolEntry {
  std::uint64_t number = 0;  // its place in the order of the session's files
  SpoolHead head;

  std::uint64_t file_bytes() const noexcept { return spool_head_bytes + head.body_bytes; }
  /// What it takes of the limit: file systems give whole blocks.
  std::uint64_t disk_bytes() const noexcept { return (file_bytes() + 4095) / 4096 * 4096; }
};

/// Requests that were encoded and not acknowledged yet, each in a file of its own, so that they
/// outlive an outage, a restart and kill -9.
///
///   folder/session-00f1e2d3c4b5a697/00000000000000000001.batch
///
/// A session holds its sub-folder (core::HeldFolder). At its start it takes over the sub-folders
/// that nobody holds: their sessions are gone. Files that are not the spool's stay untouched.
///
/// Nothing is synced: a file in the system's cache survives the process, however it ends. A loss of
/// power may cost the last seconds; what it tears is found by the checksums.
///
/// Threads: the pipeline's; close_in_child() in the child of a fork.
class Spool {
 public:
  explicit Spool(SpoolOptions options) : options_(std::move(options)) {}
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool() { close(); }  // what is stored stays

  /// Makes the session's folder, and moves into it what gone sessions left for `destinations`.
  /// When that cannot be done warning() says so, and nothing is ever stored.
  void open(std::span<const std::uint64_t> destinations);

  /// What open() found for `destination`, oldest first; the second call gives nothing.
  std::vector<SpoolEntry> take_found(std::uint64_t destination);

  bool has_room() const noexcept { return folder_.is_held() && used_bytes_ < options_.max_bytes; }

  /// None when there is no room, or the disk takes nothing; warning() counts that.
  std::optional<SpoolEntry> store(const SpoolHead& head, std::string_view body);

  /// The body, or none when the file is gone or damaged.
  std::optional<std::string> read(const SpoolEntry& entry);

  /// The request was answered, or given up.
  void remove(const SpoolEntry& entry) noexcept;

  /// Removes everything that is stored, also by sessions that are gone, and closes.
  void clear();

  /// Gives the session's folder up, for a later session to take over. Nothing is stored any more.
  void close() noexcept;

  /// In the child of a fork: the folder stays the parent's.
  void close_in_child() noexcept { folder_.close_in_child(); }

  std::chrono::milliseconds max_age() const noexcept { return options_.max_age; }

  /// One sentence for each thing that went wrong so far, for status().warnings; never the path.
  std::vector<std::string> warnings() const;

 private:
  struct Found {
    std::string path;
    SpoolEntry entry;
  };

  bool make_session_folder();
  void look_into(const std::string& folder, std::span<const std::uint64_t> destinations);
  void take_over(const Found& found);
  /// The file of that number; valid until the next call. Does not allocate.
  const std::string& path_of(std::uint64_t number) noexcept;

  const SpoolOptions options_;
  core::HeldFolder folder_;
  std::string path_;               // of the file asked for last: the session's folder, and a number
  std::size_t folder_length_ = 0;  // of it
  std::uint64_t next_number_ = 1;
  std::uint64_t used_bytes_ = 0;
  std::vector<Found> found_;

  bool is_unusable_ = false;
  std::uint64_t full_ = 0;       // requests that found no room
  std::uint64_t unwritten_ = 0;  // requests that the disk did not take
  std::uint64_t damaged_ = 0;    // files
  std::uint64_t outdated_ = 0;   // files for other destinations
};

/// Removes what sessions that are gone stored in `folder`; for a session whose gate is closed.
/// Makes nothing.
void clear_spool(const std::string& folder);

}  // namespace sotto::transport
