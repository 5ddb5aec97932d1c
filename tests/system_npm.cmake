# Other people's SDKs against the built program, and our client against their schema. Label npm.
include_guard(GLOBAL)
if(SOTTO_SANITIZE OR NOT CMAKE_BUILD_TYPE STREQUAL Release OR NOT TARGET sotto_program)
  return()
endif()

find_program(NODE_PROGRAM node)

add_executable(send_spans npm/send_spans.cpp)
sotto_defaults(send_spans)
target_link_libraries(send_spans PRIVATE sotto)

set(npm_folder ${PROJECT_BINARY_DIR}/npm)
add_test(NAME npm.Install COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/npm/install.sh ${npm_folder})
set_tests_properties(npm.Install PROPERTIES
  LABELS npm FIXTURES_SETUP npm_packages TIMEOUT 300)

foreach(sdk opentelemetry langfuse client)
  add_test(NAME npm.${sdk} COMMAND ${NODE_PROGRAM} --test ${npm_folder}/${sdk}.test.mjs)
  set_tests_properties(npm.${sdk} PROPERTIES
    LABELS npm FIXTURES_REQUIRED npm_packages TIMEOUT 120
    ENVIRONMENT "SOTTO_BIN=$<TARGET_FILE:sotto_program>;SOTTO_SEND_SPANS=$<TARGET_FILE:send_spans>")
endforeach()
