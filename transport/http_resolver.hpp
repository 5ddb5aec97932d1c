#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <sotto/result.hpp>

#include "transport/http_blocking_call.hpp"
#include "transport/http_event_loop.hpp"

namespace sotto::transport {

/// Finds the addresses of one host, without ever making anybody wait for the system's resolver.
///
/// Threads: the loop's.
class Resolver {
 public:
  using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;

  Resolver(boost::asio::io_context& context, std::string host, std::uint16_t port);

  /// In the system's order of preference, at least one. A numeric host needs no thread. After
  /// cancel(): `cancelled`.
  Awaitable<Result<Addresses>> resolve();

  /// Ends the resolve() under way soon; the look-up goes on alone.
  void cancel() { lookup_.cancel(); }

 private:
  const std::string host_;
  const std::uint16_t port_;
  BlockingCall lookup_;
  std::shared_ptr<Addresses> found_;  // by the look-up under way
};

}  // namespace sotto::transport
