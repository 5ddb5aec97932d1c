if(NOT TARGET sotto::collector)
  return()
endif()
sotto_tests(collector_store_test
  SOURCES
    collector_store_contract_test.cpp
  LINK sotto::collector
  LABELS threads)
