#include "runtime/instance.hpp"

#include <algorithm>
#include <utility>

#include <sotto/detail/gate_word.hpp>
#include <sotto/provider.hpp>

#include "core/random.hpp"
#include "core/settings.hpp"
#include "observability/plugin.hpp"
#include "observability/recording.hpp"
#include "pipeline/end_times.hpp"
#include "pipeline/route.hpp"
#include "privacy/learned_secrets.hpp"
#include "privacy/record_scrubber.hpp"
#include "telemetry/store_place.hpp"

namespace sotto::runtime {
namespace {

using pipeline::Clock;
using privacy::Reason;

std::string new_session_id() {
  TraceId id;
  core::fill_random(id.bytes.data(), id.bytes.size());
  return id.to_hex();
}

/// The texts of the configuration that travel with every batch.
Config scrubbed(Config config, privacy::Scrubber& scrubber) {
  for (std::string* const text :
       {&config.app_name, &config.app_version, &config.environment, &config.release}) {
    *text = scrubber.scrub(*text);
  }
  config.resource_attributes = scrubber.scrub(config.resource_attributes);
  return config;
}

/// None where there is no folder. An error when the counts may not leave as they are (local_dp),
/// and cannot become answers either.
Result<std::unique_ptr<telemetry::Store>> make_store(const Config& config,
                                                     const privacy::Environment& environment) {
  const auto folder = telemetry::store_folder(environment, config.app_name);
  telemetry::StoreOptions options{.folder = folder.value_or(""),
                                  .app = {config.app_name, config.app_version},
                                  .interval = config.telemetry_interval,
                                  .send_timeout = config.export_timeout};
  if (config.local_dp != LocalDp::off) {
    auto plan = telemetry::weekly_plan(config);
    if (!plan) return plan.error();
    if (!folder) return Error{ErrorCode::storage, "there is no folder to keep a week's counts in"};
    options.weekly = std::move(plan).value();
  }
  if (!folder) return std::unique_ptr<telemetry::Store>();
  return std::make_unique<telemetry::Store>(std::move(options));
}

/// A caller may say milliseconds::max(): the sum must not overflow.
Clock::time_point deadline_after(std::chrono::milliseconds timeout) {
  constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 365);
  return Clock::now() + std::clamp(timeout, std::chrono::milliseconds(0), longest);
}

}  // namespace

Instance::Instance(Config config, const privacy::Environment& environment)
    : Instance(InstanceStart{.config = std::move(config),
                             .environment = &environment,
                             .spans = read_span_totals(),
                             .counts = telemetry::read_totals()}) {}

Instance::Instance(InstanceStart start)
    : config_(core::within_limits(std::move(start.config))),
      environment_(*start.environment),
      session_id_(new_session_id()),
      spans_before_(start.spans),
      ledger_({config_.app_name, config_.app_version}, std::move(start.counts)),
      warnings_(config_.warnings),
      verdicts_(privacy::judge(environment_, config_)) {
  counts_ = verdicts_.telemetry.open();
  pipeline::set_ring_limits(config_.ring_bytes, config_.memory_limit_bytes);
  observability::set_limits(config_);
  pipeline::end_times.forget();
  pipeline::PipelineThread::Parts parts;
  privacy::Scrubber scrubber(
      config_.capture_content,
      privacy::TextScrubber(privacy::learn_secrets(environment_, config_, privacy::own_host_name()),
                            privacy::UserRules(config_, warnings_),
                            config_.scrub_tags ? privacy::Tags::on : privacy::Tags::off));
  if (verdicts_.telemetry.open()) {
    open_telemetry(parts);
  } else if (telemetry::is_refusal(verdicts_.telemetry.reason)) {
    // Whoever says no says it of what was counted before as well.
    telemetry::delete_store(environment_, config_.app_name);
  }
  if (verdicts_.observability.open()) {
    open_observability(parts, scrubber);
  } else if (!config_.spool_dir.empty()) {
    transport::clear_spool(
        config_.spool_dir);  // whoever says no says it of what was stored as well
  }
  if (parts.loop) start_thread(std::move(parts), std::move(scrubber), start.keeps_queued);
  const std::lock_guard lock(mutex_);  // the thread may be closing a gate already
  std::uint32_t gate_word = 0;
  if (counts_) gate_word |= detail::telemetry_bit;
  if (verdicts_.observability.open()) gate_word |= detail::tracing_bit;
  detail::gate_word.store(gate_word, std::memory_order_relaxed);
}

InstanceStart Instance::for_child() const {
  return {.config = config_,
          .environment = &environment_,
          .spans = read_span_totals(),
          .counts = telemetry::read_totals(),
          .keeps_queued = true};
}

void Instance::close_in_child() noexcept {
  if (thread_) thread_->close_in_child();
  if (reporter_ != nullptr) reporter_->close_in_child();
}

Instance::~Instance() {
  stop(std::chrono::milliseconds(0));
}

/// Without an endpoint the counts stay in memory, for get_metrics().
void Instance::open_telemetry(pipeline::PipelineThread::Parts& parts) {
  if (config_.telemetry_endpoint.empty()) {
    verdicts_.telemetry = {Reason::not_configured, "SOTTO_TELEMETRY_ENDPOINT"};
    return;
  }
  auto routed = pipeline::route_to(config_.telemetry_endpoint, {},
                                   transport::proxy_settings(config_), config_.export_timeout);
  if (!routed) {
    warnings_.push_back("SOTTO_TELEMETRY_ENDPOINT: " + routed.error().detail);
    verdicts_.telemetry = {Reason::not_configured, "SOTTO_TELEMETRY_ENDPOINT"};
    return;
  }
  auto store = make_store(config_, environment_);
  if (!store) {
    // Whoever asks for noise gets silence before they get exact counts.
    warnings_.push_back("SOTTO_LOCAL_DP: " + store.error().detail);
    verdicts_.telemetry = {Reason::not_configured, "SOTTO_LOCAL_DP"};
    return;
  }
  pipeline::Route route = std::move(routed).value();
  parts.loop = std::make_unique<transport::EventLoop>();
  auto reporter = std::make_unique<telemetry::Reporter>(
      *parts.loop, std::move(route.endpoint), std::move(route.options), config_.telemetry_interval,
      ledger_, [this] { return ask_gates().telemetry; }, std::move(store).value());
  reporter_ = reporter.get();
  parts.task = std::move(reporter);
}

