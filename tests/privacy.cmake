sotto_tests(privacy_test SOURCES
  privacy_byte_classes_test.cpp
  privacy_command_flag_test.cpp
  privacy_consent_test.cpp
  privacy_described_key_test.cpp
  privacy_gate_test.cpp
  privacy_gate_matrix_test.cpp
  privacy_known_misses_test.cpp
  privacy_learned_secrets_test.cpp
  privacy_personal_data_test.cpp
  privacy_process_environment_test.cpp
  privacy_record_scrubber_test.cpp
  privacy_scrub_tags_test.cpp
  privacy_scrubber_properties_test.cpp
  privacy_secret_names_test.cpp
  privacy_secret_places_test.cpp
  privacy_surroundings_test.cpp
  privacy_text_memo_test.cpp
  privacy_text_scrubber_test.cpp
  privacy_user_rules_test.cpp
  privacy_shaped_keys_test.cpp
  privacy_vendor_keys_test.cpp
  privacy_windows_test.cpp
  privacy_word_table_test.cpp)
target_compile_definitions(privacy_test PRIVATE SOTTO_USE_RE2=$<BOOL:${SOTTO_USE_RE2}>)

if(NOT SOTTO_SANITIZE)  # the sanitizers have an allocator of their own
  sotto_tests(privacy_shortage_test SOURCES
    privacy_shortage_test.cpp)
endif()

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
