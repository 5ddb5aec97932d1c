#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sotto::bench {

/// Makes the compiler believe that `value` is used.
template <typename T>
inline void keep(const T& value) noexcept {
  asm volatile("" : : "r,m"(value) : "memory");
}

/// Makes the compiler forget what it knows of memory: nothing moves over a loop's iterations.
inline void forget_memory() noexcept {
  asm volatile("" : : : "memory");
}

/// The processor's time stamp counter, or steady_clock where there is none.
std::uint64_t raw_ticks() noexcept;
/// The same, with everything before it done and nothing after it begun.
std::uint64_t fenced_ticks() noexcept;
/// Measured once, against steady_clock.
double ns_per_tick();

/// Spins, so that the processor neither sleeps nor slows down.
void pause_for(std::chrono::nanoseconds time) noexcept;

/// Prints {"name": ..., "value": ..., "unit": ...}: the one thing that every program of this
/// folder writes to its standard output.
void report(std::string_view name, double value, std::string_view unit);

/// The value that `part` of the values do not exceed; 0 when there are none. Sorts them.
double quantile(std::vector<double>& values, double part);
/// The mean of the middle half: where a median would only jump between the steps in which the time
/// stamp counter advances, 10 ns on some machines. Sorts the values.
double typical(std::vector<double>& values);

/// What a call does to the pipeline: how many of them can be made in one go.
enum class CallKind : std::uint8_t {
  plain,
  ends_span,  // fills the thread's ring
  on_span,    // fills an open span, which takes 128 attributes and 128 events
};

/// One thing to be measured: a callable, with begin() and end() around every run when it has them.
class Case {
 public:
  Case(std::string name, CallKind kind) : name(std::move(name)), kind(kind) {}
  virtual ~Case() = default;

  /// Ticks of `calls` calls, begin() and end() left out.
  virtual std::uint64_t run(int calls) = 0;

  const std::string name;
  const CallKind kind;
};

template <typename F>
class CaseOf final : public Case {
 public:
  CaseOf(std::string name, CallKind kind, F f) : Case(std::move(name), kind), f_(std::move(f)) {}

  std::uint64_t run(int calls) override {
    if constexpr (requires { f_.begin(); }) f_.begin();
    const std::uint64_t start = fenced_ticks();
    for (int i = 0; i < calls; ++i) {
      f_();
      forget_memory();
    }
    const std::uint64_t ticks = fenced_ticks() - start;
    if constexpr (requires { f_.end(); }) f_.end();
    return ticks;
  }

 private:
  F f_;
};

/// Measures many cases in turns, so that what disturbs the machine disturbs them all alike.
///
/// A burst is 16 calls between two readings of the clock, after a pause: what a call costs in a
/// program that does something else as well. "amortised" is a tight loop. From both the cost of
/// the empty loop between the same two readings is taken away.
class Suite {
 public:
  /// `between` runs, unmeasured, after each case that ends spans: it waits until these are taken.
  Suite(std::string prefix, void (*between)());

  template <typename F>
  void add(std::string name, F f, CallKind kind = CallKind::plain) {
    cases_.push_back(std::make_unique<CaseOf<F>>(std::move(name), kind, std::move(f)));
  }

  /// Reports "<prefix>/<case>/p50" (typical), ".../p99", ".../p999" of bursts, ".../amortised".
  void run(int rounds, int bursts);

  /// Bursts in several threads at once, reported under "<prefix>/<threads>_threads/...". Each
  /// thread has cases of its own, which `add_cases` makes; all threads work on the same one.
  static void run_in_threads(const std::string& prefix, int threads, int rounds, int bursts,
                             void (*between)(), const std::function<void(Suite&)>& add_cases);

 private:
  struct Samples {
    std::vector<double> bursts;  // [burst] ns per call, with what reading the clock costs
    std::vector<double> loops;   // [round] likewise, of the tight loop
  };
  void measure(Case& subject, int bursts, Samples& into) const;
  void report_all(std::vector<Samples>& samples) const;

  std::string prefix_;
  void (*between_)();
  std::vector<std::unique_ptr<Case>> cases_;  // the first one is empty
};

/// Measures work that takes microseconds or more, in turns, in CPU time of the calling thread: what
/// else the machine does is not counted.
class Turns {
 public:
  /// Each call of `work` handles `items` items: what is reported is ns per item.
  void add(std::string name, std::size_t items, std::function<void()> work) {
    works_.push_back({std::move(name), items, std::move(work), {}});
  }

  /// Reports "<prefix>/<name>" and forgets all works. Quick runs take a third of the time. Returns
  /// the largest value.
  double run(std::string_view prefix, bool is_quick);

 private:
  struct Work {
    std::string name;
    std::size_t items;
    std::function<void()> work;
    std::vector<double> turns;  // ns per item
  };
  std::vector<Work> works_;
};

}  // namespace sotto::bench
