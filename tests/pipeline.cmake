sotto_tests(pipeline_test
  SOURCES
    pipeline_batch_test.cpp
    pipeline_destination_queue_test.cpp
    pipeline_destination_scores_test.cpp
    pipeline_destination_spool_test.cpp
    pipeline_destination_test.cpp
    pipeline_end_times_test.cpp
    pipeline_local_sink_test.cpp
    pipeline_ot_tracestate_test.cpp
    pipeline_pace_test.cpp
    pipeline_sampler_test.cpp
    pipeline_span_ring_test.cpp
  LINK sotto_test_server
  LABELS threads)
