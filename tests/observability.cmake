sotto_tests(observability_test
  SOURCES
    observability_chat_completion_test.cpp
    observability_chat_stream_test.cpp
    observability_nesting_test.cpp
    observability_observe_test.cpp
    observability_sampling_test.cpp
    observability_score_test.cpp
    observability_span_test.cpp
    observability_w3c_test.cpp
  LABELS threads)
