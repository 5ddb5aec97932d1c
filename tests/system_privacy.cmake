# The promises of PRIVACY.md, seen from outside of the process: what leaves, and where it is kept.
include_guard(GLOBAL)
if(SOTTO_SANITIZE)
  return()
endif()

# sotto_privacy_test(Name ARGUMENT...): system_<name>_test.py with the programs that it runs.
function(sotto_privacy_test name script)
  add_test(NAME system.${name}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARGN})
  set_tests_properties(system.${name} PROPERTIES LABELS privacy TIMEOUT 120)
endfunction()

add_executable(canary_program canary_program.cpp)
sotto_defaults(canary_program)
target_link_libraries(canary_program PRIVATE sotto)
if(TARGET sotto_program)
  sotto_privacy_test(Canaries system_canaries_test.py
    $<TARGET_FILE:canary_program> $<TARGET_FILE:sotto_program>)
endif()
