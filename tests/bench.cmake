# What the hottest calls cost in instructions, which is the same on every machine. In the optimised
# build only, whose counts bench/instructions.json holds. To record them anew:
#   python3 tools/check_instructions.py build/release/bin/instructions --record
if(SOTTO_SANITIZE OR NOT CMAKE_BUILD_TYPE STREQUAL Release)
  return()
endif()
include(${PROJECT_SOURCE_DIR}/bench/instructions.cmake)
if(TARGET instructions)
  add_test(NAME bench.Instructions
    COMMAND ${Python3_EXECUTABLE} tools/check_instructions.py $<TARGET_FILE:instructions>
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(bench.Instructions PROPERTIES LABELS callgrind TIMEOUT 60)
endif()
