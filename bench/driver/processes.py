"""Servers and generators as processes: started pinned, and ended by who started them."""

import json
import os
import signal
import socket
import subprocess
import time

from . import build, cpu, places


class Broken(Exception):
    """A server or a run that did not do what it must: which, and how."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server where "answers" looks for it; its output goes to files in target/bench/logs."""

    def __init__(self, name, commands, answers, pinned=True, jit=True):
        places.LOGS.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.jit = jit
        self._processes = []
        self._error = places.LOGS / f"{name}.err"
        self.started_ns = time.monotonic_ns()
        with open(places.LOGS / f"{name}.out", "wb") as out, open(self._error, "wb") as err:
            for command in commands:
                self._processes.append(
                    subprocess.Popen(
                        command,
                        stdin=subprocess.DEVNULL,
                        stdout=out,
                        stderr=err,
                        start_new_session=True,
                        preexec_fn=places.pin(places.SERVER_CPU) if pinned else None,
                    )
                )
        try:
            self._await(answers)
        except BaseException:
            self.stop()
            raise

    def _await(self, answers):
        deadline = time.monotonic() + 60
        while not answers():
            if self._processes[-1].poll() is not None:
                last = self._error.read_text(errors="replace").strip().split("\n")[-1]
                raise Broken(f"{self.name} ended at once: {last}")
            if time.monotonic() > deadline:
                raise Broken(f"{self.name} does not answer")
            time.sleep(0.002)
        self.answered_ns = time.monotonic_ns()

    @property
    def pids(self):
        return [process.pid for process in self._processes]

    def spent_ns(self):
        return cpu.spent_ns(*self.pids)

    def stop(self):
        """Also what it has started, which may outlive it. Only processes that descend from ours."""
        family = cpu.tree(*self.pids)
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for pid in family:
            if pid not in self.pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


def echoes_tcp(port, message=b"Are you there?\n", family=socket.AF_INET):
    """Whether a message comes back; what "start to first echo" waits for."""
    address = ("127.0.0.1", port) if family == socket.AF_INET else port
    try:
        with socket.socket(family) as client:
            client.settimeout(2)
            client.connect(address)
            client.sendall(message)
            got = b""
            while len(got) < len(message):
                more = client.recv(4096)
                if not more:
                    return False
                got += more
            return got == message
    except OSError:
        return False


def echoes_udp(port):
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(0.2)
            client.connect(("127.0.0.1", port))
            client.send(b"Are you there?\n")
            return client.recv(4096) == b"Are you there?\n"
    except OSError:
        return False


def listens_tcp(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 2):
            return True
    except OSError:
        return False


class Session:
    """A generator that holds its connections, and measures when it is told to."""

    def __init__(self, where, connections=1, size=64, depth=1, mode="echo", program=None):
        self.cell = f"{mode} {connections} x {size} x {depth}"
        command = [program or build.generator(), "-i", "-m", mode, "-c", str(connections),
                   "-s", str(size), "-d", str(depth), *where]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=places.pin(places.CLIENT_CPU),
        )
        self.size = size
        self.open_ns = self._answer()["openNs"]

    def run(self, seconds=0.0, messages=0, rate=0.0):
        """One window; everything that it sent is back, and checked, when this returns."""
        self._process.stdin.write(f"{seconds} {messages} {rate}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            reason = self._process.stderr.read().strip()
            self._process.wait()
            raise Broken(f"{self.cell}: {reason}")
        return json.loads(line)

    def close(self):
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            try:
                pipe.close()
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def tcp(port):
    return ["127.0.0.1", str(port)]
