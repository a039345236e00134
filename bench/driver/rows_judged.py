"""What echoserver must reach, judged: paired windows of several fresh processes of each side."""

import contextlib
import dataclasses
from dataclasses import dataclass, field

from . import build, context, intervals, peers, processes, rounds, starters

SMALL = [(connections, size, 1) for connections in (50, 256, 1000) for size in (64, 512)]
AGAIN = "c-epoll again"
RIVALS = ("go", "virtual-threads", "netty-example", "tokio", "libuv")
REFERENCES = ("c-epoll-threads", "c-io_uring")


@dataclass(frozen=True)
class Figure:
    """One line of the table: cells against one rival, and what the ratio must be below.

    "worst" is the bound of each single cell, where there are several.
    """

    name: str
    cells: list
    bound: float
    worst: float = None
    rival: str = "c-epoll"
    mode: str = "echo"


@dataclass
class Course:
    """Cells of one mode, with who runs in them."""

    mode: str
    cells: list
    starting: dict
    runs: dict = field(default_factory=dict)  # cell -> [name -> samples] for each set of processes

    def figures(self):
        return [figure for figure in FIGURES if figure.mode == self.mode]


# Of the engine on epoll. (The engine on io_uring has to reach less.)
FIGURES = [
    Figure("64 and 512 bytes, 50 to 1,000 connections", SMALL, 1.05, 1.10),
    Figure("10,000 connections, 64 bytes", [(10000, 64, 1)], 1.05),
    Figure("16 in flight", [(50, 64, 16), (256, 512, 16)], 1.08),
    Figure("16 KiB", [(50, 16384, 1)], 1.07),
    Figure("16 KiB, 256 connections, 16 in flight", [(256, 16384, 16)], 1.07),
    Figure("stream of 64 KiB", [(1, 65536, 16)], 1.07),
    Figure("connect, echo, close", [(50, 64, 1)], 1.07, mode="churn"),
    Figure("Unix socket", [(50, 64, 1)], 1.07, mode="unix"),
    Figure("UDP", [(4, 64, 16), (4, 1400, 16)], 1.02, rival="c-mmsg", mode="udp"),
    Figure("64 and 512 bytes", [(50, 64, 1), (256, 512, 1)], 0.85, rival="go", mode="rivals"),
    Figure("64 and 512 bytes", [(50, 64, 1), (256, 512, 1)], 0.70, rival="virtual-threads",
           mode="rivals"),
    Figure("64 and 512 bytes", [(50, 64, 1), (256, 512, 1)], 0.85, rival="netty-example",
           mode="rivals"),
    Figure("64 and 512 bytes", [(50, 64, 1), (256, 512, 1)], 1.00, rival="tokio", mode="rivals"),
    Figure("64 and 512 bytes", [(50, 64, 1), (256, 512, 1)], 1.00, rival="libuv", mode="rivals"),
]

# What the generator is asked for; the rivals' cells are those of any echo.
GENERATOR_MODE = {"churn": "churn", "udp": "udp"}


def name_of(cell):
    return "x".join(map(str, cell))


def _courses(bench, folder):
    """In the order in which they run."""
    def tcp(*names):
        return {name: lambda name=name: starters.tcp(bench, peers.by_name(name)) for name in names}

    again = {AGAIN: lambda: starters.tcp(bench, peers.C_EPOLL)}
    cells = {mode: [] for mode in ("echo", "churn", "unix", "udp", "rivals")}
    for figure in FIGURES:
        cells[figure.mode] += [cell for cell in figure.cells if cell not in cells[figure.mode]]
    starting = {
        "echo": {**tcp("echo7", "c-epoll"), **again, **tcp(*REFERENCES)},
        "churn": {**tcp("echo7", "c-epoll"), **again},
        "unix": {name: lambda name=name, made=made: starters.unix(name, made, folder)
                 for name, made in starters.UNIX.items()},
        "udp": {name: lambda name=name: starters.udp(name, starters.UDP[name])
                for name in ("echo7", "c-mmsg")},
        "rivals": tcp("echo7", *RIVALS),
    }
    return [Course(mode, cells[mode], starting[mode]) for mode in cells]


def pair(bench, cells):
    """Ours and C epoll alone."""
    starting = {name: lambda name=name: starters.tcp(bench, peers.by_name(name))
                for name in ("echo7", "c-epoll")}
    return Course("echo", cells, starting)


def _start(bench, starting, stack):
    """name -> (server, where), of those that this machine has."""
    found = {}
    for name, start in starting.items():
        if name in bench.missing:
            continue
        try:
            found[name] = start()
        except (build.Missing, processes.Broken) as reason:
            bench.is_missing(name, reason)
            continue
        stack.callback(found[name][0].stop)
    return found


