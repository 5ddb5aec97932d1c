# protobuf's own code is the oracle of the encoder's tests, and used nowhere else.
find_package(Protobuf REQUIRED)
set(oracle ${PROJECT_BINARY_DIR}/generated/tests/proto/otlp_trace_oracle)
add_custom_command(
  OUTPUT ${oracle}.pb.cc ${oracle}.pb.h
  COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR}
    --cpp_out=${PROJECT_BINARY_DIR}/generated tests/proto/otlp_trace_oracle.proto
  DEPENDS proto/otlp_trace_oracle.proto
  VERBATIM)
add_library(sotto_otlp_oracle STATIC ${oracle}.pb.cc support/otlp_text.cpp support/sample_spans.cpp)
sotto_defaults(sotto_otlp_oracle)
set_source_files_properties(${oracle}.pb.cc PROPERTIES COMPILE_OPTIONS -w)
target_link_libraries(sotto_otlp_oracle PUBLIC protobuf::libprotobuf PRIVATE sotto)

sotto_tests(observability_encoder_test LINK sotto_otlp_oracle SOURCES
  observability_encoder_test.cpp)
sotto_tests(observability_provider_test LABELS threads LINK sotto_otlp_oracle SOURCES
  observability_console_test.cpp
  observability_file_test.cpp
  observability_langfuse_test.cpp
  observability_langwatch_test.cpp
  observability_otlp_answer_test.cpp
  observability_otlp_test.cpp
  observability_provider_test.cpp
  observability_scores_test.cpp)
target_compile_definitions(observability_provider_test PRIVATE
  SOTTO_GOLDEN_DIR="${CMAKE_CURRENT_SOURCE_DIR}/golden")
if(TARGET sotto::collector)
  sotto_tests(observability_otlp_json_test LINK sotto_otlp_oracle sotto::collector SOURCES
    observability_otlp_json_test.cpp)
  sotto_tests(observability_hostile_test LINK sotto_otlp_oracle sotto::collector SOURCES
    observability_hostile_test.cpp)
endif()

sotto_tests(observability_auth_check_test LINK sotto_test_server SOURCES
  observability_auth_check_test.cpp)

# Plug-ins: the example, and one for each way to be broken.
if(TARGET sotto_plugin_csv)
  sotto_tests(observability_plugin_test LINK sotto_test_server SOURCES
    observability_plugin_test.cpp)
  set_target_properties(observability_plugin_test PROPERTIES ENABLE_EXPORTS ON)
  target_compile_definitions(observability_plugin_test PRIVATE
    SOTTO_PLUGIN_DIR="${PROJECT_BINARY_DIR}/plugins")
  add_dependencies(observability_plugin_test sotto_plugin_csv)
  foreach(way no_entry gives_nothing other_abi other_fingerprint no_name taken_name throws
          makes_nothing)
    string(TOUPPER ${way} define)
    sotto_plugin(${way} support/broken_plugin.cpp)
    target_compile_definitions(sotto_plugin_${way} PRIVATE BROKEN_${define})
    add_dependencies(observability_plugin_test sotto_plugin_${way})
  endforeach()
endif()
