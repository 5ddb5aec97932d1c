#include "cli/running_observer.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>

#include "transport/endpoint.hpp"
#include "transport/event_loop.hpp"

namespace sotto::cli {

std::optional<std::string> find_running_observer(const std::string& db_path) {
  std::ifstream file(std::filesystem::path(db_path) / "observer.url");
  std::string url;
  if (!std::getline(file, url)) return std::nullopt;
  const auto health = ask_observer(url, "GET", "/health");
  if (!health || health.value().status != 200) return std::nullopt;
  return url;
}

Result<transport::HttpResponse> ask_observer(const std::string& url, std::string_view method,
                                             std::string_view path) {
  auto endpoint = transport::parse_endpoint(url + std::string(path));
  if (!endpoint) return endpoint.error();
  transport::EventLoop loop;
  transport::HttpClient client(loop, std::move(endpoint).value(), {});
  std::optional<Result<transport::HttpResponse>> answer;
  client.send({.method = std::string(method)},
              [&](Result<transport::HttpResponse> received) { answer = std::move(received); });
  while (!answer) loop.run_for(std::chrono::seconds(1));  // the client has the deadline
  return *std::move(answer);
}

}  // namespace sotto::cli
