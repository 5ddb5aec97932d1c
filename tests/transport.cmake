# The real HTTP server that any test may talk to: LINK sotto_test_server.
add_library(sotto_test_server STATIC
  support/fault_server.cpp
  support/gunzip.cpp
  support/http_test_server.cpp
  support/proxy_server.cpp
  support/tls_test_ca.cpp)
sotto_defaults(sotto_test_server)
target_link_libraries(sotto_test_server PRIVATE
  Boost::headers OpenSSL::SSL OpenSSL::Crypto PkgConfig::libdeflate Threads::Threads)

sotto_tests(transport_test SOURCES
  transport_endpoint_test.cpp
  transport_gzip_test.cpp
  transport_proxy_settings_test.cpp
  transport_request_head_test.cpp
  transport_retry_after_test.cpp
  transport_retry_test.cpp
  transport_spool_record_test.cpp
  transport_spool_test.cpp
  LINK sotto_test_server)

sotto_tests(transport_http_test SOURCES
  transport_client_certificate_test.cpp
  transport_event_loop_test.cpp
  transport_http_client_test.cpp
  transport_http_failure_test.cpp
  transport_proxy_test.cpp
  transport_tls_test.cpp
  LINK sotto_test_server
  LABELS threads)
