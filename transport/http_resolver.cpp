#include "transport/http_resolver.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <netdb.h>

#include <cstring>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "core/os_thread.hpp"
#include "transport/http_event_loop.hpp"

namespace sotto::transport {

namespace asio = boost::asio;

// Shared by the loop's thread and the detached one.
struct Resolver::Lookup {
  std::mutex mutex;                    // guards both
  Resolver* resolver = nullptr;        // null once it is destroyed
  std::optional<Addresses> addresses;  // set when the lookup is over; empty: none found
};

namespace {

Resolver::Addresses copy_addresses(const addrinfo* entry, std::uint16_t port) {
  Resolver::Addresses addresses;
  for (; entry != nullptr; entry = entry->ai_next) {
    asio::ip::tcp::endpoint address;
    if (entry->ai_addrlen > address.capacity()) continue;
    std::memcpy(address.data(), entry->ai_addr, entry->ai_addrlen);
    address.resize(entry->ai_addrlen);
    address.port(port);
    addresses.push_back(address);
  }
  return addresses;
}

// Blocks. Empty when the name has no address, or the system cannot tell.
Resolver::Addresses ask_system(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  return copy_addresses(found, port);
}

}  // namespace

Resolver::Resolver(asio::io_context& context, std::string host, std::uint16_t port)
    : context_(context),
      host_(std::move(host)),
      port_(port),
      wake_up_(context, Timer::time_point::max()) {}

Resolver::~Resolver() {
  if (!lookup_) return;
  const std::lock_guard lock(lookup_->mutex);
  lookup_->resolver = nullptr;
}

Awaitable<Result<Resolver::Addresses>> Resolver::resolve() {
  boost::system::error_code not_numeric;
  const auto address = asio::ip::make_address(host_, not_numeric);
  if (!not_numeric) co_return Addresses{{address, port_}};

  cancelled_ = false;
  if (!lookup_) {
    try {
      start_lookup();
    } catch (const std::system_error&) {
      lookup_.reset();
      co_return Error{ErrorCode::unreachable, "no thread to look up the host name"};
    }
  }
  for (;;) {
    if (cancelled_) co_return Error{ErrorCode::cancelled, "looking up the host name"};
    {
      const std::lock_guard lock(lookup_->mutex);
      if (lookup_->addresses) break;
    }
    co_await wake_up_.async_wait(no_throw);
  }
  // The thread has ended its work, so nothing else can see the lookup.
  const auto lookup = std::exchange(lookup_, nullptr);
  if (lookup->addresses->empty()) {
    co_return Error{ErrorCode::unreachable, "the host name has no address"};
  }
  co_return std::move(*lookup->addresses);
}

void Resolver::cancel() {
  cancelled_ = true;
  wake_up_.cancel();
}

void Resolver::start_lookup() {
  lookup_ = std::make_shared<Lookup>();
  lookup_->resolver = this;
  const core::SignalsBlocked signals;
  std::thread(&Resolver::run_lookup, lookup_, host_, port_).detach();
}

void Resolver::run_lookup(std::shared_ptr<Lookup> lookup, std::string host, std::uint16_t port) {
  Addresses addresses;
  try {
    addresses = ask_system(host, port);
  } catch (const std::bad_alloc&) {
    addresses.clear();
  }
  const std::lock_guard lock(lookup->mutex);
  lookup->addresses = std::move(addresses);
  if (lookup->resolver == nullptr) return;
  // The loop outlives the resolver, which is alive while the lock is held.
  asio::post(lookup->resolver->context_, [lookup] {
    const std::lock_guard lock_in_loop(lookup->mutex);
    if (lookup->resolver != nullptr) lookup->resolver->wake_up_.cancel();
  });
}

}  // namespace sotto::transport
