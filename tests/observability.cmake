sotto_tests(observability_test
  SOURCES
    observability_chat_completion_test.cpp
    observability_chat_stream_test.cpp
    observability_baggage_test.cpp
    observability_context_test.cpp
    observability_nesting_test.cpp
    observability_observe_test.cpp
    observability_sampling_test.cpp
    observability_score_test.cpp
    observability_span_test.cpp
    observability_w3c_test.cpp
  LABELS threads)

sotto_tests(observability_async_test
  SOURCES
    observability_coroutine_asio_test.cpp
    observability_coroutine_test.cpp
    observability_parallel_test.cpp
  LINK Boost::headers Threads::Threads
  LABELS threads)
# GCC sees through Asio's operator new of coroutine frames, and not through its operator delete.
target_compile_options(observability_async_test PRIVATE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)

