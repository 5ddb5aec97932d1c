# Tests of the built programs as a user runs them. The sanitizers would show in what strace sees.
if(NOT SOTTO_SANITIZE)
  include(system_gates.cmake)
  if(TARGET sotto_cli)
    include(system_npm.cmake)
    include(system_demo.cmake)
  endif()
endif()
