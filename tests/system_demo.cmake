# The demo as a new user runs it, and the agent with a model behind HTTP. Label demo.
include_guard(GLOBAL)
if(SOTTO_SANITIZE OR NOT CMAKE_BUILD_TYPE STREQUAL Release OR NOT TARGET sotto_program)
  return()
endif()

add_test(NAME system.Demo
  COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/system_demo_test.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(system.Demo PROPERTIES LABELS demo TIMEOUT 300)
