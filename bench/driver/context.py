"""What the rows of the bench share: the settings, the servers that run, what is missing."""

import dataclasses
import sys
from dataclasses import dataclass

from . import build, cpu, peers, processes, rounds


@dataclass(frozen=True)
class Settings:
    rounds: int
    seconds: float
    warm_up: float  # at most, for one peer and cell
    quick: bool
    processes: int = 3  # fresh ones of each side, of what is judged
    further: int = 1  # how often that is repeated for what is undecided
    latency_rounds: int = 30  # a percentile is a distribution


FULL = Settings(rounds=5, seconds=0.5, warm_up=12, quick=False)
QUICK = Settings(
    rounds=3, seconds=0.3, warm_up=4, quick=True, processes=2, further=0, latency_rounds=3)

# What is judged: 3 processes of 7 windows.
JUDGE = {"rounds": 7, "seconds": 0.3}


class Context:
    def __init__(self, settings):
        self.settings = settings
        self.missing = {}
        self.results = {}
        self._pool = {}

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def is_missing(self, name, reason):
        if name not in self.missing:
            self.missing[name] = str(reason)
            self.say(f"skipped {name}: {reason}")

    def tcp_server(self, peer):
        """The peer's server, started once and kept; None if it is missing or does not work."""
        if peer.name in self.missing:
            return None
        if peer.name not in self._pool:
            try:
                self._pool[peer.name] = self.fresh(peer)
            except (build.Missing, processes.Broken) as reason:
                self.is_missing(peer.name, reason)
                return None
        return self._pool[peer.name]

    def fresh(self, peer, pinned=True):
        """A server of its own for a row that looks at memory or time from the start."""
        port = processes.free_port()
        command = peer.command(port)
        server = processes.Server(
            peer.name, [command], lambda: processes.echoes_tcp(port), pinned, peer.jit)
        server.port = port
        return server

    def close(self):
        for server in self._pool.values():
            server.stop()
        self._pool.clear()

    def stop_slow(self):
        """The processes of those that start one for each connection would be in the way."""
        for peer in peers.PEERS:
            if peer.slow and peer.name in self._pool:
                self._pool.pop(peer.name).stop()

    def compare(self, contestants, connections, size, depth, mode="echo", rates=None, program=None,
                windows=None):
        """contestants: name -> (server, where). One cell; its results by name."""
        settings = dataclasses.replace(self.settings, rounds=windows or self.settings.rounds)
        sessions, results, broken = {}, {}, {}
        try:
            for name, (server, where) in contestants.items():
                try:
                    session = processes.Session(where, connections, size, depth, mode, program)
                    sessions[name] = (server, session)
                except processes.Broken as reason:
                    broken[name] = str(reason)
            rate_of = rates.get if rates else lambda name: 0.0
            results, late = rounds.in_turns(sessions, settings, rate_of)
            broken.update(late)
        finally:
            for _, session in sessions.values():
                session.close()
        for name, reason in broken.items():
            self.say(f"  {name} broke at {connections} x {size} x {depth}: {reason}")
        rounds.check_accounting(results)
        for name, reason in broken.items():
            results[name] = {"broken": reason}
        return results

    def compare_tcp(self, chosen, connections, size, depth, mode="echo", rates=None, windows=None):
        contestants = {}
        for peer in chosen:
            if connections <= peer.most_connections:
                server = self.tcp_server(peer)
                if server is not None:
                    contestants[peer.name] = (server, processes.tcp(server.port))
        cell = f"{connections} x {size} x {depth}"
        self.say(f"{mode} {cell}: {', '.join(contestants)}")
        return self.compare(
            contestants, connections, size, depth, mode, rates, windows=windows)


def median(results, name, key):
    """Of a cell's results; None if that peer has none."""
    found = results.get(name, {}).get(key)
    return found["median"] if isinstance(found, dict) else None


def idle_cost_ns(server, seconds, wait):
    """Processor time of a server that nobody asks, a second."""
    before = cpu.spent_ns(*server.pids)
    wait(seconds)
    return (cpu.spent_ns(*server.pids) - before) / seconds
