sotto_tests(observability_test
  SOURCES
    observability_nesting_test.cpp
    observability_sampling_test.cpp
    observability_span_test.cpp
  LABELS threads)
