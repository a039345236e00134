"""The servers: ours as shipped, and those that it is held against."""

from dataclasses import dataclass
from typing import Callable

from . import build, places


@dataclass(frozen=True)
class Peer:
    """One server. "command" builds it and returns what starts it on a port, or raises Missing."""

    name: str
    command: Callable[[int], list]
    # A process or a thread for each connection cannot be asked for more.
    most_connections: int = 15000
    # A process or more for each connection: in the way of others, and left out by --quick.
    slow: bool = False
    # Its machine code is made while it runs, so it needs to be warm.
    jit: bool = False


def _ours(port, *options):
    return [str(places.our_home() / "bin" / "echoserver"), *options, str(port)]


def our_udp(port):
    """The guard's rate is for strangers: here there is one source, and it is asked to be fast."""
    return [_ours(port)[0], "--udp-rate", "1000000000", f"udp://127.0.0.1:{port}"]


def our_unix(path):
    return [_ours(0)[0], f"unix:{path}"]


def our_tls(port, certificate, key):
    return [_ours(0)[0], "--tls-cert", certificate, "--tls-key", key, f"tls://127.0.0.1:{port}"]


def _xinetd(port, transport="tcp"):
    program = build.require("xinetd", "xinetd")
    places.LOGS.mkdir(parents=True, exist_ok=True)
    file = places.TARGET / f"xinetd-{transport}.conf"
    kind, wait = ("stream", "no") if transport == "tcp" else ("dgram", "yes")
    file.write_text(
        f"""service echo
{{
  type        = INTERNAL UNLISTED
  id          = echo-{kind}
  socket_type = {kind}
  protocol    = {transport}
  port        = {port}
  user        = root
  wait        = {wait}
  instances   = UNLIMITED
  per_source  = UNLIMITED
  cps         = 1000000 1
}}
"""
    )
    return [program, "-dontfork", "-f", str(file), "-pidfile", str(places.TARGET / "xinetd.pid")]


def xinetd_udp(port):
    return _xinetd(port, "udp")


def _inetd(port):
    """openbsd-inetd's own echo knows ports by name alone; so it starts cat for each connection."""
    program = build.require("inetd", "openbsd-inetd")
    places.TARGET.mkdir(parents=True, exist_ok=True)
    file = places.TARGET / "inetd.conf"
    file.write_text(f"127.0.0.1:{port} stream tcp nowait.100000 root /bin/cat cat\n")
    return [program, "-i", str(file)]


def _socat(port, address):
    listener = f"TCP4-LISTEN:{port},fork,reuseaddr,nodelay,backlog=1024"
    return [build.require("socat", "socat"), "-b", "65536", listener, address]


def _ncat(port):
    ncat = build.require("ncat", "ncat")
    return [ncat, "-4", "-l", "-k", "-m", "4000", str(port), "-e", "/bin/cat"]


def _netty_example(port):
    return build.java_class("NettyExampleEcho", places.ROOT / "target" / "echo7.jar") + [str(port)]


OURS = Peer("echo7", _ours, jit=True)
C_EPOLL = Peer("c-epoll", lambda port: [build.c_peer("c_epoll"), str(port)])
TOKIO = Peer("tokio", lambda port: [build.tokio(), str(port)])

PEERS = [
    OURS,
    C_EPOLL,
    Peer("c-epoll-threads", lambda port: [build.c_peer("c_epoll"), str(port), "threads"]),
    Peer("c-io_uring",
         lambda port: [build.c_peer("c_io_uring", ["-luring"], "liburing.h", "liburing-dev"),
                       str(port)]),
    Peer("lecture-fork", lambda port: [build.c_peer("c_fork"), str(port)], most_connections=1000),
    Peer("go", lambda port: [build.go(), str(port)]),
    Peer("libuv",
         lambda port: [build.c_peer("uv_echo", ["-luv"], "uv.h", "libuv1-dev"), str(port)]),
    TOKIO,
    Peer("node",
         lambda port: [build.require("node", "nodejs"), str(places.PEERS / "node_echo.js"),
                       str(port)],
         jit=True),
    Peer("netty-example", _netty_example, jit=True),
    Peer("virtual-threads",
         lambda port: build.java_class("VirtualThreadEcho") + [str(port)],
         jit=True),
    Peer("xinetd", _xinetd, most_connections=256, slow=True),
    Peer("inetd-cat", _inetd, most_connections=50, slow=True),
    Peer("socat-exec", lambda port: _socat(port, "EXEC:cat"), most_connections=50, slow=True),
    Peer("socat-pipe", lambda port: _socat(port, "PIPE"), most_connections=50, slow=True),
    Peer("ncat", _ncat, most_connections=50, slow=True),
]


def by_name(name):
    return next(peer for peer in PEERS if peer.name == name)
