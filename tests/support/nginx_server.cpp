#include "tests/support/nginx_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>

namespace sotto::test {

namespace asio = boost::asio;

namespace {

constexpr int inherited_socket = 3;  // its number in the program that inherits it

constexpr const char* configuration = R"(daemon off;
user root;
worker_processes 1;
pid nginx.pid;
error_log errors warn;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:@PORT@ ssl;
    ssl_certificate server.pem;
    ssl_certificate_key server.key;
    @DIRECTIVES@
    location / {
      proxy_pass http://127.0.0.1:@UPSTREAM@;
      proxy_set_header X-Client $ssl_client_s_dn;
      proxy_set_header X-Resumed $ssl_session_reused;
    }
  }
}
)";

void replace(std::string& text, const std::string& what, const std::string& with) {
  text.replace(text.find(what), what.size(), with);
}

}  // namespace

NginxServer::NginxServer(const Options& options) {
  using asio::ip::tcp;
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  const int socket = acceptor.native_handle();
  port_ = acceptor.local_endpoint().port();
  std::string text = configuration;
  replace(text, "@PORT@", std::to_string(port_));
  replace(text, "@UPSTREAM@", std::to_string(options.upstream_port));
  replace(text, "@DIRECTIVES@", options.directives);
  write("nginx.conf", text);
  write("server.pem", options.certificate.certificate);
  write("server.key", options.certificate.key);

  std::string program = SOTTO_NGINX;
  std::string folder = folder_.path("");
  std::string inherited = "NGINX=" + std::to_string(inherited_socket) + ";";
  const std::array<char*, 8> arguments = {program.data(),
                                          const_cast<char*>("-p"),
                                          folder.data(),
                                          const_cast<char*>("-c"),
                                          const_cast<char*>("nginx.conf"),
                                          const_cast<char*>("-e"),
                                          const_cast<char*>("errors"),
                                          nullptr};
  const std::array<char*, 2> environment = {inherited.data(), nullptr};
  pid_ = fork();
  if (pid_ == 0) {
    dup2(socket, inherited_socket);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    execve(SOTTO_NGINX, arguments.data(), environment.data());
    _exit(127);
  }
}

NginxServer::~NginxServer() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

std::string NginxServer::url() const {
  return "https://127.0.0.1:" + std::to_string(port_) + "/v1/traces";
}

std::string NginxServer::errors() const {
  std::ifstream file(folder_.path("errors"));
  return {std::istreambuf_iterator<char>(file), {}};
}

void NginxServer::write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_.path(name)) << text;
}

}  // namespace sotto::test
