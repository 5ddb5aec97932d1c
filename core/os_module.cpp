#include "core/os_module.hpp"

#include <dlfcn.h>
#include <link.h>

namespace sotto::core {

void stay_loaded() noexcept {
  Dl_info info{};
  void* map = nullptr;
  const auto here = reinterpret_cast<const void*>(&stay_loaded);
  if (dladdr1(here, &info, &map, RTLD_DL_LINKMAP) == 0) return;
  const char* const name = static_cast<const link_map*>(map)->l_name;
  if (*name == '\0') return;  // the program itself
  // The handle is kept by never closing it.
  [[maybe_unused]] void* const handle = dlopen(name, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}

}  // namespace sotto::core
