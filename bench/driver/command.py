"""The command line of bench/run."""

import argparse
import dataclasses
import json
import resource
import signal
import sys
import time

from . import build, context, gate, machine, places, report, rows


def _arguments(words):
    parser = argparse.ArgumentParser(
        prog="bench/run",
        description="Measures echoserver against its peers: servers on one processor, the "
        "generator on another. Installs nothing; says what is missing, and goes on without.",
        epilog=f"Rows: {', '.join(rows.ROWS)}.")
    parser.add_argument("--quick", action="store_true",
                        help="3 minutes: fewer cells, peers and rounds")
    parser.add_argument("--gate", action="store_true",
                        help="only ours against C epoll in two cells; fails (1) if the whole "
                        f"interval is above {gate.AT_MOST} times its cost")
    parser.add_argument("--only", metavar="ROW,...", help="these rows")
    arguments = parser.parse_args(words)
    arguments.rows = arguments.only.split(",") if arguments.only else list(rows.ROWS)
    unknown = [row for row in arguments.rows if row not in rows.ROWS]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}; there are {', '.join(rows.ROWS)}")
    return arguments


def _check_machine():
    """What nothing can do without; returns what is wrong, or None."""
    if places.CLIENT_CPU is None:
        return "two processors are needed, one for the servers and one for the generator"
    if not (places.our_home() / "bin" / "echoserver").exists() or (
            places.our_home() == places.ROOT
            and not (places.ROOT / "target" / "echo7.jar").exists()):
        return "echoserver is not built: mvn package"
    try:
        build.generator()
    except build.Missing as reason:
        return f"the generator: {reason}"
    return None


def _measure(bench, names):
    for name in names:
        bench.say(f"== {name}")
        began = time.monotonic()
        try:
            bench.results[name] = rows.ROWS[name](bench)
        except Exception as failure:  # One row that fails must not take the others along.
            bench.is_missing(name, failure)
            bench.results[name] = {}
        bench.say(f"   {time.monotonic() - began:.0f} s")


def _write(bench, settings, seconds):
    results = {
        "machine": machine.facts(),
        "settings": {**dataclasses.asdict(settings), "tookSeconds": round(seconds)},
        "missing": bench.missing,
        "rows": bench.results,
    }
    (places.TARGET / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (places.TARGET / "results.md").write_text(report.document(results))
    plain = report.document(results, report.text, "== ")
    (places.TARGET / "results.txt").write_text(plain)
    print(plain)
    return results


def main(words):
    arguments = _arguments(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    places.TARGET.mkdir(parents=True, exist_ok=True)
    wrong = _check_machine()
    if wrong:
        print(f"bench/run: {wrong}", file=sys.stderr)
        return 1
    settings = context.QUICK if arguments.quick and not arguments.gate else context.FULL
    if arguments.gate:
        settings = dataclasses.replace(settings, warm_up=8, further=0)
    bench = context.Context(settings)
    began = time.monotonic()
    try:
        if arguments.gate:
            return 0 if gate.passes(bench) else 1
        _measure(bench, arguments.rows)
    except KeyboardInterrupt:
        return 130
    finally:
        bench.close()
    results = _write(bench, settings, time.monotonic() - began)
    if not arguments.quick and not arguments.only:
        report.write_into_docs(results)
    return 0
