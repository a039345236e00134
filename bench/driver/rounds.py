"""Peers in turns: A B B A, so that what changes on the machine meanwhile meets them alike."""

import time

from . import cpu, processes, summaries

# A server is warm when, two looks in a row, its cost changes by less than the one and compilers
# have less than the other of its time.
STEADY, COMPILING = 0.05, 0.03
LOOK_SECONDS = 0.3


def sample(server, session, seconds=0.0, messages=0, rate=0.0):
    """One window: what the generator saw, and what the server used for it."""
    machine, ticks, spent = cpu.machine_ns(), cpu.ticks_ns(*server.pids), server.spent_ns()
    seen = session.run(seconds, messages, rate)
    spent = server.spent_ns() - spent
    ticks = cpu.ticks_ns(*server.pids) - ticks
    machine = cpu.machine_ns() - machine
    count = max(seen["messages"], 1)
    return {
        "cpuNs": spent / count,
        "spentNs": spent,
        "cpuNsPerByte": spent / max(seen["bytes"], 1),
        "ticksNs": ticks / count,
        "machineNs": machine / count,
        "generatorNs": seen["generatorCpuNs"] / count,
        "perSecond": seen["perSecond"],
        "p50Ns": seen["p50Ns"],
        "p99Ns": seen["p99Ns"],
        "p999Ns": seen["p999Ns"],
        "lost": seen["lost"],
    }


def warm_up(server, session, at_most_seconds, rate=0.0):
    """Until the compiler is quiet: by what it does and what a message costs, not by the clock."""
    if not server.jit:
        sample(server, session, LOOK_SECONDS, rate=rate)
        return
    end = time.monotonic() + at_most_seconds
    before, quiet = None, 0
    while quiet < 2 and time.monotonic() < end:
        compiler = cpu.compiler_ns(*server.pids)
        seen = sample(server, session, LOOK_SECONDS, rate=rate)
        compiler = cpu.compiler_ns(*server.pids) - compiler
        now = seen["cpuNs"]
        steady = before is not None and abs(now - before) < STEADY * before
        quiet = quiet + 1 if steady and compiler < COMPILING * seen["spentNs"] else 0
        before = now


def samples_in_turns(contestants, settings, rate_of=lambda name: 0.0):
    """contestants: name -> (server, session). Returns name -> samples, and name -> reason of those
    that broke.
    """
    samples, broken = {name: [] for name in contestants}, {}

    def attempt(name, action):
        if name in broken:
            return
        try:
            action(*contestants[name])
        except processes.Broken as reason:
            broken[name] = str(reason)

    for name in contestants:
        rate = rate_of(name)
        attempt(name, lambda server, session: warm_up(server, session, settings.warm_up, rate))
    names = list(contestants)
    for turn in range(settings.rounds):
        for name in names if turn % 2 == 0 else reversed(names):
            rate = rate_of(name)
            attempt(
                name,
                lambda server, session: samples[name].append(
                    sample(server, session, settings.seconds, rate=rate)
                ),
            )
    return samples, broken


def in_turns(contestants, settings, rate_of=lambda name: 0.0):
    """The same, as name -> summaries, without those that broke."""
    samples, broken = samples_in_turns(contestants, settings, rate_of)
    return (
        {name: summaries.of(samples[name]) for name in samples if name not in broken},
        broken,
    )


def check_accounting(results):
    """Adds by how much the two clocks of the kernel differ: schedstat, which forgets the threads
    that have ended, and the ticks, which count all but coarsely. 1 is the same.
    """
    for result in results.values():
        spent = sum(result["cpuNs"]["samples"])
        ticks = sum(result["ticksNs"]["samples"])
        result["ticksToSchedstat"] = ticks / spent if spent else None
