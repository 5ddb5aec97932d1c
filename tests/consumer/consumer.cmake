# Installs sotto beside the build, static and shared, and builds and runs a program of ten lines
# against it in each way that a user has. The nested builds have the same flags, so that
# they find their objects in the compiler cache.
set(stage ${PROJECT_BINARY_DIR}-stage)
set(sources ${PROJECT_SOURCE_DIR}/tests/consumer)
# A fresh configuration finds what is installed now; objects of the last run that still fit are kept.
set(nested --build-generator Ninja --build-noclean --build-options --fresh
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2
  -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
  -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
  -DSOTTO_WARNINGS_FATAL=${SOTTO_WARNINGS_FATAL})

function(sotto_nested_test name)
  add_test(NAME consumer.${name} COMMAND ${ARGN})
  set_tests_properties(consumer.${name} PROPERTIES LABELS system TIMEOUT 1500)
  set_property(TEST consumer.${name} PROPERTY ENVIRONMENT
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
    CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    PKG_CONFIG_PATH=${stage}/static/lib/pkgconfig)
endfunction()

# sotto_consumer_test(name FOLDER OPTIONS...): configures, builds and runs tests/consumer/FOLDER.
function(sotto_consumer_test name folder)
  sotto_nested_test(${name} ${CMAKE_CTEST_COMMAND}
    --build-and-test ${sources}/${folder} ${PROJECT_BINARY_DIR}-${name} ${nested} ${ARGN}
    --test-command ${sources}/run.sh)
endfunction()

sotto_nested_test(install_static
  ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${stage}/static)
set_property(TEST consumer.install_static PROPERTY FIXTURES_SETUP static)

sotto_nested_test(install_shared ${CMAKE_CTEST_COMMAND}
  --build-and-test ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}-shared ${nested}
  -DBUILD_SHARED_LIBS=ON -DSOTTO_BUILD_EXAMPLES=OFF
  -DCMAKE_INSTALL_PREFIX=${stage}/shared -DCMAKE_INSTALL_LIBDIR=lib
  --build-target install --test-command ${CMAKE_COMMAND} -E true)
set_property(TEST consumer.install_shared PROPERTY FIXTURES_SETUP shared)

sotto_consumer_test(find_package find_package -DCMAKE_PREFIX_PATH=${stage}/static)
sotto_consumer_test(pkgconfig pkgconfig)
set_property(TEST consumer.find_package consumer.pkgconfig PROPERTY FIXTURES_REQUIRED static)

sotto_consumer_test(find_package_shared find_package -DCMAKE_PREFIX_PATH=${stage}/shared)
sotto_nested_test(symbols
  ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/symbols.py ${stage}/shared/lib ${stage}/static/lib)
set_property(TEST consumer.find_package_shared PROPERTY FIXTURES_REQUIRED shared)
set_property(TEST consumer.symbols PROPERTY FIXTURES_REQUIRED shared static)

sotto_consumer_test(add_subdirectory add_subdirectory)
