"""How long it takes to start: a server to its first echo, the client for one line."""

import subprocess
import time

from . import build, peers, places, processes, summaries


def start(bench):
    """From the start of the program to the first message that is back; unpinned, in turns."""
    names = ["echo7", "c-epoll"] + (
        [] if bench.settings.quick else ["go", "node", "netty-example", "virtual-threads"])
    times = {name: [] for name in names if name not in bench.missing}
    bench.say(f"start: {', '.join(times)}")
    for turn in range(bench.settings.rounds + 2):
        for name in list(times) if turn % 2 == 0 else list(reversed(times)):
            try:
                server = bench.fresh(peers.by_name(name), pinned=False)
            except (build.Missing, processes.Broken) as reason:
                bench.is_missing(name, reason)
                del times[name]
                continue
            times[name].append((server.answered_ns - server.started_ns) / 1e6)
            server.stop()
    return {name: {"ms": summaries.summary(taken)} for name, taken in times.items() if taken}


def _wall_ms(command, data=b""):
    began = time.monotonic_ns()
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=60)
    took = (time.monotonic_ns() - began) / 1e6
    if done.returncode != 0 or done.stdout != data:
        raise processes.Broken(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
    return took


def client(bench):
    """"echo hello | echoclient HOST PORT", nc doing the same, and a Java program that does nothing.

    The empty program runs on the JDK, whose archive of classes is loaded ready-made: that is where a
    Java program starts from. Ours brings an archive of its own.
    """
    server = bench.tcp_server(peers.C_EPOLL)
    if server is None:
        return {}
    place = ["127.0.0.1", str(server.port)]
    runs = {"echoclient": ([str(places.our_home() / "bin" / "echoclient"), *place], b"hello\n")}
    for name, made, data in (
        ("nc", lambda: [build.require("nc", "netcat-openbsd"), "-N", *place], b"hello\n"),
        ("emptyJava", lambda: build.java_class("EmptyProgram"), b""),
    ):
        try:
            runs[name] = (made(), data)
        except build.Missing as reason:
            bench.is_missing(name, reason)
    bench.say(f"client: one line: {', '.join(runs)}")
    times = {name: [] for name in runs}
    for turn in range(2 * bench.settings.rounds + 1):
        for name in list(runs) if turn % 2 == 0 else reversed(list(runs)):
            took = _wall_ms(*runs[name])
            if turn > 0:
                times[name].append(took)
    found = {name: {"ms": summaries.summary(taken)} for name, taken in times.items()}
    ours = found["echoclient"]["ms"]["median"]
    for name, key in (("nc", "ofNc"), ("emptyJava", "ofEmptyJava")):
        if name in found:
            found[key] = ours / found[name]["ms"]["median"]
    return found
