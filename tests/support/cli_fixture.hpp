#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/http_peer.hpp"
#include "tests/support/otlp_json.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sotto::test {

/// The program `sotto` on a database of the test's own.
class CliTest : public testing::Test {
 protected:
  /// Sends the spans to an observer that runs for so long.
  void store(const std::vector<JsonSpan>& spans);

  ProgramResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--db-path", db_path_});
    return run_sotto(arguments);
  }

  TemporaryFolder folder_;
  std::string db_path_ = folder_.path("db");
};

}  // namespace sotto::test
