sotto_tests(cli_text_test SOURCES
  cli_text_test.cpp
  LINK sotto_cli)

sotto_tests(cli_test SOURCES
  cli_scrub_test.cpp
  cli_settings_test.cpp
  cli_show_test.cpp
  cli_telemetry_test.cpp
  cli_test.cpp
  support/cli_fixture.cpp
  support/program.cpp
  LINK sotto_collector_test_support sotto_test_server)
target_compile_definitions(cli_test PRIVATE SOTTO_PROGRAM="$<TARGET_FILE:sotto_program>"
  SOTTO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
add_dependencies(cli_test sotto_program)
