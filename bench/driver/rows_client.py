"""Our own client as a generator of load, beside the one in C."""

import json
import os
import subprocess

from . import build, peers, places, processes, summaries

CONNECTIONS, SIZE = 50, 64


def _our_load(port, seconds):
    """A run of "echoclient load", its start and warm-up included in its processor time."""
    command = [str(places.our_home() / "bin" / "echoclient"), "load", "-q", "--json", "-t", "1",
               "-c", str(CONNECTIONS), "-s", str(SIZE), "-d", f"{seconds}s",
               "127.0.0.1", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          preexec_fn=places.pin(places.CLIENT_CPU)) as client:
        told = client.stdout.read()
        error = client.stderr.read().decode(errors="replace").strip()
        _, status, used = os.wait4(client.pid, 0)
        client.returncode = os.waitstatus_to_exitcode(status)
    if client.returncode != 0:
        raise build.Missing(f"exit code {client.returncode}: {error.partition(chr(10))[0]}")
    report = json.loads(told)
    return {
        "perSecond": report["rate"],
        "p50Ns": report["serviceTime"]["p50Seconds"] * 1e9,
        "p99Ns": report["serviceTime"]["p99Seconds"] * 1e9,
        "clientNs": (used.ru_utime + used.ru_stime) * 1e9 / report["verified"],
    }


def _the_generator(port, seconds):
    with processes.Session(processes.tcp(port), CONNECTIONS, SIZE) as session:
        seen = session.run(seconds)
    return {
        "perSecond": seen["perSecond"],
        "p50Ns": seen["p50Ns"],
        "p99Ns": seen["p99Ns"],
        "clientNs": seen["generatorCpuNs"] / seen["messages"],
    }


def load(bench):
    """Both against the C echo, in turns: what they see, and what a message costs them."""
    server = bench.tcp_server(peers.C_EPOLL)
    if server is None:
        return {}
    bench.say("load: echoclient load beside the generator")
    seconds = 2 if bench.settings.quick else 5
    samples = {"generator": [], "echoclientLoad": []}
    runs = [("generator", _the_generator), ("echoclientLoad", _our_load)]
    try:
        for turn in range(bench.settings.rounds):
            for name, run in runs if turn % 2 == 0 else reversed(runs):
                samples[name].append(run(server.port, seconds))
    except build.Missing as reason:
        bench.is_missing("echoclient load", reason)
        return {}
    return {name: summaries.of(taken) for name, taken in samples.items()}
