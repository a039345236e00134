"""Memory and time of servers from their start: fresh ones, for these rows alone."""

import os
import resource
import subprocess
import time

from . import build, context, cpu, peers, places, processes

FEW, MANY = 1000, 15000

# Until a server has settled: ours gives the memory of its compilers back every ten seconds.
SETTLED_SECONDS = 11


def _collect_garbage(server):
    """Of a JVM: twice, since what the first one finds may be freed by the second."""
    home = places.java_home()
    for pid in server.pids:
        with open(f"/proc/{pid}/comm") as file:
            is_java = file.read().strip() == "java"
        for _ in range(2 if is_java and home else 0):
            subprocess.run([home / "bin" / "jcmd", str(pid), "GC.run"], check=True,
                           capture_output=True, timeout=60)


def _held(server, sessions):
    _collect_garbage(server)
    time.sleep(SETTLED_SECONDS)
    return {"pss": cpu.pss_bytes(*server.pids), "kernel": cpu.kernel_bytes(),
            "connections": sum(sessions)}


def memory(bench):
    """User memory a held connection that has echoed once, and how soon 15,000 are there.

    The slope of Pss between 1,000 and 15,000. The kernel's memory is the machine's, so it has
    the generator's ends of the connections in it too.
    """
    chosen = ["echo7"] + ([] if bench.settings.quick else ["c-epoll", "go", "virtual-threads"])
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit < MANY + 100:
        bench.is_missing("memory", f"the descriptor limit is {limit} (ulimit -n {MANY + 5000})")
        return {}
    found = {}
    for peer in map(peers.by_name, chosen):
        if peer.name in bench.missing:
            continue
        bench.say(f"memory: {peer.name}")
        try:
            server = bench.fresh(peer)
        except (build.Missing, processes.Broken) as reason:
            bench.is_missing(peer.name, reason)
            continue
        try:
            found[peer.name] = _slope(server)
        except processes.Broken as reason:
            found[peer.name] = {"broken": str(reason)}
        finally:
            server.stop()
    return found


def _slope(server):
    """First on a server that has held nothing: what it keeps of many would hide what they need."""
    where = processes.tcp(server.port)
    with processes.Session(where, FEW):
        few = _held(server, [FEW])
        with processes.Session(where, MANY - FEW):
            many = _held(server, [FEW, MANY - FEW])
    _await_ends(server)
    with processes.Session(where, MANY) as all_at_once:
        open_ns = all_at_once.open_ns
    more = many["connections"] - few["connections"]
    return {
        "openNs": open_ns,
        "userBytes": (many["pss"] - few["pss"]) / more,
        "kernelBytesBothEnds": (many["kernel"] - few["kernel"]) / more,
        "few": few,
        "many": many,
    }


def _await_ends(server):
    """Until the server has closed what its clients have."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in server.pids) < 200:
            return
        time.sleep(0.05)


def idle(bench):
    """A server that nobody asks, when it has settled: resident memory, processor time a second."""
    found = {}
    seconds = 2 if bench.settings.quick else 10
    chosen = ["echo7", "c-epoll", "go", "node", "netty-example", "virtual-threads"]
    for peer in map(peers.by_name, chosen[:1] if bench.settings.quick else chosen):
        if peer.name in bench.missing:
            continue
        bench.say(f"idle: {peer.name}")
        try:
            server = bench.fresh(peer, pinned=False)
        except (build.Missing, processes.Broken) as reason:
            bench.is_missing(peer.name, reason)
            continue
        try:
            time.sleep(SETTLED_SECONDS)
            found[peer.name] = {
                "rss": cpu.rss_bytes(*server.pids),
                "pss": cpu.pss_bytes(*server.pids),
                "cpuNsPerSecond": context.idle_cost_ns(server, seconds, time.sleep),
            }
        finally:
            server.stop()
    return found
