#pragma once

#include <string>
#include <string_view>

namespace agent {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// Posts JSON to `url` (http or https, certificates verified) and reads the whole answer, within
/// two minutes and 16 MiB. `bearer` may be empty. Throws std::runtime_error naming the step that
/// failed, never the url or the key.
HttpAnswer post_json(std::string_view url, std::string_view bearer, std::string_view body);

}  // namespace agent
