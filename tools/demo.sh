#!/usr/bin/env bash
# usage: tools/demo.sh [--once]        (./dev demo builds first)
#
# Starts the observer, lets an example agent answer three questions about this repository while
# reporting to it, and shows what the observer then knows. Stays up for the browser until Ctrl-C;
# with --once it stops and leaves nothing behind. Everything stays on 127.0.0.1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly bin=${SOTTO_DEMO_BIN:-$PWD/build/release/bin}  # the test builds elsewhere

questions=(
  "How is a trace sampled?"
  "What does docs/plan-for-2040.md promise?"
  "Which files decide whether telemetry may leave the machine?"
)

die() {
  echo "demo: $*" >&2
  exit 1
}

heading() { printf '\n== %s\n\n' "$*"; }

once=no
case ${1:-} in
  --once) once=yes ;;
  "") ;;
  *) die "usage: tools/demo.sh [--once]" ;;
esac
[[ -x $bin/sotto && -x $bin/sotto-example-agent ]] || die "not built yet: ./dev demo builds and runs it"

folder=$(mktemp -d "${TMPDIR:-/tmp}/sotto-demo.XXXXXX")
readonly folder
server_pid=
clean_up() {
  if [[ -n $server_pid ]]; then
    kill "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
  fi
  [[ $once == no ]] || rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 0' INT TERM

# The usual port when it is free, so that the address is the one in the documents.
port=0
if [[ $once == no ]] && ! (exec 3<>/dev/tcp/127.0.0.1/4321) 2>/dev/null; then port=4321; fi

exec {server_output}< <(exec "$bin/sotto" start --port "$port" --db-path "$folder/sotto.db" 2>&1)
server_pid=$!
url=
said=
while [[ -z $url ]] && IFS= read -r -t 60 -u "$server_output" line; do
  said+="$line"$'\n'
  if [[ $line =~ http://127\.0\.0\.1:[0-9]+ ]]; then url=${BASH_REMATCH[0]}; fi
done
[[ -n $url ]] || die "the observer did not start: $said"
heading "The observer runs at $url"

# A user's wish not to be recorded holds here as well: only the rule for CI is opened, because
# nothing leaves this machine. Other destinations and models of the user's are left alone.
if [[ -n ${CI:-} && -z ${SOTTO_ENABLE_TRACING_IN_CI+set} ]]; then
  echo "This is CI, where sotto records nothing by itself. The demo sets"
  echo "SOTTO_ENABLE_TRACING_IN_CI=true for its own agent, which talks to 127.0.0.1 only."
  export SOTTO_ENABLE_TRACING_IN_CI=true
fi
case ${TRACING_MODE:-} in none | noop) ;; *) unset TRACING_MODE ;; esac
unset "${!LANGFUSE_@}" "${!LANGWATCH_@}" "${!OTEL_EXPORTER_@}" "${!OPENAI_@}"
export SOTTO_PROVIDERS=otlp OTEL_EXPORTER_OTLP_ENDPOINT=$url
export SOTTO_TELEMETRY_ENDPOINT=$url/v1/metrics
export XDG_STATE_HOME=$folder/state NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

heading "An agent answers questions about this repository"
# Its exit status is 1: the second question names a file that does not exist.
"$bin/sotto-example-agent" --folder . --show-telemetry "${questions[@]}" \
  >"$folder/answers" 2>"$folder/notes" || (($? == 1)) || die "the agent failed: $(<"$folder/notes")"
sed '/^Telemetry that would leave:$/,$d' "$folder/answers"

mapfile -t traces < <(sed -n 's/^trace //p' "$folder/notes")
if ((${#traces[@]} == 0)); then
  heading "Nothing was recorded"
  cat "$folder/notes"
  echo
  echo "That is a wish of this machine's user, and the demo respects it."
  heading "sotto status"
  "$bin/sotto" status --db-path "$folder/sotto.db"
  exit 0
fi

heading "sotto list"
"$bin/sotto" list --db-path "$folder/sotto.db"

heading "sotto show: the question that failed"
"$bin/sotto" show "${traces[1]}" --db-path "$folder/sotto.db"

heading "sotto show: one that was answered"
"$bin/sotto" show "${traces[0]}" --db-path "$folder/sotto.db"

heading "The anonymous telemetry: all that would leave, and the client's own numbers"
sed -n '/^Telemetry that would leave:$/,/^Metrics:$/p' "$folder/answers"
sed '1,/^Metrics:$/d' "$folder/answers" | python3 -m json.tool

if [[ $once == no ]]; then
  heading "Open $url in a browser. Ctrl-C ends the observer; its data stays in $folder/sotto.db"
  wait "$server_pid"
fi
