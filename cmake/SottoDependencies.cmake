# What Debian 12 provides; nothing is downloaded. Each package is confined to the files that
# layers.toml names. The client needs the first block, the observer the rest.
find_package(Boost 1.81 REQUIRED)       # headers only: Asio, Beast
find_package(OpenSSL 3 REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libdeflate REQUIRED IMPORTED_TARGET libdeflate)
find_package(simdjson REQUIRED)
if(SOTTO_USE_RE2)
  pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
endif()

if(SOTTO_BUILD_COLLECTOR)
  find_package(ZLIB REQUIRED)
  pkg_check_modules(libzstd REQUIRED IMPORTED_TARGET libzstd)
  pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
  find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_reader.hpp REQUIRED)
  find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)
endif()