def _windows(bench, contestants, cell, mode):
    """name -> samples, in the order of the rounds; who breaks is left out."""
    with contextlib.ExitStack() as stack:
        sessions = {}
        for name, (server, where) in contestants.items():
            try:
                session = processes.Session(where, *cell, GENERATOR_MODE.get(mode, "echo"))
            except processes.Broken as reason:
                bench.say(f"  {name} broke: {reason}")
                continue
            stack.callback(session.close)
            sessions[name] = (server, session)
        settings = dataclasses.replace(bench.settings, **context.JUDGE)
        samples, broken = rounds.samples_in_turns(sessions, settings)
    for name, reason in broken.items():
        bench.say(f"  {name} broke: {reason}")
    return {name: taken for name, taken in samples.items() if name not in broken}


def _one_set(bench, course, cells):
    """Fresh processes, which live through these cells together."""
    with contextlib.ExitStack() as stack:
        contestants = _start(bench, course.starting, stack)
        for cell in cells:
            bench.say(f"{course.mode} {name_of(cell)}: {', '.join(contestants)}")
            course.runs.setdefault(cell, []).append(
                _windows(bench, contestants, cell, course.mode))


def ratios(course, cell, rival, key="cpuNs"):
    return intervals.paired(course.runs.get(cell, []), "echo7", rival, key)


def _undecided(course):
    """The cells of figures about which nothing can be said yet."""
    cells = []
    for figure in course.figures():
        whole = intervals.interval(*(ratios(course, cell, figure.rival) for cell in figure.cells))
        if whole is not None and whole.verdict(figure.bound) == "undecided":
            cells += [cell for cell in figure.cells if cell not in cells]
    return cells


def judge(bench, course):
    """Measures a course, and what is undecided again, as often as the settings allow."""
    for _ in range(bench.settings.processes):
        _one_set(bench, course, course.cells)
    for _ in range(bench.settings.further):
        cells = _undecided(course)
        if not cells:
            return
        bench.say(f"undecided: {', '.join(map(name_of, cells))}: {bench.settings.processes} more")
        for _ in range(bench.settings.processes):
            _one_set(bench, course, cells)


def _line(name, rival, bound, found, windows, dropped):
    return {
        "figure": name, "rival": rival, "bound": bound, "windows": windows, "dropped": dropped,
        "low": found and found.low, "ratio": found and found.middle, "high": found and found.high,
        "verdict": found.verdict(bound) if found and bound else "",
    }


def _lines(course):
    for figure in course.figures():
        cells = {cell: ratios(course, cell, figure.rival) for cell in figure.cells}
        found = intervals.interval(*cells.values())
        yield _line(figure.name, figure.rival, figure.bound, found,
                    sum(each.windows for each in cells.values()),
                    sum(each.dropped for each in cells.values()))
        if figure.worst:
            singles = {cell: intervals.interval(each) for cell, each in cells.items()}
            cell = max((c for c in singles if singles[c]), key=lambda c: singles[c].middle,
                       default=None)
            if cell:
                yield _line(f"worst of these: {name_of(cell)}", figure.rival, figure.worst,
                            singles[cell], cells[cell].windows, cells[cell].dropped)


def _noise(course):
    """C against itself and its other forms: what a ratio of 1 looks like on this machine."""
    for name in (AGAIN, *REFERENCES):
        if name not in course.starting:
            continue
        for cell in course.cells:
            each = intervals.paired(course.runs.get(cell, []), name, "c-epoll")
            found = intervals.interval(each)
            if found:
                yield _line(f"{course.mode} {name_of(cell)}: {name}", "c-epoll", None, found,
                            each.windows, each.dropped)


def _cells(course):
    for cell in course.cells:
        each = ratios(course, cell, course.figures()[0].rival)
        found = intervals.interval(each)
        if found:
            yield _line(f"{course.mode} {name_of(cell)}", course.figures()[0].rival, None, found,
                        each.windows, each.dropped)


def judged(bench):
    """The figures, each cell of ours, and C against itself."""
    with starters.sockets_folder() as folder:
        courses = _courses(bench, folder)
        if bench.settings.quick:
            courses = courses[:1]
            courses[0].cells = courses[0].cells[:1]
        for course in courses:
            judge(bench, course)
    return {
        "figures": [line for course in courses for line in _lines(course)],
        "cells": [line for course in courses for line in _cells(course)],
        "noise": [line for course in courses for line in _noise(course)],
        "samples": [
            {"mode": course.mode, "cell": name_of(cell), "runs": runs}
            for course in courses for cell, runs in course.runs.items()],
    }
