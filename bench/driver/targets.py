"""What echoserver must reach, and whether it does: medians of this run."""

from . import summaries
from .context import median

DEPTH_1 = [f"{c}x{s}x1" for c in (50, 256, 1000) for s in (64, 512)]
DEPTH_16 = [f"{c}x{s}x16" for c in (50, 256, 1000) for s in (64, 512)]
LARGE = [f"{c}x16384x{d}" for c in (1, 50, 256, 1000, 10000) for d in (1, 16)]


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


def _load(rows):
    cells = rows.get("messages", {})
    name = "CPU a message, 64 and 512 bytes, 50 to 1,000 connections, depth 1"
    for rival, bound in (("c-epoll", 1.0), ("go", 0.75), ("virtual-threads", 0.7), ("tokio", 1.0),
                         ("libuv", 1.0)):
        yield name, f"of {rival}", bound, _worst(cells, DEPTH_1, rival)
    yield "same, depth 16", "of c-epoll", 1.15, _worst(cells, DEPTH_16, "c-epoll")
    yield "16 KiB messages, CPU a byte", "of c-epoll", 1.05, _worst(cells, LARGE, "c-epoll")
    streams = rows.get("stream", {})
    yield "64 KiB stream, CPU a byte", "of c-epoll", 1.05, _worst(streams, streams, "c-epoll")
    yield ("one connection ping-pong, p50", "of c-epoll", 1.1,
           _worst(cells, ["1x64x1"], "c-epoll", "p50Ns"))
    latency = rows.get("latency", {})
    yield ("p99 at half of saturation, 256 connections", "of c-epoll", 1.25,
           _worst(latency, ["atHalf"], "c-epoll", "p99Ns"))
    scale = rows.get("scale", {})
    yield ("cost a message, 10,000 connections against 50", "of its own", 1.3,
           summaries.ratio(median(scale.get("10000", {}), "echo7", "cpuNs"),
                           median(scale.get("50", {}), "echo7", "cpuNs")))


def _others(rows):
    udp = rows.get("udp", {})
    yield "UDP, CPU a datagram", "of c-mmsg", 1.0, _worst(udp, udp, "c-mmsg")
    yield "UDP, CPU a datagram", "of xinetd", 0.3, _worst(udp, udp, "xinetd")
    tls = rows.get("tls", {})
    yield "TLS bulk, CPU a byte", "of haproxy + C", 1.0, _worst(tls, ["bulk"], "haproxy+c-epoll")
    yield ("TLS handshakes, CPU of one", "of haproxy + C", 1.0,
           _worst(tls, ["handshakes"], "haproxy+c-epoll"))
    held = _dig(rows, "memory", "echo7")
    yield "user memory a held connection (TCP)", "bytes", 1500, _dig(held, "userBytes")
    yield ("resident memory of an idle server", "MB", 64,
           _scaled(_dig(rows, "idle", "echo7", "rss"), 1e6))
    yield "start to serving", "ms", 350, _dig(rows, "start", "echo7", "ms", "median")
    yield "client one-shot", "ms", 100, _dig(rows, "client", "echoclient", "ms", "median")
    yield "client one-shot", "of an empty Java program", 1.6, _dig(rows, "client", "ratio")
    yield "15,000 connections opened and echoing", "s", 5, _scaled(_dig(held, "openNs"), 1e9)


def table(rows):
    """(figure, unit or rival, at most, measured or None, "met", "missed" or "not measured")."""
    lines = []
    for figure, unit, bound, measured in (*_load(rows), *_others(rows)):
        # "Below" tokio and libuv, "at most" the others: the same, to two digits.
        verdict = "not measured" if measured is None else "met" if measured <= bound else "missed"
        lines.append((figure, unit, bound, measured, verdict))
    return lines
