# The program that callgrind looks at, where valgrind is installed.
include_guard(GLOBAL)
include(${CMAKE_CURRENT_LIST_DIR}/support.cmake)

find_program(VALGRIND_PROGRAM valgrind)
find_path(VALGRIND_INCLUDE_DIR valgrind/callgrind.h)
if(VALGRIND_PROGRAM AND VALGRIND_INCLUDE_DIR)
  bench_program(instructions SOURCES ${CMAKE_CURRENT_LIST_DIR}/instructions.cpp)
endif()
