#include "examples/agent/http_post.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>

namespace agent {
namespace {

constexpr std::chrono::seconds max_wait{120};       // a long answer of a large model
constexpr std::size_t max_answer_bytes = 16 << 20;  // far above any chat completion

struct Url {
  bool tls = false;
  std::string host;  // without the port
  std::string port;
  std::string path;
};

Url parse_url(std::string_view text) {
  Url url;
  if (text.starts_with("https://")) {
    url.tls = true;
  } else if (!text.starts_with("http://")) {
    throw std::runtime_error("OPENAI_BASE_URL must start with http:// or https://");
  }
  text.remove_prefix(text.find("//") + 2);
  const std::string_view authority = text.substr(0, text.find('/'));
  url.path = text.substr(authority.size());
  const std::size_t colon = authority.rfind(':');
  url.host = authority.substr(0, colon);
  url.port = colon == std::string_view::npos ? (url.tls ? "443" : "80")
                                             : std::string(authority.substr(colon + 1));
  if (url.host.empty()) throw std::runtime_error("OPENAI_BASE_URL has no host");
  return url;
}

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Stream = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

/// One connection with a deadline for all that happens on it.
class Connection {
 public:
  explicit Connection(const Url& url)
      : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
        stream_(url.tls ? BIO_new_ssl_connect(context_.get()) : BIO_new_connect(url.host.c_str()),
                BIO_free_all),
        deadline_(std::time(nullptr) + max_wait.count()) {
    if (!stream_) throw std::runtime_error("no memory for the connection");
    BIO_set_conn_hostname(stream_.get(), url.host.c_str());
    BIO_set_conn_port(stream_.get(), url.port.c_str());
    BIO_set_nbio(stream_.get(), 1);
    if (url.tls) verify_server(url.host);
    if (BIO_do_connect_retry(stream_.get(), static_cast<int>(max_wait.count()), 0) != 1) {
      throw std::runtime_error("the model's server cannot be reached, or its certificate is wrong");
    }
  }

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const int chunk = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
      const int written = BIO_write(stream_.get(), bytes.data(), chunk);
      if (written > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
      } else {
        wait_or_throw("sending the question failed");
      }
    }
  }

  std::string read_all() {
    std::string answer;
    for (;;) {
      char buffer[16384];  // one TLS record
      const int read = BIO_read(stream_.get(), buffer, sizeof buffer);
      if (read > 0) {
        answer.append(buffer, static_cast<std::size_t>(read));
        if (answer.size() > max_answer_bytes) throw std::runtime_error("the answer is too long");
      } else if (read == 0 || BIO_eof(stream_.get())) {
        return answer;
      } else {
        wait_or_throw("reading the answer failed");
      }
    }
  }

 private:
  void verify_server(const std::string& host) {
    SSL_CTX_set_default_verify_paths(context_.get());
    SSL* ssl = nullptr;
    BIO_get_ssl(stream_.get(), &ssl);
    SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
    SSL_set1_host(ssl, host.c_str());
    SSL_set_tlsext_host_name(ssl, host.c_str());
  }

  void wait_or_throw(const char* what) {
    if (!BIO_should_retry(stream_.get()) || BIO_wait(stream_.get(), deadline_, 0) != 1) {
      throw std::runtime_error(what);
    }
  }

  Context context_;
  Stream stream_;
  std::time_t deadline_;
};

// RFC 9112, section 7.1: each chunk is its size in hex, CRLF, its bytes, CRLF; size 0 ends.
std::string join_chunks(std::string_view chunked) {
  std::string body;
  for (;;) {
    std::size_t size = 0;
    const char* const end = chunked.data() + chunked.size();
    const auto parsed = std::from_chars(chunked.data(), end, size, 16);
    const std::size_t begin = chunked.find("\r\n");
    if (parsed.ec != std::errc() || begin == std::string_view::npos ||
        size > chunked.size() - begin - 2) {
      throw std::runtime_error("the answer ends early");
    }
    if (size == 0) return body;
    body += chunked.substr(begin + 2, size);
    chunked.remove_prefix(std::min(chunked.size(), begin + 2 + size + 2));
  }
}

HttpAnswer parse_answer(std::string_view answer) {
  HttpAnswer parsed;
  const std::size_t head_end = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.") || answer.size() < 12 || head_end == std::string_view::npos) {
    throw std::runtime_error("the answer is not HTTP");
  }
  std::from_chars(answer.data() + 9, answer.data() + 12, parsed.status);
  std::string head(answer.substr(0, head_end));
  std::ranges::transform(head, head.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const std::string_view body = answer.substr(head_end + 4);
  const bool chunked = head.find("transfer-encoding: chunked") != std::string::npos;
  parsed.body = chunked ? join_chunks(body) : std::string(body);
  return parsed;
}

}  // namespace

HttpAnswer post_json(std::string_view url_text, std::string_view bearer, std::string_view body) {
  const Url url = parse_url(url_text);
  std::string request = "POST " + url.path + " HTTP/1.1\r\nHost: " + url.host + ":" + url.port +
                        "\r\nConnection: close\r\nContent-Type: application/json\r\n" +
                        "Content-Length: " + std::to_string(body.size()) + "\r\n";
  if (!bearer.empty()) request += "Authorization: Bearer " + std::string(bearer) + "\r\n";
  request += "\r\n";
  request += body;

  Connection connection(url);
  connection.write(request);
  return parse_answer(connection.read_all());
}

}  // namespace agent
