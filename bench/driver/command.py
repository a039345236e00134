"""The command line of bench/run."""

import argparse
import signal
import sys

from . import context, gate, places


def _arguments(words):
    parser = argparse.ArgumentParser(prog="bench/run", description="Measures echoserver against its peers.")
    parser.add_argument("--quick", action="store_true", help="3 minutes: fewer cells and rounds")
    parser.add_argument("--gate", action="store_true",
                        help=f"only: fail if above {gate.AT_MOST} x C epoll")
    return parser.parse_args(words)


def main(words):
    arguments = _arguments(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    places.TARGET.mkdir(parents=True, exist_ok=True)
    bench = context.Context(context.GATE if arguments.gate else context.FULL)
    try:
        return 0 if gate.passes(bench) else 1
    finally:
        bench.close()
