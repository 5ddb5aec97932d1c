#include "telemetry/store.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/app_folder.hpp"
#include "core/clock.hpp"
#include "core/os_file.hpp"
#include "telemetry/jitter.hpp"

namespace sotto::telemetry {
namespace {

using std::chrono::seconds;

constexpr std::string_view counts_name = "/counts";
constexpr std::string_view weekly_name = "/weekly";
constexpr std::string_view damaged_name = "/counts.damaged";
constexpr std::string_view history_name = "/history";
// With those that replace_file() writes first: a process may have been killed meanwhile.
constexpr std::array<std::string_view, 7> all_names = {counts_name,   "/counts.new", weekly_name,
                                                       "/weekly.new", damaged_name,  history_name,
                                                       "/history.new"};

constexpr seconds lease_reserve{30};  // for a machine that is slow to write the answer down
constexpr seconds first_retry{60};
constexpr seconds longest_retry{24 * 3600};
constexpr std::uint32_t most_doublings = 10;  // 60 s << 10: 17 hours
constexpr seconds weekly_spread{24 * 3600};   // of programs whose week ends in the same second

std::string path_in(const std::string& folder, std::string_view name) {
  return folder + std::string(name);
}

std::uint64_t new_holder() noexcept {
  std::uint64_t holder = 0;
  core::fill_random(&holder, sizeof(holder));
  return holder;
}

/// Whole seconds, at least one: the times in the file are.
std::int64_t seconds_of(std::chrono::milliseconds time) noexcept {
  return std::max<std::int64_t>(std::chrono::ceil<seconds>(time).count(), 1);
}

std::optional<std::string> read_file(const std::string& folder, std::string_view name,
                                     std::size_t most_bytes) {
  return core::read_own_file(path_in(folder, name), most_bytes + 1);
}

Store::Visit failed_visit(Store::State state) {
  Store::Visit visit;
  visit.state = state;
  return visit;
}

core::OsInfo os_labels() {
  core::OsInfo os = core::os_info();
  for (std::string* const text : {&os.name, &os.major_version, &os.architecture}) {
    *text = core::label_text(*text);
  }
  return os;
}

StoreOptions with_labels(StoreOptions options) {
  AppInfo& app = options.app;
  app.name = app.name.empty() ? "unknown_service" : core::label_text(app.name);
  app.version = core::label_text(app.version);
  return options;
}

}  // namespace

std::int64_t unix_now_s() noexcept {
  return core::unix_now_ns() / 1'000'000'000;
}

Store::Store(StoreOptions options) : options_(with_labels(std::move(options))), os_(os_labels()) {
  random_.seed();
}

/// The folder, while a change is made to what is in it.
class Store::Holding {
 public:
  explicit Holding(Store& store) noexcept : held_(store.held_) {
    held_.hold(store.options_.folder);
  }
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;
  ~Holding() { held_.release(); }

  explicit operator bool() const noexcept { return held_.is_held(); }

