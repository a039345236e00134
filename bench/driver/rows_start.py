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


def _our_java():
    """The Java that our client runs on: the package's own, or the JDK."""
    packaged = places.our_home() / "lib" / "java" / "bin" / "java"
    if packaged.exists():
        return str(packaged)
    return str(places.java_home() / "bin" / "java")


def _wall_ms(command, data=b""):
    began = time.monotonic_ns()
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=60)
    took = (time.monotonic_ns() - began) / 1e6
    if done.returncode != 0 or done.stdout != data:
        raise processes.Broken(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
    return took


def client(bench):
    """"echo hello | echoclient HOST PORT", against a Java program that does nothing."""
    try:
        build.java_class("EmptyProgram")
    except build.Missing as reason:
        bench.is_missing("empty Java program", reason)
        return {}
    server = bench.tcp_server(peers.C_EPOLL)
    if server is None:
        return {}
    flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"]
    empty = [_our_java(), *flags, "-cp", str(places.CLASSES), "EmptyProgram"]
    ours = [str(places.our_home() / "bin" / "echoclient"), "127.0.0.1", str(server.port)]
    bench.say("client: one line, against an empty Java program")
    times = {"echoclient": [], "emptyJava": []}
    for turn in range(2 * bench.settings.rounds + 1):
        runs = [("echoclient", ours, b"hello\n"), ("emptyJava", empty, b"")]
        for name, command, data in runs if turn % 2 == 0 else reversed(runs):
            took = _wall_ms(command, data)
            if turn > 0:
                times[name].append(took)
    found = {name: {"ms": summaries.summary(taken)} for name, taken in times.items()}
    found["ratio"] = found["echoclient"]["ms"]["median"] / found["emptyJava"]["ms"]["median"]
    return found
