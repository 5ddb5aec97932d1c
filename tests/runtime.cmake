# The sanitizers' allocator and their threads do not outlive a fork of a process with threads (their
# locks stay held in the child, GCC 12): these tests are for the builds without them.
if(NOT SOTTO_SANITIZE)
  set(runtime_fork_tests runtime_fork_test.cpp)
endif()
sotto_tests(runtime_test
  SOURCES
    runtime_accounting_test.cpp
    ${runtime_fork_tests}
    runtime_sampling_test.cpp
    runtime_session_test.cpp
    runtime_threads_test.cpp
  LINK sotto_test_server
  LABELS threads)