 private:
  core::HeldFolder& held_;
};

Store::Visit Store::visit(const Counts& counted, std::int64_t since_s, bool may_send) {
  Visit visit;
  const bool has_nothing = counted.empty() && !options_.weekly;
  if (has_nothing && !is_store(options_.folder)) return visit;
  if (!core::make_private_folder(options_.folder)) return failed_visit(State::unusable);
  const Holding folder(*this);
  if (!folder) return failed_visit(State::busy);
  std::optional<StoredReport> stored;
  remove_other_file();
  if (!load(stored)) return failed_visit(State::unusable);
  if (!stored && has_nothing) return visit;

  const std::int64_t now = options_.now_s();
  const bool was_empty = !stored || stored->counts.empty();
  bool is_changed = stored && repair_times(*stored, now);
  if (options_.weekly) {
    is_changed |= add_to_week(stored, counted, visit);
  } else if (!counted.empty()) {
    add(stored, counted, since_s);
    if (was_empty && stored->due_s <= now) stored->due_s = next_due(now);
    is_changed = true;
  }
  const bool is_due = stored->due_s <= now && stored->has_news();
  if (may_send && is_due && stored->lease.until_s <= now) {
    stored->lease = {now + seconds_of(options_.send_timeout + lease_reserve), new_holder()};
    visit.report = stored;
    is_changed = true;
  }
  if (stored->has_news()) visit.due_s = std::max(stored->due_s, stored->lease.until_s);
  return !is_changed || save(*stored) ? visit : failed_visit(State::unusable);
}

bool Store::settle(const StoredReport& sent, const Body& body, const Answer& answer) {
  if (!is_store(options_.folder)) return true;  // it was deleted meanwhile
  const Holding folder(*this);
  std::optional<StoredReport> stored;
  if (!folder || !load(stored)) return false;
  if (answer.outcome == Outcome::acknowledged) remember(body);
  // Otherwise it is ours no more: it was deleted, or the lease ran out and another has taken it.
  const bool is_ours = stored && stored->id == sent.id && stored->lease == sent.lease;
  if (!is_ours) return true;

  const std::int64_t now = options_.now_s();
  stored->lease = {};
  if (answer.outcome == Outcome::failed) {
    ++stored->failures;
    stored->due_s = retry_at(*stored, answer, now);
  } else {
    stored->failures = 0;
    if (stored->week) {
      stored->week->answers.reset();
    } else {
      stored->counts.subtract(sent.counts);
    }
    stored->id = new_report_id();
    stored->since_s = std::max(sent.until_s, sent.since_s + 1);
    stored->due_s = next_due(now);
  }
  return save(*stored);
}

void Store::add(std::optional<StoredReport>& stored, const Counts& counted,
                std::int64_t since_s) const {
  if (counted.empty() || options_.weekly) return;
  const std::int64_t now = options_.now_s();
  if (!stored) {
    stored.emplace();
    stored->id = new_report_id();
    stored->since_s = std::min(since_s, now);
  }
  describe(*stored, now);
  stored->counts.add(counted);
}

void Store::describe(StoredReport& stored, std::int64_t now_s) const {
  stored.app = options_.app;
  stored.library_version = core::version;
  stored.os = os_;
  stored.until_s = now_s;
}

/// Whether that changed anything.
bool Store::add_to_week(std::optional<StoredReport>& stored, const Counts& counted, Visit& visit) {
  const std::int64_t now = options_.now_s();
  const std::int64_t this_week = week_of(now);
  bool is_changed = !stored;
  if (!stored) {
    stored.emplace();
    stored->id = new_report_id();
    stored->since_s = stored->due_s = now;
    stored->week.emplace().number = this_week;
    describe(*stored, now);
  }
  Week& week = *stored->week;
  if (is_changed || week.plan != *options_.weekly) {
    week.plan = *options_.weekly;
    is_changed = true;
  }
  if (week.number < this_week) {
    visit.gave_up_answers = week.answers.has_value();
    close_week(*stored, now);
    is_changed = true;
  }
  if (counted.empty()) return is_changed;
  stored->until_s = now;
  Counts asked;
  for (const auto& [labels, tally] : counted.entries) {
    if (week.plan.asks_for(labels)) {
      asked.entries.emplace(labels, tally);
    } else {
      visit.withheld += tally.count;
    }
  }
  week.withheld += visit.withheld;
  stored->counts.add(asked);
  return true;
}

/// The answers are drawn here and nowhere else, and are those of the program that draws them.
void Store::close_week(StoredReport& stored, std::int64_t now_s) {
  Week& week = *stored.week;
  local_dp::SystemRandom random;
  week.answers = draw_answers(week.number, week.plan, stored.counts, random);
  week.number = week_of(now_s);
  week.withheld = 0;
  stored.counts = {};
  stored.id = new_report_id();
  stored.since_s = now_s;
  stored.due_s = next_due(now_s);
  stored.failures = 0;
  stored.lease = {};
  describe(stored, now_s);
}

/// Times that no clock which is right can have written are taken for those of a wrong one.
bool Store::repair_times(StoredReport& stored, std::int64_t now_s) {
  const std::int64_t between_reports =
      is_weekly() ? weekly_spread.count() : seconds_of(options_.interval * 11 / 10);
  const std::int64_t longest_wait = stored.failures != 0 ? longest_retry.count() : between_reports;
  const std::int64_t longest_lease = seconds_of(options_.send_timeout + lease_reserve);
  const bool is_due_wrong = stored.due_s > now_s + longest_wait;
  const bool is_lease_wrong = stored.lease.until_s > now_s + longest_lease;
  const bool is_start_wrong = stored.since_s > now_s + 1;
  const bool is_week_wrong = stored.week && stored.week->number > week_of(now_s);
  if (is_due_wrong) stored.due_s = next_due(now_s);
  if (is_lease_wrong) stored.lease = {};
  if (is_start_wrong) stored.since_s = now_s;
  if (is_week_wrong) stored.week->number = week_of(now_s);
  return is_due_wrong || is_lease_wrong || is_start_wrong || is_week_wrong;
}

std::int64_t Store::next_due(std::int64_t now_s) noexcept {
  if (!options_.weekly) return now_s + seconds_of(jittered(options_.interval, random_));
  return now_s + static_cast<std::int64_t>(random_.next() % weekly_spread.count());
}

/// One minute, two, four and so on, but no longer than the interval; or what the server asked for.
std::int64_t Store::retry_at(const StoredReport& stored, const Answer& answer, std::int64_t now_s) {
  const seconds wait = first_retry * (1 << std::min(stored.failures - 1, most_doublings));
  std::int64_t wait_s =
      seconds_of(jittered(std::min<std::chrono::milliseconds>(wait, options_.interval), random_));
  if (answer.asked_wait) wait_s = std::max<std::int64_t>(wait_s, answer.asked_wait->count());
  return now_s + std::min<std::int64_t>(wait_s, longest_retry.count());
}

/// False when there is a file that cannot be read now. One that is damaged, or no file of ours, is
/// put aside.
bool Store::load(std::optional<StoredReport>& stored) {
  const std::string path = path_in(options_.folder, file_name());
  if (const auto text = read_file(options_.folder, file_name(), most_store_bytes)) {
    stored = read_store_file(*text);
    if (stored && stored->week.has_value() == is_weekly()) return true;
    stored.reset();
  } else {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) return true;
    if (std::filesystem::is_regular_file(status)) return false;
  }
  if (std::rename(path.c_str(), path_in(options_.folder, damaged_name).c_str()) != 0) return false;
  found_damage_ = true;
  return true;
}

