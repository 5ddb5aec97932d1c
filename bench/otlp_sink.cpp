// An OTLP receiver that does as little as can be done: it reads requests, answers 200 and counts
// the spans. A process of its own, so that what it costs is not charged to the sender.
//
// usage: otlp_sink [--tls CA_FILE | --stalled]     prints its port; at the end of its standard
//        input it prints what it has received as one line of JSON, and ends.
//
// --tls writes the certificate authority to trust; --stalled reads, and never answers. Compressed
// requests are kept, and unpacked for counting at the end only.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/gunzip.hpp"
#include "tests/support/tls_test_ca.hpp"

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;

/// The length-delimited fields called `number` in a protobuf message, one call of `visit` each.
template <typename Visit>
void visit_fields(std::string_view message, std::uint64_t number, Visit&& visit) {
  const auto read_varint = [&message] {
    std::uint64_t value = 0;
    for (unsigned shift = 0; !message.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(message.front());
      message.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (!message.empty()) {
    const std::uint64_t tag = read_varint();
    if ((tag & 7) != 2) return;  // on the way down to the spans there is nothing else
    const std::uint64_t bytes = read_varint();
    if (bytes > message.size()) return;
    if (tag >> 3 == number) visit(message.substr(0, bytes));
    message.remove_prefix(bytes);
  }
}

/// ExportTraceServiceRequest.resource_spans.scope_spans.spans, in protobuf or in JSON.
std::uint64_t count_spans(std::string_view request) {
  std::uint64_t spans = 0;
  if (request.starts_with('{')) {
    constexpr std::string_view key = "\"spanId\"";
    for (auto at = request.find(key); at != request.npos; at = request.find(key, at + 1)) ++spans;
    return spans;
  }
  visit_fields(request, 1, [&](std::string_view resource_spans) {
    visit_fields(resource_spans, 2, [&](std::string_view scope_spans) {
      visit_fields(scope_spans, 2, [&](std::string_view) { ++spans; });
    });
  });
  return spans;
}

class Sink {
 public:
  explicit Sink(bool is_stalled) : is_stalled_(is_stalled) {}

  /// Serves one connection until the peer closes it.
  template <typename Stream>
  void serve(Stream& stream) {
    connections_.fetch_add(1);
    boost::beast::flat_buffer buffer;
    boost::beast::error_code error;
    while (true) {
      http::request_parser<http::string_body> parser;
      parser.body_limit(boost::none);
      http::read(stream, buffer, parser, error);
      if (error) return;
      take(parser.get());
      if (is_stalled_) continue;
      constexpr std::string_view answer =
          "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n";
      asio::write(stream, asio::buffer(answer), error);
      if (error) return;
    }
  }

  void print() {
    for (const std::string& body : packed_) {
      spans_ += count_spans(sotto::test::gunzip(body).value_or(""));
    }
    std::printf("{\"spans\": %llu, \"requests\": %llu, \"bytes\": %llu, \"connections\": %llu}\n",
                static_cast<unsigned long long>(spans_), static_cast<unsigned long long>(requests_),
                static_cast<unsigned long long>(bytes_),
                static_cast<unsigned long long>(connections_));
  }

 private:
  void take(http::request<http::string_body>& request) {
    requests_.fetch_add(1);
    bytes_.fetch_add(request.body().size());
    if (request[http::field::content_encoding] != "gzip") {
      spans_.fetch_add(count_spans(request.body()));
      return;
    }
    const std::lock_guard lock(mutex_);
    packed_.push_back(std::move(request.body()));
  }

  const bool is_stalled_;
  std::atomic<std::uint64_t> spans_{0};
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> connections_{0};
  std::mutex mutex_;
  std::vector<std::string> packed_;  // guarded by mutex_
};

void accept(tcp::acceptor& acceptor, Sink& sink, ssl::context* tls) {
  while (true) {
    tcp::socket socket = acceptor.accept();
    std::thread([&sink, tls, socket = std::move(socket)]() mutable {
      boost::beast::error_code error;
      if (tls == nullptr) return sink.serve(socket);
      ssl::stream<tcp::socket> stream(std::move(socket), *tls);
      stream.handshake(ssl::stream_base::server, error);
      if (!error) sink.serve(stream);
    }).detach();
  }
}

/// A context with a certificate for 127.0.0.1, whose authority is written to `ca_file`.
ssl::context make_tls(const std::string& ca_file) {
  const sotto::test::TlsTestCa authority;
  const auto issued = authority.issue({.alternative_names = "IP:127.0.0.1"});
  std::ofstream(ca_file) << std::ifstream(authority.file()).rdbuf();
  ssl::context context(ssl::context::tls_server);
  context.use_certificate_chain(asio::buffer(issued.certificate));
  context.use_private_key(asio::buffer(issued.key), ssl::context::pem);
  return context;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  std::optional<ssl::context> tls;
  if (arguments.size() == 2 && arguments[0] == "--tls") tls.emplace(make_tls(arguments[1]));
  Sink sink(!arguments.empty() && arguments[0] == "--stalled");
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  std::printf("%d\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  std::thread([&] { accept(acceptor, sink, tls ? &*tls : nullptr); }).detach();
  while (std::cin.get() != std::char_traits<char>::eof()) {
  }
  sink.print();
  std::fflush(stdout);
  std::quick_exit(0);  // the threads above never end
}
