# The promises of PRIVACY.md, seen from outside of the process: what leaves, and where it is kept.
# Label privacy.
include_guard(GLOBAL)
if(SOTTO_SANITIZE OR NOT CMAKE_BUILD_TYPE STREQUAL Release)
  return()
endif()

# sotto_privacy_test(Name SCRIPT PROGRAM...): a test in Python with the programs that it runs.
function(sotto_privacy_test name script)
  add_test(NAME system.${name}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARGN})
  set_tests_properties(system.${name} PROPERTIES LABELS privacy TIMEOUT 120)
endfunction()

foreach(program canary_program opt_out_program wire_transcript_program)
  add_executable(${program} ${program}.cpp)
  sotto_defaults(${program})
  target_link_libraries(${program} PRIVATE sotto)
endforeach()

sotto_privacy_test(WireTranscript system_wire_transcript_test.py
  $<TARGET_FILE:wire_transcript_program>)
sotto_privacy_test(CoreDump system_core_dump_test.py $<TARGET_FILE:canary_program>)
sotto_privacy_test(OptOut system_opt_out_test.py $<TARGET_FILE:opt_out_program>)
if(TARGET sotto_program)
  sotto_privacy_test(Canaries system_canaries_test.py
    $<TARGET_FILE:canary_program> $<TARGET_FILE:sotto_program>)
endif()
