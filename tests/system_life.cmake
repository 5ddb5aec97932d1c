# How programs end, and what they do when the system is out of something. The driver runs them.
function(sotto_life_program name)
  add_executable(${name} ${ARGN})
  sotto_defaults(${name})
  target_link_libraries(${name} PRIVATE sotto)
endfunction()
sotto_life_program(life_program system_life_program.cpp)
sotto_life_program(limits_program system_life_limits_program.cpp)

# The sanitizers need address space, threads and descriptors of their own.
if(NOT SOTTO_SANITIZE)
  set(limits_test system_life_limits_test.cpp)
endif()

sotto_tests(system_life_test
  SOURCES
    ${limits_test}
    system_life_test.cpp
  LINK sotto_test_server)
target_compile_definitions(system_life_test PRIVATE
  SOTTO_LIFE_PROGRAM="$<TARGET_FILE:life_program>"
  SOTTO_LIMITS_PROGRAM="$<TARGET_FILE:limits_program>")
add_dependencies(system_life_test life_program limits_program)
