// A plug-in that is wrong in the one way that its build names; without any it would work.

#include <sotto/plugin.hpp>

namespace {

using sotto::Provider;
using sotto::Result;

class Silent final : public Provider {
 public:
  sotto::ProviderEndpoint endpoint() const override { return {.url = "stderr:"}; }
  Result<sotto::Done> encode(std::span<const sotto::SpanRecord>, std::string&) override {
    return sotto::Done{};
  }
};

Result<std::unique_ptr<Provider>> make_provider(const sotto::Config&) {
#if defined(BROKEN_THROWS)
  throw 1;
#elif defined(BROKEN_MAKES_NOTHING)
  return std::unique_ptr<Provider>();
#else
  return std::unique_ptr<Provider>(std::make_unique<Silent>());
#endif
}

#if defined(BROKEN_TAKEN_NAME)
constexpr const char* name = "otlp";
#elif defined(BROKEN_NO_NAME)
constexpr const char* name = nullptr;
#elif defined(BROKEN_THROWS)
constexpr const char* name = "plugin-that-throws";
#else
constexpr const char* name = "plugin-that-makes-nothing";
#endif

#if defined(BROKEN_OTHER_ABI)
constexpr std::uint32_t abi_version = sotto::plugin_abi_version + 1;
#else
constexpr std::uint32_t abi_version = sotto::plugin_abi_version;
#endif

#if defined(BROKEN_OTHER_FINGERPRINT)
constexpr const char* fingerprint = "another compiler";
#else
constexpr sotto::detail::PluginFingerprint ours;
constexpr const char* fingerprint = ours.text;
#endif

[[maybe_unused]] constexpr sotto::ProviderPlugin plugin = {abi_version, fingerprint, name,
                                                           &make_provider};

}  // namespace

#if defined(BROKEN_GIVES_NOTHING)
extern "C" SOTTO_API const sotto::ProviderPlugin* sotto_provider_plugin() {
  return nullptr;
}
#elif !defined(BROKEN_NO_ENTRY)
extern "C" SOTTO_API const sotto::ProviderPlugin* sotto_provider_plugin() {
  return &plugin;
}
#endif
