#!/bin/sh
# Copies the scripts of this folder to the folder $1 and installs the packages that they need
# there, once per lock file: what is downloaded never lies in the source tree.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
cp "$here"/*.mjs "$here/package.json" .
if ! cmp -s "$here/package-lock.json" installed-lock.json; then
  cp "$here/package-lock.json" .
  npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
  cp package-lock.json installed-lock.json
fi
