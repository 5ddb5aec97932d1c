#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace sotto::test {

/// What can be wrong with a server.
enum class Fault {
  refuses,      // nobody listens
  black_hole,   // the packets of a new connection are swallowed: its queue is full
  deaf,         // accepts, and reads nothing
  silent,       // reads everything, and says nothing
  trickles,     // a byte of the answer every second
  half_closed,  // ends its side at once, and reads on
  resets,       // reads a request, and resets the connection
  cuts_off,     // answers half, and closes
  garbage,      // answers with what is not HTTP
  endless,      // an answer that never ends, as fast as it is read
  unavailable,  // 503, for ever
  later,        // 503 with Retry-After: an hour
  tls_stuck,    // https: reads the hello, and says nothing
};

/// A server on 127.0.0.1 and a port of its own that has one fault, for every connection and all
/// its life.
///
/// Threads: any.
class FaultServer {
 public:
  explicit FaultServer(Fault fault);
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;
  ~FaultServer();

  /// "http://127.0.0.1:4711/v1/traces"
  std::string url() const;
  std::uint16_t port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::test
