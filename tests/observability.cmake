sotto_tests(observability_test
  SOURCES
    observability_nesting_test.cpp
    observability_observe_test.cpp
    observability_sampling_test.cpp
    observability_score_test.cpp
    observability_span_test.cpp
    observability_w3c_test.cpp
  LABELS threads)
