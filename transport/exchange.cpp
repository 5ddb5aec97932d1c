#include "transport/exchange.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "transport/event_loop.hpp"

namespace sotto::transport {

Result<HttpResponse> exchange(Endpoint endpoint, HttpOptions options, HttpRequest request) {
  EventLoop loop;
  std::optional<Result<HttpResponse>> answer;
  HttpClient client(loop, std::move(endpoint), std::move(options));
  client.send(std::move(request), [&](Result<HttpResponse> received) {
    answer = std::move(received);
    loop.wake();
  });
  while (!answer) loop.run_for(std::chrono::seconds(1));  // the client has the deadline
  return *std::move(answer);
}

}  // namespace sotto::transport
