# What `cmake --install` writes: headers, libraries, the program, and what find_package(sotto) and
# pkg-config read. tests/consumer/ builds three programs against the result.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sotto)
set(SOTTO_HAS_COLLECTOR OFF)
install(TARGETS sotto EXPORT sotto-targets)
if(TARGET collector)
  set(SOTTO_HAS_COLLECTOR ON)
  install(TARGETS collector EXPORT sotto-targets)
endif()
if(TARGET sotto_program)
  install(TARGETS sotto_program)
endif()
install(DIRECTORY include/sotto TYPE INCLUDE FILES_MATCHING PATTERN "*.hpp")
install(FILES LICENSE TYPE DOC)

install(EXPORT sotto-targets NAMESPACE sotto:: DESTINATION ${package_dir})
configure_package_config_file(cmake/sotto-config.cmake.in sotto-config.cmake
  INSTALL_DESTINATION ${package_dir})
# Before 1.0 a minor version may break its users.
write_basic_package_version_file(sotto-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/sotto-config.cmake
  ${PROJECT_BINARY_DIR}/sotto-config-version.cmake
  DESTINATION ${package_dir})

# sotto_pkg_config(name description REQUIRES modules...): name.pc. What a static library needs is
# needed by its user; what a shared library needs it loads by itself.
function(sotto_pkg_config name description)
  cmake_parse_arguments(arg "" "" "REQUIRES" ${ARGN})
  list(JOIN arg_REQUIRES ", " requires)
  set(requires_field Requires)
  if(BUILD_SHARED_LIBS)
    set(requires_field Requires.private)
  endif()
  # Relative to the file itself, so that `cmake --install --prefix` and a later move keep it right.
  file(RELATIVE_PATH prefix_from_here
    ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
  configure_file(cmake/sotto.pc.in ${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

if(SOTTO_USE_RE2)
  set(re2_module re2)
endif()
sotto_pkg_config(sotto "${PROJECT_DESCRIPTION}"
  REQUIRES openssl libdeflate simdjson ${re2_module})
if(SOTTO_HAS_COLLECTOR)
  sotto_pkg_config(sotto_collector "The observer of sotto, in your own process"
    REQUIRES sotto libdeflate zlib libzstd sqlite3)
endif()
