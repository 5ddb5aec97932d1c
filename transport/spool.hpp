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
  std::uint64_t number = 0;  // names its file: about when it was stored, in us since 1970
  SpoolHead head;

  std::uint64_t file_bytes() const noexcept { return spool_head_bytes + head.body_bytes; }
  /// What it takes of the limit: file systems give whole blocks.
  std::uint64_t disk_bytes() const noexcept { return (file_bytes() + 4095) / 4096 * 4096; }
};

/// Requests that were encoded and not acknowledged yet, each in a file of its own, so that they
/// outlive an outage, a restart and kill -9.
///
///   folder/session-00f1e2d3c4b5a697/00001700000000000000.batch
///
/// A session holds its sub-folder (core::HeldFolder). From its start on it takes over what it finds
/// in sub-folders that nobody holds, whose sessions are gone: a few files at a time, since a full
/// spool takes seconds. Files that are not the spool's stay untouched.
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

  /// Makes the session's folder, and finds what gone sessions left. When that cannot be done
  /// warnings() says so, and nothing is ever stored. What is left for other destinations than
  /// these stays where it is, until it is too old.
  void open(std::vector<std::uint64_t> destinations);

  /// Takes over what open() found, oldest first, until `until` or the end. True when there is more.
  bool take_over(std::chrono::steady_clock::time_point until);
  bool is_taking_over() const noexcept { return !unseen_.empty(); }

  /// What was taken over for `destination` since the last call.
  std::vector<SpoolEntry> take_found(std::uint64_t destination);

  bool has_room() const noexcept { return folder_.is_held() && used_bytes_ < options_.max_bytes; }

  /// For warnings(): a request that was not even encoded for store().
  void count_without_room() noexcept { ++full_; }

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

  /// In the child of a fork: the folder stays the parent's. What is being taken over just then
  /// stays held for as long as the child lives, should the parent be killed in that moment.
  void close_in_child() noexcept { folder_.close_in_child(); }

  std::chrono::milliseconds max_age() const noexcept { return options_.max_age; }

  /// One sentence for each thing that went wrong so far, for status().warnings; never the path.
  std::vector<std::string> warnings() const;

 private:
  struct GoneSession {
    std::string folder;
    core::HeldFolder held;
  };
  struct UnseenFile {
    std::uint64_t number;
    std::string path;
  };

  bool make_session_folder();
  void look_at(const UnseenFile& file);
  void adopt(const UnseenFile& file, const SpoolHead& head);
  void let_go_of_gone_sessions() noexcept;
  /// A number that no file of the session has.
  std::uint64_t new_number() noexcept;
  /// The file of that number; valid until the next call. Does not allocate.
  const std::string& path_of(std::uint64_t number) noexcept;

  const SpoolOptions options_;
  core::HeldFolder folder_;
  std::string path_;               // of the file asked for last: the session's folder, and a number
  std::size_t folder_length_ = 0;  // of it
  std::uint64_t last_number_ = 0;  // of those that this session stored
  std::uint64_t used_bytes_ = 0;
  std::vector<std::uint64_t> destinations_;
  std::vector<GoneSession> gone_;   // held until their files are ours
  std::vector<UnseenFile> unseen_;  // of theirs, the oldest last
  std::vector<SpoolEntry> found_;

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
