#!/bin/bash
# Holds the processor time of "echoclient load", a verified frame, against bench/peers/goload: the
# same server, a closed loop, in turns, whole processes from start to end, medians of the rounds.
# bench/goload.sh [ROUNDS [SECONDS [CONNECTIONS [SIZE]]]]
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-7}
seconds=${2:-20}
connections=${3:-50}
size=${4:-64}
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; fi; rm -rf "$work"' EXIT

GO111MODULE=off go build -o "$work/goload" ./bench/peers/goload
bin/echoserver -q -n 127.0.0.1:0 2>"$work/server" &
server=$!
until grep -q 'event loop' "$work/server" 2>/dev/null; do sleep 0.1; done
port=$(sed -n 's/.*tcp 127.0.0.1:\([0-9]*\) .*/\1/p' "$work/server")

middle() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# Runs a command into a file; prints its processor time, user and system, in seconds.
TIMEFORMAT='%U %S'
processor_s() {
  local output=$1
  shift
  { time "$@" >"$output" 2>/dev/null; } 2>&1 | awk '{ print $1 + $2 }'
}

# Each: microseconds a verified frame, and frames a second.
of_go() {
  local s
  s=$(processor_s "$work/run" "$work/goload" -c "$connections" -d "$seconds" -s "$size" \
    "127.0.0.1:$port")
  awk -v s="$s" '{ printf "%.3f %d\n", s * 1e6 / $2, $4 }' "$work/run"
}
of_ours() {
  local s
  s=$(processor_s "$work/run" bin/echoclient load --json --warmup 0 -c "$connections" \
    -d "$seconds" -s "$size" 127.0.0.1 "$port")
  awk -v s="$s" -v d="$seconds" '/^  "verified"/ { gsub(/[^0-9]/, ""); printf "%.3f %d\n", s * 1e6 / $0, $0 / d }' \
    "$work/run"
}

for _ in $(seq "$rounds"); do
  go=$(of_go)
  ours=$(of_ours)
  echo "go $go  ours $ours  (us a frame, frames/s; load $(cut -d' ' -f1 /proc/loadavg))"
  echo "${go% *}" >>"$work/go"
  echo "${ours% *}" >>"$work/ours"
done
awk -v go="$(middle <"$work/go")" -v ours="$(middle <"$work/ours")" 'BEGIN {
  printf "processor time a verified frame: Go %.2f us, echoclient load %.2f us, ratio %.3f\n",
    go, ours, ours / go }'
