"""Rows under load: messages, latency, many connections, streams, connects, Unix sockets."""

from . import build, peers, processes, rounds

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
    """Open loop, 256 connections: each at half of its own saturation, and all at one rate."""
    chosen = PAIR if bench.settings.quick else RIVALS
    connections, size = 256, 64
    full = _saturation(bench, chosen, connections, size)
    half = {name: rate / 2 for name, rate in full.items()}
    one = {name: min(half.values()) for name in half}
    usable = [peer for peer in chosen if peer.name in half]
    return {
        "saturation": full,
        "atHalf": bench.compare_tcp(usable, connections, size, 1, rates=half),
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


def unix(bench):
    """Messages over a Unix socket."""
    import socket
    import tempfile

    contestants, servers = {}, []
    with tempfile.TemporaryDirectory() as folder:
        try:
            for name, command in (
                ("echo7", peers.our_unix(f"{folder}/echo7")),
                ("c-epoll", [build.c_peer("c_epoll"), f"unix:{folder}/c-epoll"]),
            ):
                path = f"{folder}/{name}"
                server = processes.Server(
                    f"{name}-unix", [command],
                    lambda path=path: processes.echoes_tcp(path, family=socket.AF_UNIX))
                servers.append(server)
                contestants[name] = (server, [f"unix:{path}"])
            bench.say("unix 50 x 64 x 1: echo7, c-epoll")
            return {cell_name(50, 64, 1): bench.compare(contestants, 50, 64, 1)}
        finally:
            for server in servers:
                server.stop()


def udp(bench):
    """Datagrams, 16 on their way on each of 4 sockets: so that batches can form."""
    starters = {
        "echo7": peers.our_udp,
        "c-mmsg": lambda port: [build.c_peer("c_udp"), str(port)],
        "xinetd": peers.xinetd_udp,
    }
    contestants, cells = {}, {}
    try:
        for name, starter in starters.items():
            port = processes.free_port()
            try:
                server = processes.Server(
                    f"{name}-udp", [starter(port)], lambda port=port: processes.echoes_udp(port))
                contestants[name] = (server, processes.tcp(port))
            except (build.Missing, processes.Broken) as reason:
                bench.is_missing(f"{name} (UDP)", reason)
        for size in (64, 1400):
            bench.say(f"udp 4 x {size} x 16: {', '.join(contestants)}")
            cells[cell_name(4, size, 16)] = bench.compare(contestants, 4, size, 16, mode="udp")
    finally:
        for server, _ in contestants.values():
            server.stop()
    return cells


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


