# sotto_defaults(target): the language, the warnings and the sanitizers that every target shares.
function(sotto_defaults target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PRIVATE
    ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/generated)
  # -Wrestrict: GCC 12 warns of its own std::string (GCC bug 105651).
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<BOOL:${SOTTO_WARNINGS_FATAL}>:-Werror>)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  if(SOTTO_SANITIZE)
    # clang 14 cannot assemble coroutines with its check of function types.
    target_compile_options(${target} PRIVATE -fsanitize=${SOTTO_SANITIZE}
      $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>
      -fno-sanitize-recover=all -fno-omit-frame-pointer)
    if(SOTTO_SANITIZE STREQUAL "thread")
      # Asio fences besides its locks; the sanitizer sees the locks only, which is enough.
      target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
    endif()
    target_link_options(${target} PUBLIC -fsanitize=${SOTTO_SANITIZE})
    # GCC warns of Asio's fences, which this sanitizer does not see; Asio's mutexes order the same.
    if(SOTTO_SANITIZE STREQUAL "thread")
      target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
    endif()
  endif()
endfunction()

# sotto_module(name GROUP SOURCES ... SMALL ... LINK ...): one folder. GROUP is CLIENT or COLLECTOR:
# the library that its objects go into. SMALL names the sources that no call and no span waits for,
# but the start, the settings, a report or an exchange: compiled for size. LINK names what the
# folder's own files include.
function(sotto_module name group)
  cmake_parse_arguments(arg "" "" "SOURCES;SMALL;LINK" ${ARGN})
  string(REPLACE "/" "_" target sotto_${name})
  add_library(${target} OBJECT ${arg_SOURCES} ${arg_SMALL})
  sotto_defaults(${target})
  set_source_files_properties(${arg_SMALL} PROPERTIES
    COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-Os>")
  target_link_libraries(${target} PRIVATE ${arg_LINK})
  set_property(GLOBAL APPEND PROPERTY SOTTO_${group}_MODULES ${target})
  set_property(GLOBAL APPEND PROPERTY SOTTO_${group}_LINK ${arg_LINK})
endfunction()

# sotto_library(target GROUP): the library made of all modules of GROUP.
function(sotto_library target group)
  get_property(modules GLOBAL PROPERTY SOTTO_${group}_MODULES)
  get_property(link GLOBAL PROPERTY SOTTO_${group}_LINK)
  list(TRANSFORM modules REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
  add_library(${target})
  add_library(sotto::${target} ALIAS ${target})
  sotto_defaults(${target})
  target_sources(${target} PRIVATE ${objects})
  if(link)
    list(REMOVE_DUPLICATES link)
    # Headers only: who links our library has no use for it.
    list(TRANSFORM link REPLACE "^Boost::headers$" "$<BUILD_INTERFACE:Boost::headers>")
    target_link_libraries(${target} PRIVATE ${link})
  endif()
  set_target_properties(${target} PROPERTIES
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  if(BUILD_SHARED_LIBS AND NOT APPLE)
    target_link_options(${target} PRIVATE
      LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/exports.map)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/exports.map)
  endif()
  target_include_directories(${target} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
endfunction()

# sotto_link_modules(target MODULES...): for a target of ours that uses names which the shared
# libraries do not export: it gets the objects of those folders. Static libraries hold them anyway.
function(sotto_link_modules target)
  if(BUILD_SHARED_LIBS)
    foreach(module IN LISTS ARGN)
      get_target_property(link ${module} LINK_LIBRARIES)
      target_sources(${target} PRIVATE $<TARGET_OBJECTS:${module}>)
      if(link)
        target_link_libraries(${target} PRIVATE ${link})
      endif()
    endforeach()
  endif()
endfunction()

# sotto_program(target SOURCES ...): a program of ours, in build/<preset>/bin.
function(sotto_program target)
  add_executable(${target} ${ARGN})
  sotto_defaults(${target})
endfunction()

# sotto_plugin(name SOURCES ...): a provider in build/<preset>/plugins/<name>.so. The programs that
# load one export what it needs of sotto: see ENABLE_EXPORTS.
function(sotto_plugin name)
  add_library(sotto_plugin_${name} MODULE ${ARGN})
  sotto_defaults(sotto_plugin_${name})
  set_target_properties(sotto_plugin_${name} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/plugins)
endfunction()

# sotto_tests(name SOURCES ... LINK ... LABELS ...): one test program, one ctest entry per TEST.
# LABELS: "threads" also runs under the thread sanitizer. The targets unit_tests and threads_tests
# build what the sanitizer runs need, and no more.
function(sotto_tests name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  sotto_defaults(${name})
  target_link_libraries(${name} PRIVATE sotto sotto_test_support ${arg_LINK} GTest::gtest_main)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_precompile_headers(${name} REUSE_FROM sotto_test_support)
  # One label with commas, which -L threads finds: gtest_discover_tests takes a list apart.
  list(JOIN arg_LABELS "," labels)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "unit,${labels}" TIMEOUT 300)
  foreach(label unit ${arg_LABELS})
    add_dependencies(${label}_tests ${name})
  endforeach()
endfunction()
