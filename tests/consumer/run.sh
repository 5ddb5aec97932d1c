#!/bin/sh
# Runs what a consumer's build left in the current folder. The trace on the console proves that the
# program recorded; the other two programs exist where sotto was found with all its parts.
set -eu
TRACING_MODE=print ./program 2>&1 | grep llm-completion
[ ! -x provider ] || ./provider 2>&1 | grep '^step [0-9]* us'
[ ! -x observer ] || ./observer
