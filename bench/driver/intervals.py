"""How sure a ratio is: bootstrapped 95 % intervals over processes and windows, and verdicts.

Compilation and the placement of pages are drawn once per process, so more windows of one process say
nothing about the next. The bootstrap therefore draws processes first, and windows within each.
"""

import math
import random
from dataclasses import dataclass

from . import summaries

DRAWS = 2000

# A window in which the machine worked this much more per message than usual had other work to do.
DISTURBED = 1.3


@dataclass(frozen=True)
class Interval:
    """A ratio with its 95 % interval."""

    low: float
    middle: float
    high: float

    def __str__(self):
        return f"{self.middle:.3f} ({self.low:.3f} to {self.high:.3f})"

    def verdict(self, bound):
        """Met or missed if the whole interval says so."""
        if self.high <= bound:
            return "met"
        return "missed" if self.low > bound else "undecided"


@dataclass(frozen=True)
class Ratios:
    """The logarithms of paired ratios, by process, and how many windows were dropped."""

    groups: list
    dropped: int

    @property
    def windows(self):
        return sum(map(len, self.groups))


def paired(runs, ours, theirs, key="cpuNs"):
    """Ratios of the windows of the same round.

    runs: one dictionary per set of processes: name -> samples, in the order of the rounds. Rounds in
    which either window was disturbed are dropped, and whole sets in which a server broke.
    """
    whole = [run for run in runs if ours in run and theirs in run]
    usual = {
        name: summaries.quantile([s["machineNs"] for run in whole for s in run[name]], 0.5)
        for name in (ours, theirs) if whole
    }
    groups, dropped = [], 0
    for run in whole:
        group = []
        for one, other in zip(run[ours], run[theirs]):
            if (one["machineNs"] > DISTURBED * usual[ours]
                    or other["machineNs"] > DISTURBED * usual[theirs]):
                dropped += 1
            else:
                group.append(math.log(one[key] / other[key]))
        if group:
            groups.append(group)
    return Ratios(groups, dropped)


def _middle(groups):
    return sum(summaries.quantile(group, 0.5) for group in groups) / len(groups)


def _drawn(groups, processes, chance):
    """The windows of these processes, as many of each as there were, with replacement."""
    return [chance.choices(groups[i], k=len(groups[i])) for i in processes]


def _means(cells, chance):
    """One mean over the cells per draw. Cells of the same processes draw the same ones."""
    for _ in range(DRAWS):
        drawn = {}
        total = 0
        for groups in cells:
            count = len(groups)
            processes = drawn.setdefault(count, chance.choices(range(count), k=count))
            total += _middle(_drawn(groups, processes, chance))
        yield total / len(cells)


def interval(*cells):
    """The geometric mean of the ratios of these cells; None if one of them has no window."""
    groups = [cell.groups for cell in cells]
    if not groups or not all(groups):
        return None
    means = list(_means(groups, random.Random(1)))
    middle = sum(map(_middle, groups)) / len(groups)
    return Interval(*(math.exp(value) for value in (
        summaries.quantile(means, 0.025), middle, summaries.quantile(means, 0.975))))
