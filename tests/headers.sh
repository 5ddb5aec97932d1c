#!/bin/sh
# Compiles each public header alone, twice included, with the strictest warnings that a user may
# have on. usage: tests/headers.sh COMPILER [FLAG...]
set -u
cd "$(dirname "$0")/.." || exit 1
compiler=$1
shift
status=0
for header in include/sotto/*.hpp include/sotto/detail/*.hpp; do
  name=${header#include/}
  printf '#include <%s>\n#include <%s>\n' "$name" "$name" |
    "$compiler" -std=c++20 -fsyntax-only -Iinclude -Wall -Wextra -Wconversion -Wpedantic -Werror \
      "$@" -x c++ - || { echo "$header does not stand alone" && status=1; }
done
exit $status
