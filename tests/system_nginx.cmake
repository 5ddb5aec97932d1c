# The client against nginx, when it is there (tools/packages.txt). Label nginx.
include_guard(GLOBAL)
find_program(NGINX_PROGRAM nginx PATHS /usr/sbin)
if(SOTTO_SANITIZE OR NOT NGINX_PROGRAM)
  return()
endif()

add_custom_target(nginx_tests)
sotto_tests(system_nginx_test
  SOURCES
    support/nginx_server.cpp
    system_nginx_test.cpp
  LINK sotto_test_server
  LABELS nginx)
target_compile_definitions(system_nginx_test PRIVATE SOTTO_NGINX="${NGINX_PROGRAM}")
