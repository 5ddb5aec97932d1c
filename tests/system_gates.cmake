# Closed gates, seen from the kernel. Label strace.
include_guard(GLOBAL)
if(SOTTO_SANITIZE OR NOT CMAKE_BUILD_TYPE STREQUAL Release)
  return()
endif()

add_executable(gates_program system_gates_program.cpp)
sotto_defaults(gates_program)
target_link_libraries(gates_program PRIVATE sotto)
add_test(NAME system.Gates
  COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/system_gates_test.py $<TARGET_FILE:gates_program>)
set_tests_properties(system.Gates PROPERTIES LABELS strace TIMEOUT 120)
