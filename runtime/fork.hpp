#pragma once

namespace sotto::runtime {

/// Makes fork() safe while a session runs: no lock is left held in the child, which never sends
/// what the parent recorded. The child has a session of its own from its first span or call on,
/// with the parent's configuration: thread and sockets are made then, so that a child that calls
/// exec makes none. The first call registers, once.
void handle_forks();

}  // namespace sotto::runtime
