#!/bin/bash
# Holds the round trip of "echoclient ping -f" against bench/pingpong.c: the same server, in turns,
# medians of the rounds' medians, the server on one processor and the client on another.
# bench/pingpong.sh [ROUNDS [COUNT]]
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-7}
count=${2:-100000}
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; fi; rm -rf "$work"' EXIT

cc -O2 -Wall -Wextra -o "$work/pingpong" bench/pingpong.c
taskset -c 0 bin/echoserver -q -n -u --udp-rate 10000000 127.0.0.1:0 2>"$work/server" &
server=$!
until grep -q 'udp.*event loop' "$work/server" 2>/dev/null; do sleep 0.1; done
port=$(sed -n 's/.*tcp 127.0.0.1:\([0-9]*\) .*/\1/p' "$work/server")

middle() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# Percentile 50 of one run, in microseconds.
of_c() {
  taskset -c 1 "$work/pingpong" ${1:+"$1"} 127.0.0.1 "$port" "$count" |
    sed 's/.*p50 \([0-9.]*\) .*/\1/'
}
of_ours() {
  taskset -c 1 bin/echoclient ping --json -f -c "$count" ${1:+"$1"} 127.0.0.1 "$port" |
    sed -n '/"serviceTime"/,/}/ s/.*"p50Seconds" : \([0-9.]*\).*/\1/p' | awk '{ print $1 * 1e6 }'
}

for flag in "" -u; do
  of_c "$flag" >/dev/null
  : >"$work/c"
  : >"$work/ours"
  for _ in $(seq "$rounds"); do
    of_c "$flag" >>"$work/c"
    of_ours "$flag" >>"$work/ours"
  done
  c=$(middle <"$work/c")
  ours=$(middle <"$work/ours")
  awk -v c="$c" -v ours="$ours" -v what="${flag:-tcp}" 'BEGIN {
    printf "%s: p50 C %.2f us, echoclient ping %.2f us, ratio %.3f\n", what == "-u" ? "udp" : what, c, ours, ours / c }'
done