void Instance::open_observability(pipeline::PipelineThread::Parts& parts,
                                  privacy::Scrubber& scrubber) {
  auto loop = parts.loop ? std::move(parts.loop) : std::make_unique<transport::EventLoop>();
  Config config = scrubbed(config_, scrubber);
  core::choose_providers(config);
  std::unique_ptr<transport::Spool> spool;
  if (!config.spool_dir.empty()) {
    spool = std::make_unique<transport::Spool>(
        transport::SpoolOptions{.folder = config.spool_dir,
                                .max_bytes = config.spool_max_bytes,
                                .max_age = config.spool_max_age});
  }
  const pipeline::DestinationOptions options{.queue_spans = config.queue_size,
                                             .queue_bytes = config.queue_bytes,
                                             .slow = config.slow_threshold,
                                             .max_age = config.max_age,
                                             .timeout = config.export_timeout,
                                             .file_bytes = config.file_max_bytes,
                                             .spool = spool.get(),
                                             .proxies = transport::proxy_settings(config)};
  for (const std::string& word : config.providers) {
    const auto named = observability::provider_of(word);
    if (!named) {
      warnings_.push_back(named.error().detail);
      continue;
    }
    const std::string& name = named.value();
    auto provider = make_provider(name, config);
    if (!provider) {
      warnings_.push_back(name + ": " + provider.error().detail);
      continue;
    }
    auto destination =
        pipeline::Destination::make(name, std::move(provider).value(), *loop, options);
    if (!destination) {
      warnings_.push_back(destination.error().detail);
      continue;
    }
    parts.destinations.push_back(std::move(destination).value());
  }
  if (parts.destinations.empty()) {
    verdicts_.observability = {Reason::not_configured, "SOTTO_PROVIDERS"};
    if (!parts.task) return;
  } else {
    parts.spool = std::move(spool);
  }
  parts.loop = std::move(loop);
}

void Instance::start_thread(pipeline::PipelineThread::Parts parts, privacy::Scrubber scrubber,
                            bool keeps_queued) {
  parts.batch_limits = {
      .spans = config_.batch_size, .bytes = config_.batch_bytes, .age = config_.flush_interval};
  parts.sampling = {.rate = config_.sampling_rate,
                    .spans_per_second = config_.spans_per_second,
                    .queue_size = config_.queue_size};
  parts.gates = [this] { return ask_gates(); };
  thread_ = std::make_unique<pipeline::PipelineThread>(std::move(parts), std::move(scrubber));
  if (thread_->start(keeps_queued)) return;
  warnings_.emplace_back("the system has no thread to give: nothing is sent");
  const privacy::Verdict none{Reason::not_configured, "no thread"};
  if (verdicts_.telemetry.open()) verdicts_.telemetry = none;
  if (verdicts_.observability.open()) verdicts_.observability = none;
  reporter_ = nullptr;
  thread_ = nullptr;
}

/// A gate that an opt-out file closes stops the recording at once.
pipeline::GateState Instance::ask_gates() {
  privacy::Verdicts files = privacy::judge_files(environment_, config_);
  const std::lock_guard lock(mutex_);
  if (is_refused_ && files.telemetry.open()) {
    files.telemetry = {Reason::consent_refused, "consent::revoke"};
  }
  if (verdicts_.telemetry.open() && !files.telemetry.open()) {
    verdicts_.telemetry = files.telemetry;
    counts_ = false;
    detail::gate_word.fetch_and(~detail::telemetry_bit, std::memory_order_relaxed);
  }
  if (verdicts_.observability.open() && !files.observability.open()) {
    verdicts_.observability = files.observability;
    detail::gate_word.fetch_and(~detail::tracing_bit, std::memory_order_relaxed);
  }
  return {verdicts_.telemetry.open(), verdicts_.observability.open()};
}

void Instance::obey_refusal(std::chrono::milliseconds timeout) {
  {
    const std::lock_guard lock(mutex_);
    is_refused_ = true;
  }
  ask_gates();
  if (thread_) thread_->flush(deadline_after(timeout));
}

std::uint64_t Instance::destinations() const noexcept {
  return thread_ ? thread_->destinations().size() : 0;
}

FlushResult Instance::flush(std::chrono::milliseconds timeout) {
  if (!thread_) return {};
  const SpanSums before = read_spans();
  thread_->flush(deadline_after(timeout));
  return since(before);
}

FlushResult Instance::stop(std::chrono::milliseconds timeout) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(is_stopped_, true)) return {};
  }
  if (!thread_) {
    detail::gate_word.store(0, std::memory_order_relaxed);
    return {};
  }
  const SpanSums before = read_spans();
  detail::gate_word.store(0, std::memory_order_relaxed);
  if (reporter_ != nullptr) reporter_->end();
  thread_->flush_for_shutdown(deadline_after(timeout));
  thread_->stop();
  has_ended_.store(true, std::memory_order_release);
  return since(before);
}

}  // namespace sotto::runtime
