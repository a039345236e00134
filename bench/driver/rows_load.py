"""Rows under load: messages, latency, many connections, streams, connects, Unix sockets."""

from . import build, peers, processes, rounds, starters

CONNECTIONS = (1, 50, 256, 1000, 10000)
SIZES = (64, 512, 16384)
DEPTHS = (1, 16)
COMMON = [(50, 64, 1), (256, 512, 1), (50, 64, 16), (50, 16384, 1)]
QUICK_CELLS = [(1, 64, 1), (256, 512, 1), (1000, 64, 1), (50, 64, 16), (50, 16384, 1)]
# More would not fit into the memory that the kernel gives to TCP.
MOST_ON_THEIR_WAY = 512 << 20
PAIR = [peers.OURS, peers.C_EPOLL]
RIVALS = [peers.by_name(n) for n in ("echo7", "c-epoll", "go", "virtual-threads", "tokio", "libuv")]


def cell_name(connections, size, depth):
    return f"{connections}x{size}x{depth}"


def matrix():
    return [
        (connections, size, depth)
        for depth in DEPTHS
        for size in SIZES
        for connections in CONNECTIONS
        if connections * size * depth <= MOST_ON_THEIR_WAY
    ]


def messages(bench):
    """Processor time of the server a message: the headline."""
    cells = {}
    quick = bench.settings.quick
    common = COMMON[:1] if quick else COMMON
    for cell in common:
        cells[cell_name(*cell)] = bench.compare_tcp(
            [peer for peer in peers.PEERS if not (quick and peer.slow)], *cell)
        bench.stop_slow()
    for cell in QUICK_CELLS if quick else matrix():
        if cell not in common:
            cells[cell_name(*cell)] = bench.compare_tcp(PAIR, *cell)
    return cells


def _saturation(bench, chosen, connections, size):
    """Messages a second of each in closed loop, as a first look."""
    rates = {}
    for peer in chosen:
        server = bench.tcp_server(peer)
        if server is None:
            continue
        try:
            with processes.Session(processes.tcp(server.port), connections, size) as session:
                rounds.warm_up(server, session, bench.settings.warm_up)
                rates[peer.name] = session.run(1)["perSecond"]
        except processes.Broken as reason:
            bench.is_missing(peer.name, reason)
    return rates


def latency(bench):
    """Open loop, 256 connections: each at half of its own saturation, and all at one rate.

    Percentiles of short windows differ by a factor of ten: what counts is their distribution, beside
    that of C in the same run.
    """
    chosen = PAIR if bench.settings.quick else RIVALS
    connections, size = 256, 64
    full = _saturation(bench, chosen, connections, size)
    half = {name: rate / 2 for name, rate in full.items()}
    one = {name: min(half.values()) for name in half}
    usable = [peer for peer in chosen if peer.name in half]
    windows = bench.settings.latency_rounds
    return {
        "saturation": full,
        "atHalf": bench.compare_tcp(usable, connections, size, 1, rates=half, windows=windows),
        "atOneRate": bench.compare_tcp(usable, connections, size, 1, rates=one),
        "oneRate": next(iter(one.values()), None),
    }


def scale(bench):
    """The same messages a second on 50 and on 10,000 connections: what a connection costs."""
    rate = 20000.0
    chosen = PAIR if bench.settings.quick else RIVALS
    rates = {peer.name: rate for peer in chosen}
    few = bench.compare_tcp(chosen, 50, 64, 1, rates=rates)
    many = bench.compare_tcp(chosen, 10000, 64, 1, rates=rates)
    return {"rate": rate, "50": few, "10000": many}


def stream(bench):
    """One connection, writes of 64 KiB, up to a megabyte on its way."""
    return {cell_name(1, 65536, 16): bench.compare_tcp(
        PAIR if bench.settings.quick else RIVALS, 1, 65536, 16)}


def connects(bench):
    """Connect, echo 64 bytes, close: 50 at a time."""
    slow = [] if bench.settings.quick else [peers.by_name("lecture-fork")]
    return {cell_name(50, 64, 1): bench.compare_tcp(
        (PAIR if bench.settings.quick else RIVALS) + slow, 50, 64, 1, mode="churn")}


def _others(bench, mode, starting, cells):
    """Servers of other transports, started for these cells alone."""
    contestants, found = {}, {}
    try:
        for name, start in starting.items():
            try:
                contestants[name] = start()
            except (build.Missing, processes.Broken) as reason:
                bench.is_missing(f"{name} ({mode})", reason)
        for cell in cells:
            bench.say(f"{mode} {cell_name(*cell)}: {', '.join(contestants)}")
            found[cell_name(*cell)] = bench.compare(
                contestants, *cell, mode="udp" if mode == "UDP" else "echo")
    finally:
        for server, _ in contestants.values():
            server.stop()
    return found


def unix(bench):
    """Messages over a Unix socket."""
    with starters.sockets_folder() as folder:
        starting = {name: lambda name=name, made=made: starters.unix(name, made, folder)
                    for name, made in starters.UNIX.items()}
        return _others(bench, "Unix", starting, [(50, 64, 1)])


def udp(bench):
    """Datagrams, 16 on their way on each of 4 sockets: so that batches can form."""
    starting = {name: lambda name=name, made=made: starters.udp(name, made)
                for name, made in starters.UDP.items()}
    return _others(bench, "UDP", starting, [(4, 64, 16), (4, 1400, 16)])


def ceiling(bench):
    """The generator alone, on sockets that are connected to themselves: no row can be above."""
    found = {}
    for mode, connections, size, depth in (
        ("echo", 50, 64, 1), ("echo", 50, 64, 16), ("echo", 50, 16384, 1), ("udp", 4, 64, 16)):
        with processes.Session(["self"], connections, size, depth, mode) as session:
            session.run(bench.settings.seconds)
            seen = session.run(bench.settings.seconds * 2)
        found[f"{mode} {cell_name(connections, size, depth)}"] = {
            "perSecond": seen["perSecond"],
            "generatorNs": seen["generatorCpuNs"] / seen["messages"],
            "p50Ns": seen["p50Ns"],
        }
    return found


