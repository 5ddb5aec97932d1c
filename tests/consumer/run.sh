#!/bin/sh
# Runs what a consumer's build left in the current folder. The trace on the console proves that the
# program recorded; the other programs and the plug-in exist where sotto was found with all its parts.
# A plug-in must stand where only its user may write, which says nothing of the current folder.
set -eu
TRACING_MODE=print ./program 2>&1 | grep llm-completion
[ ! -x provider ] || ./provider 2>&1 | grep '^step [0-9]* us'
[ ! -x observer ] || ./observer
if [ -e libcsv.so ]; then
  folder=$(mktemp -d)
  trap 'rm -r "$folder"' EXIT
  install -m 700 libcsv.so "$folder"
  SOTTO_FILE=$folder/spans.csv SOTTO_PROVIDERS=$folder/libcsv.so ./program
  grep llm-completion "$folder/spans.csv"
fi