std::string_view Store::file_name() const noexcept {
  return is_weekly() ? weekly_name : counts_name;
}

/// Exact counts that wait are not for a person who has turned local_dp on, and answers end with it.
void Store::remove_other_file() {
  if (std::exchange(has_removed_other_file_, true)) return;
  std::remove(path_in(options_.folder, is_weekly() ? counts_name : weekly_name).c_str());
}

bool Store::save(const StoredReport& stored) {
  const std::string text = to_store_file(stored);
  return text.size() <= most_store_bytes &&
         core::replace_file(path_in(options_.folder, file_name()), text);
}

/// A history that cannot be written is one that ends earlier: the counts matter more.
void Store::remember(const Body& body) {
  std::vector<SentReport> reports = read_history(options_.folder);
  reports.push_back({options_.now_s(), body});
  core::replace_file(path_in(options_.folder, history_name), to_history_file(reports));
}

std::optional<StoredReport> Store::read() const {
  auto stored = read_store(options_.folder);
  if (stored && stored->week.has_value() != is_weekly()) stored.reset();
  return stored;
}

void Store::clear() {
  clear_store(options_.folder);
}

std::optional<StoredReport> read_store(const std::string& folder) {
  for (const std::string_view name : {counts_name, weekly_name}) {
    const auto text = read_file(folder, name, most_store_bytes);
    if (text) return read_store_file(*text);
  }
  return std::nullopt;
}

bool has_stored_report(const std::string& folder) {
  std::error_code error;
  return std::filesystem::exists(path_in(folder, counts_name), error) ||
         std::filesystem::exists(path_in(folder, weekly_name), error);
}

std::vector<SentReport> read_history(const std::string& folder) {
  const auto text = read_file(folder, history_name, most_history_bytes);
  return text ? read_history_file(*text) : std::vector<SentReport>();
}

bool clear_store(const std::string& folder) {
  if (!is_store(folder)) return false;
  for (const std::string_view name : all_names) std::remove(path_in(folder, name).c_str());
  std::remove(folder.c_str());  // fails unless it is empty
  return true;
}

bool is_store(const std::string& folder) {
  std::error_code error;
  return std::ranges::any_of(all_names, [&](std::string_view name) {
    return std::filesystem::exists(std::filesystem::symlink_status(path_in(folder, name), error));
  });
}

}  // namespace sotto::telemetry
