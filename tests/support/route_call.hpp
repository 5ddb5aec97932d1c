#pragma once

#include <string>

#include "collector/http/router.hpp"

namespace sotto::test {

/// Answers `request` as the server does, without a server; waits for a deferred reply.
collector::Response call(const collector::Router& router, collector::Request request);

/// A request for "/path?query".
collector::Request request_for(std::string method, std::string target, std::string body = "",
                               std::string content_type = "");

}  // namespace sotto::test
