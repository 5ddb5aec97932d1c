# What the programs of this folder share; tests/ has one of them as a test.
include_guard(GLOBAL)

add_library(bench_support STATIC
  ${CMAKE_CURRENT_LIST_DIR}/bench_session.cpp ${CMAKE_CURRENT_LIST_DIR}/measure.cpp)
sotto_defaults(bench_support)
target_link_libraries(bench_support PUBLIC sotto)

# bench_program(name SOURCES ... LINK ...)
function(bench_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  sotto_program(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE bench_support ${arg_LINK})
endfunction()
