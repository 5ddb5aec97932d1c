#pragma once

// SOTTO_ADDRESS_SANITIZER is defined where the address sanitizer is built in: GCC tells it by a
// macro, clang as a feature.
#if defined(__SANITIZE_ADDRESS__)
#define SOTTO_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SOTTO_ADDRESS_SANITIZER
#endif
#endif
