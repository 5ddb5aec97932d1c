// A program that knows nothing of sotto, and loads and unloads a plug-in that does. The second
// argument says whether the plug-in's session ends before it is unloaded ("stops") or not
// ("leaves").

#include <dlfcn.h>

#include <atomic>
#include <string_view>
#include <thread>

namespace {

struct Plugin {
  explicit Plugin(const char* path) : handle(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {}
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;
  ~Plugin() { dlclose(handle); }

  void call(const char* name) const { reinterpret_cast<void (*)()>(dlsym(handle, name))(); }

  void* handle;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::atomic<bool> has_recorded{false};
  std::atomic<bool> is_unloaded{false};
  std::thread recorder;
  {
    const Plugin plugin(argv[1]);
    if (plugin.handle == nullptr) return 3;
    plugin.call("plugin_start");
    plugin.call("plugin_record");
    recorder = std::thread([&] {
      plugin.call("plugin_record");
      has_recorded = true;
      has_recorded.notify_one();
      is_unloaded.wait(false);
    });
    has_recorded.wait(false);
    if (std::string_view(argv[2]) == "stops") plugin.call("plugin_stop");
  }
  is_unloaded = true;
  is_unloaded.notify_one();
  recorder.join();  // this thread's end is told to the plug-in's sotto
  const Plugin again(argv[1]);
  again.call("plugin_start");  // without effect where the first session goes on
  again.call("plugin_record");
  return 0;
}
