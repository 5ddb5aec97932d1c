set(metrics_oracle ${PROJECT_BINARY_DIR}/generated/tests/proto/otlp_metrics_oracle)
find_package(Protobuf REQUIRED)
add_custom_command(
  OUTPUT ${metrics_oracle}.pb.cc ${metrics_oracle}.pb.h
  COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR}
    --cpp_out=${PROJECT_BINARY_DIR}/generated tests/proto/otlp_metrics_oracle.proto
  DEPENDS proto/otlp_metrics_oracle.proto
  VERBATIM)
add_library(sotto_metrics_oracle STATIC ${metrics_oracle}.pb.cc)
sotto_defaults(sotto_metrics_oracle)
set_source_files_properties(${metrics_oracle}.pb.cc PROPERTIES COMPILE_OPTIONS -w)
target_link_libraries(sotto_metrics_oracle PUBLIC protobuf::libprotobuf)

sotto_tests(telemetry_test SOURCES
  telemetry_ledger_test.cpp
  telemetry_report_test.cpp
  telemetry_series_test.cpp
  telemetry_size_test.cpp
  telemetry_store_file_test.cpp
  telemetry_store_test.cpp
  telemetry_track_test.cpp
  telemetry_weekly_test.cpp)
target_compile_definitions(telemetry_test PRIVATE SOTTO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")

sotto_tests(telemetry_local_dp_test SOURCES
  telemetry_local_dp_test.cpp)

sotto_tests(telemetry_wire_test LINK sotto_metrics_oracle SOURCES
  telemetry_catalogue_test.cpp
  telemetry_encoder_test.cpp)
target_compile_definitions(telemetry_wire_test PRIVATE
  SOTTO_GOLDEN_DIR="${CMAKE_CURRENT_SOURCE_DIR}/golden"
  SOTTO_CATALOGUE="${PROJECT_SOURCE_DIR}/telemetry/catalogue.toml")

sotto_tests(telemetry_threads_test LABELS threads SOURCES
  pipeline_shard_test.cpp
  telemetry_accounting_test.cpp)

sotto_tests(telemetry_reporter_test LABELS threads LINK sotto_metrics_oracle sotto_test_server
  SOURCES
  telemetry_reporter_test.cpp
  telemetry_session_test.cpp
  telemetry_store_session_test.cpp
  telemetry_weekly_session_test.cpp)

add_executable(telemetry_program telemetry_program.cpp)
sotto_defaults(telemetry_program)
target_link_libraries(telemetry_program PRIVATE sotto)
sotto_tests(telemetry_processes_test LINK sotto_metrics_oracle sotto_test_server SOURCES
  telemetry_processes_test.cpp
  support/program.cpp)
target_compile_definitions(telemetry_processes_test PRIVATE
  SOTTO_PROGRAM="$<TARGET_FILE:telemetry_program>")
add_dependencies(telemetry_processes_test telemetry_program)
