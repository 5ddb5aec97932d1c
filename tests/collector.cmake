if(NOT TARGET sotto::collector)
  return()
endif()
sotto_tests(collector_ingest_test
  SOURCES
    collector_ingest_encodings_test.cpp
    collector_ingest_metrics_test.cpp
    collector_ingest_traces_test.cpp
    collector_model_span_facts_test.cpp
    collector_query_span_tree_test.cpp
  LINK sotto::collector ZLIB::ZLIB PkgConfig::libzstd)
sotto_tests(collector_store_test
  SOURCES
    collector_store_contract_test.cpp
    collector_store_crash_test.cpp
    collector_store_sqlite_test.cpp
  LINK sotto::collector
  LABELS threads)
