sotto_tests(core_test SOURCES
  core_base64_test.cpp
  core_json_writer_test.cpp
  core_utf8_test.cpp)
