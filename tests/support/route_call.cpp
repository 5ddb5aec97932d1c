#include "tests/support/route_call.hpp"

#include <future>
#include <utility>
#include <variant>

namespace sotto::test {

using namespace collector;

Response call(const Router& router, Request request) {
  auto found = router.find(request);
  if (auto* refusal = std::get_if<Response>(&found)) return *refusal;
  const Router::Endpoint& endpoint = *std::get<const Router::Endpoint*>(found);
  if (const auto* handler = std::get_if<Handler>(&endpoint)) return (*handler)(request);
  std::promise<Response> replied;
  std::get<DeferredHandler>(endpoint)(
      std::move(request), [&](Response response) { replied.set_value(std::move(response)); });
  return replied.get_future().get();
}

Request request_for(std::string method, std::string target, std::string body,
                    std::string content_type) {
  Request request;
  request.method = std::move(method);
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.query = target.substr(question + 1);
  request.body = std::move(body);
  request.content_type = std::move(content_type);
  return request;
}

}  // namespace sotto::test
