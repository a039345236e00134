"""Fails when ours surely costs much more than the C loop of the same run."""

from . import intervals, rows_judged

CELLS = [(50, 64, 1), (256, 512, 1)]
AT_MOST = 1.3


def passes(bench):
    """Fails only if the whole interval is above the bound: noise alone does not."""
    course = rows_judged.pair(bench, CELLS)
    rows_judged.judge(bench, course)
    cells = [rows_judged.ratios(course, cell, "c-epoll") for cell in CELLS]
    found = intervals.interval(*cells)
    if found is None:
        bench.say(f"not measured: {bench.missing or 'a server broke'}")
        return False
    windows = sum(each.windows for each in cells)
    bench.say(f"CPU per message of C epoll: {found} in {windows} windows; at most {AT_MOST}")
    return found.low <= AT_MOST
