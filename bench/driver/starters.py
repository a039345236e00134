"""Fresh servers on each transport, with the place where a generator finds them."""

import itertools
import socket
import tempfile

from . import build, peers, processes

_SOCKETS = itertools.count()


def tcp(bench, peer):
    """A server of this peer."""
    server = bench.fresh(peer)
    return server, processes.tcp(server.port)


def unix(name, command_for, folder):
    """A server on a new socket in this folder. command_for: path -> command."""
    path = f"{folder}/{next(_SOCKETS)}"
    server = processes.Server(
        f"{name}-unix", [command_for(path)],
        lambda: processes.echoes_tcp(path, family=socket.AF_UNIX), jit=name == "echo7")
    return server, [f"unix:{path}"]


def udp(name, command_for):
    """A server of datagrams. command_for: port -> command."""
    port = processes.free_port()
    server = processes.Server(
        f"{name}-udp", [command_for(port)], lambda: processes.echoes_udp(port), jit=name == "echo7")
    return server, processes.tcp(port)


UNIX = {
    "echo7": peers.our_unix,
    "c-epoll": lambda path: [build.c_peer("c_epoll"), f"unix:{path}"],
}

UDP = {
    "echo7": peers.our_udp,
    "c-mmsg": lambda port: [build.c_peer("c_udp"), str(port)],
    "xinetd": peers.xinetd_udp,
}


def sockets_folder():
    return tempfile.TemporaryDirectory(prefix="echo7-bench-")
