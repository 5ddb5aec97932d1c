#include "tests/support/http_peer.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <cctype>

namespace sotto::test {

namespace net = boost::asio;
using net::ip::tcp;

struct HttpPeer::Impl {
  net::io_context io;
  tcp::socket socket{io};
  std::string received;  // and not yet taken

  // Takes `bytes` off the stream; fewer when it ends.
  std::string take(std::size_t bytes) {
    boost::system::error_code error;
    if (received.size() < bytes) {
      net::read(socket, net::dynamic_buffer(received),
                net::transfer_exactly(bytes - received.size()), error);
    }
    std::string taken = received.substr(0, bytes);
    received.erase(0, bytes);
    return taken;
  }

  // Takes a line without its end; empty at the end of the stream too.
  std::string take_line() {
    boost::system::error_code error;
    const std::size_t length =
        net::read_until(socket, net::dynamic_buffer(received), "\r\n", error);
    if (error) return "";
    std::string line = take(length);
    line.resize(line.size() - 2);
    return line;
  }
};

HttpPeer::HttpPeer(std::uint16_t port) : impl_(std::make_unique<Impl>()) {
  boost::system::error_code error;  // shows as an answer of status 0
  impl_->socket.connect({net::ip::address_v4::loopback(), port}, error);
}
HttpPeer::HttpPeer(HttpPeer&&) noexcept = default;
HttpPeer::~HttpPeer() = default;

void HttpPeer::send(std::string_view text) {
  boost::system::error_code error;
  net::write(impl_->socket, net::buffer(text), error);
}

HttpAnswer HttpPeer::read_answer(bool has_body) {
  HttpAnswer answer;
  const std::string status_line = impl_->take_line();  // HTTP/1.1 200 OK
  if (status_line.size() < 12) return answer;
  answer.status = std::stoi(status_line.substr(9, 3));
  for (std::string line = impl_->take_line(); !line.empty(); line = impl_->take_line()) {
    const std::size_t colon = line.find(':');
    std::string name = line.substr(0, colon);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    answer.headers[name] = line.substr(colon + 2);
  }
  const auto length = answer.headers.find("content-length");
  if (has_body && length != answer.headers.end()) {
    answer.body = impl_->take(std::stoul(length->second));
  }
  return answer;
}

std::string HttpPeer::read_to_end() {
  boost::system::error_code error;
  net::read(impl_->socket, net::dynamic_buffer(impl_->received), net::transfer_all(), error);
  return std::move(impl_->received);
}

std::string http_request(std::string_view method, std::string_view target, std::string_view headers,
                         std::string_view body) {
  std::string text;
  text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  text.append(headers);
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text.append("\r\n").append(body);
}

HttpAnswer http_exchange(std::uint16_t port, std::string_view request) {
  HttpPeer peer(port);
  peer.send(request);
  return peer.read_answer();
}

std::uint16_t port_of(std::string_view url) {
  return static_cast<std::uint16_t>(std::stoi(std::string(url.substr(url.rfind(':') + 1))));
}

HttpAnswer post_spans(std::uint16_t port, const std::vector<JsonSpan>& spans) {
  return http_exchange(port, http_request("POST", "/v1/traces",
                                          "Content-Type: application/json\r\n", otlp_json(spans)));
}

}  // namespace sotto::test
