add_library(sotto_collector_test_support STATIC
  support/http_peer.cpp
  support/otlp_json.cpp
  support/route_call.cpp
  support/scripted_store.cpp)
sotto_defaults(sotto_collector_test_support)
target_link_libraries(sotto_collector_test_support PUBLIC collector sotto Boost::headers)

sotto_tests(collector_rest_test SOURCES
  collector_http_routing_test.cpp
  collector_otlp_routes_test.cpp
  collector_rest_query_test.cpp
  collector_rest_test.cpp
  LINK sotto_collector_test_support)

sotto_tests(collector_http_server_test SOURCES
  collector_http_server_test.cpp
  LINK sotto_collector_test_support
  LABELS threads)

sotto_tests(collector_observer_test SOURCES
  collector_observer_test.cpp
  LINK sotto_collector_test_support
  LABELS threads)
