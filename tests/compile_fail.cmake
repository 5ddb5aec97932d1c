# sotto_compile_fail(file WAYS names...): compile_fail/<file>.cpp builds as it is, and must not build
# with SOTTO_MUST_FAIL=<n>, for each of the names' places 1, 2, ... The control build keeps a way
# from failing for a wrong reason.
function(sotto_compile_fail file)
  cmake_parse_arguments(ARG "" "" "WAYS" ${ARGN})
  if(SOTTO_SANITIZE)
    return()  # what the compiler refuses, it refuses in every build
  endif()
  add_library(compile_fail_${file}_control OBJECT compile_fail/${file}.cpp)
  sotto_defaults(compile_fail_${file}_control)
  set(number 0)
  foreach(way IN LISTS ARG_WAYS)
    math(EXPR number "${number} + 1")
    add_test(NAME CompileFail.${file}_${way}
      COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -fsyntax-only -DSOTTO_MUST_FAIL=${number}
              -I ${PROJECT_SOURCE_DIR}/include -I ${PROJECT_SOURCE_DIR}
              ${CMAKE_CURRENT_SOURCE_DIR}/compile_fail/${file}.cpp)
    set_tests_properties(CompileFail.${file}_${way} PROPERTIES WILL_FAIL TRUE LABELS compile_fail)
  endforeach()
endfunction()

sotto_compile_fail(labels WAYS
  string text_of_a_string string_view argument_of_the_program environment_variable
  message_of_an_exception pointer local_array writable_array array_of_run_time cast_of_a_buffer
  address path windows_path sentence nothing too_long letters_beyond_ascii number enumerator null
  pointer_and_size category error_type component agent_type framework duration
  member_of_a_vocabulary counter timer message_as_exception)

sotto_compile_fail(unscrubbed WAYS
  span span_called_scrubbed nothing_called_scrubbed score trace_as_span change_afterwards
  trace_called_scrubbed derived_from_scrubbed place_of_a_span place_called_scrubbed)

sotto_compile_fail(observed_coroutine WAYS that_outlives_its_span)
