# A provider is the file providers/<name>.cpp, which defines make_<name>, and its word in
# SOTTO_PROVIDERS. The table that registry.cpp reads is made from that list.
set(OBSERVABILITY_PROVIDER_SMALL_SOURCES
  otlp_answer.cpp
  otlp_provider.cpp
  otlp_resource.cpp
  registry.cpp
  score_spans.cpp)
set(OBSERVABILITY_PROVIDER_SOURCES
  attribute_map.cpp
  attribute_map_events.cpp
  attribute_map_values.cpp
  otlp_encoder.cpp
  otlp_json.cpp)
foreach(provider IN LISTS SOTTO_PROVIDERS)
  list(APPEND OBSERVABILITY_PROVIDER_SMALL_SOURCES providers/${provider}.cpp)
  if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/providers/${provider}_scores.cpp)
    list(APPEND OBSERVABILITY_PROVIDER_SMALL_SOURCES providers/${provider}_scores.cpp)
  endif()
  string(APPEND SOTTO_PROVIDER_DECLARATIONS
    "Result<std::unique_ptr<Provider>> make_${provider}(const Config& config);\n")
  string(APPEND SOTTO_PROVIDER_ENTRIES " X(${provider})")
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/builtin_providers.hpp.in
  ${PROJECT_BINARY_DIR}/generated/observability/builtin_providers.hpp @ONLY)
