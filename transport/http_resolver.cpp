#include "transport/http_resolver.hpp"

#include <boost/asio/ip/address.hpp>
#include <netdb.h>

#include <cstring>
#include <utility>

#include "transport/http_event_loop.hpp"

namespace sotto::transport {

namespace asio = boost::asio;

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
    : host_(std::move(host)), port_(port), lookup_(context) {}

Awaitable<Result<Resolver::Addresses>> Resolver::resolve() {
  boost::system::error_code not_numeric;
  const auto address = asio::ip::make_address(host_, not_numeric);
  if (!not_numeric) co_return Addresses{{address, port_}};

  if (!lookup_.is_under_way()) found_ = std::make_shared<Addresses>();
  const BlockingCall::Work look_up = [found = found_, host = host_, port = port_] {
    *found = ask_system(host, port);
  };
  const auto outcome = co_await lookup_.run(look_up);
  if (outcome == BlockingCall::Outcome::cancelled) {
    co_return Error{ErrorCode::cancelled, "looking up the host name"};
  }
  if (outcome == BlockingCall::Outcome::no_thread) {
    co_return Error{ErrorCode::unreachable, "no thread to look up the host name"};
  }
  if (found_->empty()) co_return Error{ErrorCode::unreachable, "the host name has no address"};
  co_return std::move(*found_);
}

}  // namespace sotto::transport
