"""What the figures were measured on, and with."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

from . import build, places


def _first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except OSError:
        return None
    lines = (done.stdout or done.stderr).strip().split("\n")
    return lines[0] if done.returncode == 0 and lines[0] else None


def _processor():
    for line in Path("/proc/cpuinfo").read_text().split("\n"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gb():
    line = Path("/proc/meminfo").read_text().split("\n")[0]
    return round(int(line.split()[1]) / (1 << 20))


def _java():
    home = places.java_home()
    if home is None:
        return None
    release = (home / "release").read_text()
    found = re.search('JAVA_RUNTIME_VERSION="([^"]*)"', release)
    return found.group(1) if found else None


def _netty():
    found = re.search("<netty.version>(.*?)<", (places.ROOT / "pom.xml").read_text())
    return found.group(1) if found else None


def _revision():
    told = _first_line(["git", "-C", str(places.ROOT), "describe", "--always", "--dirty"])
    return told or "unknown"


def _number(line):
    """Of what programs say of themselves: the version alone."""
    found = re.search(r"\d+\.\d+[\w.+~-]*", line or "")
    return found.group(0) if found else None


def _programs():
    """Of those that are there: what they say of themselves."""
    versions = {"Java": _java(), "Netty": _netty()}
    for name, command in {
        "gcc": ["gcc", "--version"],
        "Go": ["go", "version"],
        "rustc": ["rustc", "--version"],
        "Node": ["node", "--version"],
        "haproxy": ["haproxy", "-v"],
        "OpenSSL": ["openssl", "version"],
        "libuv": ["pkg-config", "--modversion", "libuv"],
        "liburing": ["pkg-config", "--modversion", "liburing"],
        "ncat": ["ncat", "--version"],
    }.items():
        versions[name] = _number(_first_line(command))
    socat = [line for line in subprocess.run(
        ["sh", "-c", "socat -V 2>/dev/null || true"], capture_output=True, text=True,
        check=False).stdout.split("\n") if "version" in line]
    versions["socat"] = _number(socat[0]) if socat else None
    tokio = sorted(build.CARGO_REGISTRY.glob("tokio-1*"))
    versions["tokio"] = tokio[0].name.removeprefix("tokio-") if tokio else None
    return {name: version for name, version in versions.items() if version}


def facts():
    packaged = places.our_home() != places.ROOT
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "revision": _revision(),
        "started": "the package of target/package" if packaged else "bin/ of the work tree",
        "processor": _processor(),
        "processors": len(os.sched_getaffinity(0)),
        "memoryGb": _memory_gb(),
        "kernel": platform.release(),
        "versions": _programs(),
    }
