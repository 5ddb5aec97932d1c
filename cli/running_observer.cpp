#include "cli/running_observer.hpp"

#include <filesystem>
#include <fstream>
#include <utility>

#include "transport/exchange.hpp"

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
  return transport::exchange(std::move(endpoint).value(), {}, {.method = std::string(method)});
}

}  // namespace sotto::cli
