# Tests of the tree, of what is installed and of the program as a whole. The quick ones run in
# every build; those that build or run whole programs in the optimised one, without sanitizers.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)

# sotto_check(name COMMAND...): a test from the root of the tree.
function(sotto_check name)
  add_test(NAME ${name} COMMAND ${ARGN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS system TIMEOUT 600)
endfunction()

sotto_check(layers ${Python3_EXECUTABLE} tools/check_layers.py)
sotto_check(docs ${Python3_EXECUTABLE} tools/check_docs.py)
sotto_check(privacy_table ${Python3_EXECUTABLE} tools/privacy_table.py --check)
sotto_check(tools ${Python3_EXECUTABLE} -m unittest discover -s tests -p "tools_*_test.py")

if(SOTTO_SANITIZE OR NOT CMAKE_BUILD_TYPE STREQUAL Release)
  return()
endif()

# The fuzzers, which ./dev fuzz links and runs, go on to fit what they call.
file(GLOB fuzzers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/fuzz/*_fuzz.cpp)
add_library(fuzzers_compile OBJECT ${fuzzers})
sotto_defaults(fuzzers_compile)
target_link_libraries(fuzzers_compile PRIVATE sotto collector)

sotto_check(privacy_doc ${Python3_EXECUTABLE} tools/check_privacy_doc.py ${PROJECT_BINARY_DIR})

# The public headers, alone, with each compiler and with what users switch off.
foreach(compiler g++ clang++)
  find_program(SOTTO_${compiler} ${compiler})
  if(SOTTO_${compiler})
    sotto_check(headers.${compiler} tests/headers.sh ${compiler})
    foreach(flag -fno-exceptions -fno-rtti -DSOTTO_DISABLED)
      sotto_check(headers.${compiler}${flag} tests/headers.sh ${compiler} ${flag})
    endforeach()
  endif()
endforeach()

include(consumer/consumer.cmake)
