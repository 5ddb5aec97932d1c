#pragma once

/// SOTTO_API marks what the shared library exports: everything else stays hidden.

#if defined(__GNUC__)
#define SOTTO_API __attribute__((visibility("default")))
#define SOTTO_ALWAYS_INLINE __attribute__((always_inline)) inline
#else
#define SOTTO_API
#define SOTTO_ALWAYS_INLINE inline
#endif
