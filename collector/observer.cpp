#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <sotto/collector.hpp>

#include "collector/http/otlp_routes.hpp"
#include "collector/http/rest_routes.hpp"
#include "collector/http/same_origin.hpp"
#include "collector/http/server.hpp"
#include "collector/ingest/ingest.hpp"
#include "collector/store/store.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

// Where `sotto clear` and `sotto status` find a running observer. Readable by the owner only.
constexpr const char* url_file = "observer.url";

Result<Done> write_url(const fs::path& file, const std::string& url) {
  const fs::path unfinished = file.string() + ".new";
  std::error_code error;
  {
    std::ofstream out(unfinished, std::ios::trunc);
    fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write, error);
    out << url << '\n';
    if (!out.flush()) return Error{ErrorCode::storage, "db_path: observer.url is not writable"};
  }
  fs::rename(unfinished, file, error);
  if (error) return Error{ErrorCode::storage, "db_path: observer.url is not writable"};
  return Done{};
}

std::string url_of(const std::string& host, std::uint16_t port) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return "http://" + (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

struct Observer::Impl {
  explicit Impl(ObserverConfig given) : config(std::move(given)) {}
  ~Impl() { stop(); }

  Result<Done> start();
  void stop() noexcept;

  const ObserverConfig config;
  std::unique_ptr<collector::Store> store;
  std::unique_ptr<collector::Server> server;

  mutable std::mutex mutex;
  std::string url;             // guarded by mutex
  std::optional<Error> error;  // guarded by mutex

  void remember(const Result<Done>& started) {
    const std::lock_guard lock(mutex);
    error = started ? std::nullopt : std::optional(started.error());
  }

  std::string exchange_url(std::string other) {
    const std::lock_guard lock(mutex);
    return std::exchange(url, std::move(other));
  }
};

Result<Done> Observer::Impl::start() {
  if (!collector::is_loopback(config.host)) {
    return Error{ErrorCode::invalid_config,
                 "host is not a loopback address: others are refused, because nothing protects "
                 "the traces there yet"};
  }
  auto opened =
      collector::open_sqlite_store({.folder = config.db_path, .queue_bytes = config.queue_bytes});
  if (!opened) return opened.error();
  store = std::move(opened).value();

  collector::Router router;
  collector::IngestLimits ingest_limits;
  ingest_limits.body_bytes = config.max_body_bytes;
  add_otlp_routes(router, *store, ingest_limits);
  add_rest_routes(router, *store);
  collector::ServerLimits server_limits;
  server_limits.body_bytes = config.max_body_bytes;
  server_limits.connections = config.max_connections;
  server = std::make_unique<collector::Server>(std::move(router), server_limits);

  auto started = server->start(config.host, config.port);
  if (!started) return started;
  const std::string address = url_of(config.host, server->port());
  exchange_url(address);
  return write_url(fs::path(config.db_path) / url_file, address);
}

void Observer::Impl::stop() noexcept {
  std::error_code ignored;  // a file that stays behind names a server that does not answer
  if (!exchange_url("").empty()) fs::remove(fs::path(config.db_path) / url_file, ignored);
  if (server) server->stop();
  store.reset();  // before the server, whose replies its thread holds
  server.reset();
}

Observer::Observer(ObserverConfig config) : impl_(std::make_unique<Impl>(std::move(config))) {}
Observer::Observer(Observer&&) noexcept = default;
Observer& Observer::operator=(Observer&&) noexcept = default;
Observer::~Observer() = default;

Result<Done> Observer::start() {
  if (!url().empty()) return Error{ErrorCode::invalid_config, "the observer is running already"};
  Result<Done> started = [this]() -> Result<Done> {
    try {
      return impl_->start();
    } catch (const std::exception&) {
      return Error{ErrorCode::storage, "no memory or no threads to start the observer with"};
    }
  }();
  impl_->remember(started);
  if (!started) impl_->stop();
  return started;
}

void Observer::stop() noexcept {
  impl_->stop();
}

std::string Observer::url() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->url;
}

std::optional<Error> Observer::error() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->error;
}

Observer quick_start(std::uint16_t port) {
  ObserverConfig config;
  config.port = port;
  Observer observer(std::move(config));
  static_cast<void>(observer.start());  // its error stays with the observer
  return observer;
}

}  // namespace sotto
