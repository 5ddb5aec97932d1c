# sotto_compile_fail(case): tests/compile_fail/<case>.cpp builds as it is, and must not build with
# SOTTO_MUST_FAIL. The control build keeps the case from failing for a wrong reason.
function(sotto_compile_fail case)
  add_library(compile_fail_${case}_control OBJECT compile_fail/${case}.cpp)
  sotto_defaults(compile_fail_${case}_control)
  add_test(NAME CompileFail.${case}
    COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -fsyntax-only -DSOTTO_MUST_FAIL
            -I ${PROJECT_SOURCE_DIR}/include -I ${PROJECT_SOURCE_DIR}
            ${CMAKE_CURRENT_SOURCE_DIR}/compile_fail/${case}.cpp)
  set_tests_properties(CompileFail.${case} PROPERTIES WILL_FAIL TRUE LABELS compile_fail)
endfunction()

sotto_tests(privacy_test SOURCES
  privacy_consent_test.cpp
  privacy_gate_test.cpp
  privacy_gate_matrix_test.cpp
  privacy_known_misses_test.cpp
  privacy_learned_secrets_test.cpp
  privacy_process_environment_test.cpp
  privacy_record_scrubber_test.cpp
  privacy_scrubber_properties_test.cpp
  privacy_secret_names_test.cpp
  privacy_surroundings_test.cpp
  privacy_text_scrubber_test.cpp)

sotto_compile_fail(label_at_run_time)
sotto_compile_fail(label_with_a_path)
sotto_compile_fail(unscrubbed_record)

# The gate of a program that is built without sotto, in place of the library's.
sotto_tests(privacy_disabled_test SOURCES
  privacy_disabled_test.cpp
  ${PROJECT_SOURCE_DIR}/privacy/gate.cpp)
target_compile_definitions(privacy_disabled_test PRIVATE SOTTO_DISABLED)

sotto_tests(runtime_consent_test SOURCES
  runtime_consent_test.cpp
  LINK sotto_test_server)

sotto_tests(runtime_config_test SOURCES
  runtime_config_test.cpp)
