# The sanitizers' allocator and their threads do not outlive a fork of a process with threads (their
# locks stay held in the child, GCC 12): these tests are for the builds without them.
if(NOT SOTTO_SANITIZE)
  set(runtime_fork_tests runtime_fork_test.cpp)
endif()
sotto_tests(runtime_test
  SOURCES
    runtime_accounting_test.cpp
    ${runtime_fork_tests}
    runtime_life_test.cpp
    runtime_sampling_test.cpp
    runtime_session_test.cpp
    runtime_spool_test.cpp
    runtime_strict_test.cpp
    runtime_threads_test.cpp
  LINK sotto_test_server
  LABELS threads)

# Kills a program of its own, again and again.
add_executable(spool_program spool_program.cpp)
sotto_defaults(spool_program)
target_link_libraries(spool_program PRIVATE sotto)
sotto_tests(runtime_spool_crash_test
  SOURCES
    runtime_spool_crash_test.cpp
    support/program.cpp
  LINK sotto_test_server)
target_compile_definitions(runtime_spool_crash_test PRIVATE
  SOTTO_PROGRAM="$<TARGET_FILE:spool_program>")
add_dependencies(runtime_spool_crash_test spool_program)

# Runs a program of its own that ends in every way.
add_executable(ending_program ending_program.cpp)
sotto_defaults(ending_program)
target_link_libraries(ending_program PRIVATE sotto)
sotto_tests(runtime_ending_test
  SOURCES
    runtime_ending_test.cpp
    support/program.cpp
  LINK sotto_test_server)
target_compile_definitions(runtime_ending_test PRIVATE
  SOTTO_PROGRAM="$<TARGET_FILE:ending_program>")
add_dependencies(runtime_ending_test ending_program)

sotto_tests(runtime_deadline_test
  SOURCES runtime_deadline_test.cpp
  LINK sotto_test_server
  LABELS threads)
