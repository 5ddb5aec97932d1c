#pragma once

namespace sotto::runtime {

/// Makes fork() safe while a session runs: no lock is left held in the child, whose gates are
/// closed and which never sends what the parent recorded. The first call registers, once.
void handle_forks();

}  // namespace sotto::runtime
