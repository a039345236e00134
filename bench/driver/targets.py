"""What echoserver must reach, and whether it does in this run."""

from . import summaries
from .context import median

def _worst(cells, names, rival, key="cpuNs"):
    """The highest ratio of ours to the rival's in these cells; None where nothing was measured."""
    found = []
    for name in names:
        results = cells.get(name, {})
        value = summaries.ratio(median(results, "echo7", key), median(results, rival, key))
        if value is not None:
            found.append(value)
    return max(found, default=None)


def _dig(rows, *path):
    for key in path:
        rows = rows.get(key) if isinstance(rows, dict) else None
        if rows is None:
            return None
    return rows


def _scaled(value, by):
    return None if value is None else value / by


def _judged(rows):
    """The figures that have an interval, with their verdicts."""
    for line in _dig(rows, "judged", "figures") or []:
        measured = None
        if line["ratio"] is not None:
            measured = (f"{line['ratio']:.3f} ({line['low']:.3f} to {line['high']:.3f}), "
                        f"{line['windows']} windows")
        yield (f"CPU per message: {line['figure']}", f"of {line['rival']}", line["bound"],
               measured, line["verdict"] or "not measured")


def _load(rows):
    cells = rows.get("messages", {})
    yield ("one connection ping-pong, p50", "of c-epoll", 1.1,
           _worst(cells, ["1x64x1"], "c-epoll", "p50Ns"))
    scale = rows.get("scale", {})
    yield ("cost of a message, 10,000 connections against 50", "of its own", 1.3,
           summaries.ratio(median(scale.get("10000", {}), "echo7", "cpuNs"),
                           median(scale.get("50", {}), "echo7", "cpuNs")))


def _others(rows):
    udp = rows.get("udp", {})
    yield "CPU per datagram", "of xinetd", 0.3, _worst(udp, udp, "xinetd")
    tls = rows.get("tls", {})
    yield "CPU per byte, TLS bulk", "of haproxy + C", 1.0, _worst(tls, ["bulk"], "haproxy+c-epoll")
    yield ("CPU of a TLS handshake", "of haproxy + C", 1.0,
           _worst(tls, ["handshakes"], "haproxy+c-epoll"))
    held = _dig(rows, "memory", "echo7")
    yield "user memory of a held connection (TCP)", "bytes", 1500, _dig(held, "userBytes")
    yield ("resident memory of an idle server", "MB", 64,
           _scaled(_dig(rows, "idle", "echo7", "rss"), 1e6))
    yield "start to serving", "ms", 350, _dig(rows, "start", "echo7", "ms", "median")
    yield "client one-shot", "ms", 100, _dig(rows, "client", "echoclient", "ms", "median")
    yield ("client one-shot", "of an empty program of the JDK", 2.0,
           _dig(rows, "client", "ofEmptyJava"))
    yield "15,000 connections opened and echoing", "s", 5, _scaled(_dig(held, "openNs"), 1e9)


def table(rows):
    """(figure, unit or rival, at most, measured or None, "met", "missed" or "not measured")."""
    lines = list(_judged(rows))
    for figure, unit, bound, measured in (*_load(rows), *_others(rows)):
        verdict = "not measured" if measured is None else "met" if measured <= bound else "missed"
        lines.append((figure, unit, bound, measured, verdict))
    return lines
