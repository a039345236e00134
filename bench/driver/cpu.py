"""What processes use, as the kernel counts it: /proc, proc(5)."""

import os
from pathlib import Path

TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """The fields of /proc/PID/stat from "state" on; None if the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def tree(*roots):
    """These processes and all that descend from them."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            fields = _stat(entry)
            if fields:
                parents.setdefault(int(fields[1]), []).append(int(entry))
    found, left = [], list(roots)
    while left:
        pid = left.pop()
        found.append(pid)
        left += parents.get(pid, [])
    return found


def spent_ns(*roots):
    """Processor time of the processes and their descendants, in nanoseconds.

    Of those that live it is the sum over their threads of schedstat's run time; of children that
    have ended and been waited for, what their parent's stat says, to 10 ms. A thread that has ended
    in a process that goes on is not in it: see ticks_ns.
    """
    total = 0
    for pid in tree(*roots):
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                text = Path(f"/proc/{pid}/task/{task}/schedstat").read_text()
                total += int(text.split()[0])
        except OSError:
            continue
        fields = _stat(pid)
        if fields:
            total += (int(fields[13]) + int(fields[14])) * TICK_NS
    return total


def compiler_ns(*roots):
    """What the JVM's compilers have used: the threads that are there now."""
    total = 0
    for pid in roots:
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                folder = Path(f"/proc/{pid}/task/{task}")
                if (folder / "comm").read_text().startswith(("C1 Compiler", "C2 Compiler")):
                    total += int((folder / "schedstat").read_text().split()[0])
        except OSError:
            continue
    return total


def ticks_ns(*roots):
    """The same from utime, stime, cutime and cstime: all threads, to 10 ms."""
    total = 0
    for pid in tree(*roots):
        fields = _stat(pid)
        if fields:
            total += sum(int(field) for field in fields[11:15]) * TICK_NS
    return total


def machine_ns():
    """What all processors did other than rest, interrupts included: /proc/stat, to 10 ms."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    user, nice, system, _idle, _iowait, irq, softirq, _steal = fields
    return (user + nice + system + irq + softirq) * TICK_NS


def pss_bytes(*roots):
    """User memory: Pss of smaps_rollup, of the processes and their descendants."""
    return sum(_rollup(pid, "Pss:") for pid in tree(*roots))


def rss_bytes(*roots):
    return sum(_rollup(pid, "Rss:") for pid in tree(*roots))


def _rollup(pid, name):
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().split("\n")
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def kernel_bytes():
    """Slab and TCP buffers of the whole machine: /proc/meminfo, /proc/net/sockstat."""
    slab = next(
        int(line.split()[1]) * 1024
        for line in Path("/proc/meminfo").read_text().split("\n")
        if line.startswith("Slab:")
    )
    words = next(
        line.split()
        for line in Path("/proc/net/sockstat").read_text().split("\n")
        if line.startswith("TCP:")
    )
    return slab + int(words[words.index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE")
