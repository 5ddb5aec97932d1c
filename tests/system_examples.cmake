# The examples as their readers run them, and one against a network that swallows every packet.
include_guard(GLOBAL)
if(SOTTO_SANITIZE OR NOT TARGET sotto-example-msgtrace)
  return()
endif()

add_test(NAME system.Examples
  COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/system_examples_test.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
add_test(NAME system.BlackHole
  COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/system_black_hole_test.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(system.Examples system.BlackHole PROPERTIES TIMEOUT 300)
