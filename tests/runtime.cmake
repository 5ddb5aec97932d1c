sotto_tests(runtime_test
  SOURCES
    runtime_accounting_test.cpp
    runtime_fork_test.cpp
    runtime_session_test.cpp
  LINK sotto_test_server
  LABELS threads)
