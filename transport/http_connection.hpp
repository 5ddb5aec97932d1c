#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sotto/result.hpp>

#include "transport/endpoint.hpp"
#include "transport/http_blocking_call.hpp"
#include "transport/http_event_loop.hpp"
#include "transport/http_options.hpp"
#include "transport/http_resolver.hpp"
#include "transport/tls_context.hpp"

namespace sotto::transport {

/// The bytes below HTTP: one TCP connection at a time to one endpoint or to its proxy, with TLS
/// from here to the endpoint when that says so. Knows no deadline: close() ends whatever is under
/// way.
///
/// Threads: the loop's.
class HttpConnection {
 public:
  struct Received {
    boost::system::error_code error;  // asio::error::eof: ended as the peer wanted
    std::size_t bytes = 0;            // at least one without an error
    const char* refusal = nullptr;    // beside an error: why the peer does not want us
  };

  /// Endpoint and options outlive the connection.
  HttpConnection(boost::asio::io_context& context, const Endpoint& endpoint,
                 const HttpOptions& options);

  /// Looks up, connects (each address in turn), has the proxy connect and shakes hands. Nothing on
  /// success.
  Awaitable<std::optional<Error>> open();

  /// Both parts in one system call or TLS record if they fit. They stay unchanged meanwhile.
  Awaitable<boost::system::error_code> write(std::string_view head, std::string_view body);
  Awaitable<Received> read_some(boost::asio::mutable_buffer out);

  bool is_open() const noexcept { return socket_.is_open(); }

  /// Whether the open connection, on which nothing is under way, can still carry a request: the
  /// peer has neither closed it nor sent what nobody asked for.
  bool is_quiet();

  /// Call it after an answer has been read: TLS sessions can then be resumed.
  void remember_session() noexcept;

  /// Ends what is under way with an error, in the loop. May be called at any time.
  void close() noexcept;

  /// What open() is or was busy with, for a message: "connecting", "https_proxy: connecting".
  const char* step() const noexcept { return step_; }

 private:
  Awaitable<std::optional<Error>> make_tls_context();
  Awaitable<std::optional<Error>> connect();
  Awaitable<std::optional<Error>> open_tunnel();
  Awaitable<std::optional<Error>> start_tls();
  Awaitable<boost::system::error_code> write_tls(std::string_view data);
  template <typename Operation>
  Awaitable<TlsStream::Step> drive(Operation operation);

  const Endpoint& endpoint_;
  const HttpOptions& options_;
  const std::string via_;  // in front of what the proxy may be to blame for: "https_proxy: "
  const std::string looking_up_;
  const std::string connecting_;
  const std::string asking_proxy_;
  BlockingCall reading_;                                     // of the certificates
  std::shared_ptr<std::optional<Result<TlsContext>>> made_;  // by it
  Resolver resolver_;
  std::size_t first_address_ = 0;  // in the list of addresses: the one that worked, or the next
  Socket socket_;
  std::optional<TlsContext> tls_context_;  // made when first needed
  std::optional<TlsStream> tls_;           // refers to socket_, so gone before it is closed
  std::string record_;                     // reused by write()
  const char* step_ = "";
};

}  // namespace sotto::transport
