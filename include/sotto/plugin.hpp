#pragma once

/// Providers in shared objects of their own, which a program loads when SOTTO_PROVIDERS or
/// Config::providers has the object's absolute path. See docs/adding-a-provider.md.

#include <cstddef>
#include <cstdint>
#include <memory>

#include <sotto/provider.hpp>

namespace sotto {

/// Raised whenever Provider or what it is given changes in a way that the sizes do not show.
inline constexpr std::uint32_t plugin_abi_version = 1;

namespace detail {

/// The standard library that a plug-in and its program must share, and the sizes of all that they
/// hand each other, as text: "libstdc++ cxx11 Config=912 ...".
struct PluginFingerprint {
  static constexpr std::size_t most_bytes = 224;
  char text[most_bytes] = {};

  consteval PluginFingerprint() {
#if defined(_GLIBCXX_USE_CXX11_ABI) && _GLIBCXX_USE_CXX11_ABI
    add("libstdc++ cxx11");
#elif defined(__GLIBCXX__)
    add("libstdc++");
#elif defined(_LIBCPP_VERSION)
    add("libc++");
#else
    add("other");
#endif
    add(" Config=", sizeof(Config));
    add(" SpanRecord=", sizeof(SpanRecord));
    add(" TraceRecord=", sizeof(TraceRecord));
    add(" EventRecord=", sizeof(EventRecord));
    add(" LinkRecord=", sizeof(LinkRecord));
    add(" ScoreRecord=", sizeof(ScoreRecord));
    add(" Attribute=", sizeof(Attribute));
    add(" Endpoint=", sizeof(ProviderEndpoint));
    add(" Answer=", sizeof(Answer));
    add(" Provider=", sizeof(Provider));
  }

 private:
  consteval void add(const char* word) {
    while (*word != '\0') text[size_++] = *word++;
  }
  consteval void add(const char* word, std::size_t number) {
    add(word);
    std::size_t unit = 1;
    while (number / unit >= 10) unit *= 10;
    for (; unit != 0; unit /= 10) text[size_++] = static_cast<char>('0' + number / unit % 10);
  }

  std::size_t size_ = 0;
};

}  // namespace detail

/// What the entry point of a plug-in gives. The first field stays the first for ever; the others
/// are read only when it is plugin_abi_version, and `make` only when the fingerprint is the
/// program's own.
struct ProviderPlugin {
  std::uint32_t abi_version;
  const char* fingerprint;
  const char* name;  // for status(), not that of a provider there is; lives as long as the process
  Result<std::unique_ptr<Provider>> (*make)(const Config& config);
};

/// extern "C" const sotto::ProviderPlugin* sotto_provider_plugin()
using ProviderPluginEntry = const ProviderPlugin*();

}  // namespace sotto

/// Writes the entry point of a plug-in: the provider's name, and the function that makes it.
///
///   SOTTO_PROVIDER_PLUGIN("lines", make_lines)
#define SOTTO_PROVIDER_PLUGIN(provider_name, make_provider)                                    \
  extern "C" SOTTO_API const sotto::ProviderPlugin* sotto_provider_plugin() {                  \
    static constexpr sotto::detail::PluginFingerprint fingerprint;                             \
    static constexpr sotto::ProviderPlugin plugin{sotto::plugin_abi_version, fingerprint.text, \
                                                  provider_name, &make_provider};              \
    return &plugin;                                                                            \
  }
