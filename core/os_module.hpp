#pragma once

namespace sotto::core {

/// Keeps the shared object that holds this code loaded until the process ends, whoever unloads it:
/// threads that recorded call back into it when they end. Nothing to do in a program's own image.
/// Does nothing when memory is short.
void stay_loaded() noexcept;

}  // namespace sotto::core
