# How programs end, and what they do when the system is out of something. The driver runs them.
function(sotto_life_program name)
  add_executable(${name} ${ARGN})
  sotto_defaults(${name})
  target_link_libraries(${name} PRIVATE sotto)
endfunction()
sotto_life_program(life_program system_life_program.cpp)
sotto_life_program(limits_program system_life_limits_program.cpp)

add_library(life_plugin MODULE system_life_plugin.cpp)
sotto_defaults(life_plugin)
target_link_libraries(life_plugin PRIVATE sotto)
# As careful plug-ins do. Without it GCC's "unique" symbols would keep the plug-in loaded by chance.
target_link_options(life_plugin PRIVATE LINKER:--exclude-libs,ALL)
add_executable(life_host system_life_host.cpp)
sotto_defaults(life_host)
target_link_libraries(life_host PRIVATE ${CMAKE_DL_LIBS} Threads::Threads)

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
  SOTTO_LIMITS_PROGRAM="$<TARGET_FILE:limits_program>"
  SOTTO_LIFE_HOST="$<TARGET_FILE:life_host>"
  SOTTO_LIFE_PLUGIN="$<TARGET_FILE:life_plugin>")
add_dependencies(system_life_test life_program limits_program life_host life_plugin)

# ./dev soak, and a short run of it as a test.
add_executable(soak soak/moody_server.cpp soak/soak.cpp)
sotto_defaults(soak)
target_link_libraries(soak PRIVATE sotto sotto_test_server sotto_test_support)
if(NOT SOTTO_SANITIZE AND CMAKE_BUILD_TYPE STREQUAL Release)
  add_test(NAME system.Soak COMMAND soak --seconds 20)
  set_tests_properties(system.Soak PROPERTIES LABELS system TIMEOUT 120)
endif()
