sotto_tests(core_test SOURCES
  core_arena_test.cpp
  core_base64_test.cpp
  core_clock_test.cpp
  core_dotenv_test.cpp
  core_json_reader_test.cpp
  core_json_text_test.cpp
  core_json_writer_test.cpp
  core_os_info_test.cpp
  core_pages_test.cpp
  core_rfc3339_test.cpp
  core_settings_in_force_test.cpp
  core_settings_test.cpp
  core_settings_values_test.cpp
  core_utf8_test.cpp)
target_compile_definitions(core_test PRIVATE SOTTO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
