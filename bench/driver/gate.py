"""Fails when ours costs more than half as much again as the C loop of the same run."""

from . import context, peers

CELLS = [(50, 64, 1), (256, 512, 1)]
AT_MOST = 1.5


def _too_slow(bench):
    """The cells above the bound, as lines to print."""
    slow = []
    for cell in CELLS:
        results = bench.compare_tcp([peers.OURS, peers.C_EPOLL], *cell)
        ours = context.median(results, "echo7", "cpuNs")
        c = context.median(results, "c-epoll", "cpuNs")
        if ours is None or c is None:
            broken = [result["broken"] for result in results.values() if "broken" in result]
            slow.append(f"{cell}: not measured: {broken or bench.missing}")
            continue
        text = (f"{cell[0]} connections x {cell[1]} bytes: {ours:.0f} ns a message, C epoll "
                f"{c:.0f} ns, ratio {ours / c:.2f} (at most {AT_MOST})")
        bench.say(text)
        if ours > AT_MOST * c:
            slow.append(text)
    return slow


def passes(bench):
    if not _too_slow(bench):
        return True
    bench.say("above the bound; once more, in case something else was at work")
    slow = _too_slow(bench)
    for line in slow:
        bench.say(f"too slow: {line}")
    return not slow
