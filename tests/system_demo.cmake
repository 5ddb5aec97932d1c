# The demo as a new user runs it, and the agent with a model behind HTTP. Label demo.
add_test(NAME system.Demo
  COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/system_demo_test.py ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set_tests_properties(system.Demo PROPERTIES LABELS demo TIMEOUT 300)
