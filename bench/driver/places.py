"""Where things are, and on which processor they run."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PEERS = ROOT / "bench" / "peers"
GENERATOR = ROOT / "bench" / "generator"
TARGET = ROOT / "target" / "bench"
PROGRAMS = TARGET / "bin"
CLASSES = TARGET / "classes"
LOGS = TARGET / "logs"

# The first two that we may use: one for the servers, one for the generator.
PROCESSORS = sorted(os.sched_getaffinity(0))
SERVER_CPU = PROCESSORS[0]
CLIENT_CPU = PROCESSORS[1] if len(PROCESSORS) > 1 else None


def pin(cpu):
    """A function that keeps the process that calls it, and its children, on one processor."""
    return lambda: os.sched_setaffinity(0, {cpu})


def java_home():
    """The newest JDK that the launchers would take; None if there is none."""
    best = None
    homes = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    for pattern in ("/usr/lib/jvm/*", "/usr/java/*", "/opt/jdk*", "/opt/java/*"):
        homes += Path("/").glob(pattern.lstrip("/"))
    homes += Path.home().glob(".sdkman/candidates/java/*")
    for home in homes:
        try:
            release = (home / "release").read_text()
        except OSError:
            continue
        version = release.partition('JAVA_VERSION="')[2].partition('"')[0]
        major = int(version.split(".")[0].split("-")[0] or 0)
        if major >= 25 and (home / "bin" / "javac").exists() and (best is None or major > best[0]):
            best = (major, home)
    return best[1] if best else None


def our_home():
    """The package that users install, if it is as new as the sources; else the work tree."""
    packaged = sorted((ROOT / "target" / "package").glob("echo7-*-linux-*/bin/echoserver"))
    jar = ROOT / "target" / "echo7.jar"
    for launcher in packaged:
        made = (ROOT / "target" / "package" / "root.tar")
        if made.exists() and (not jar.exists() or made.stat().st_mtime >= jar.stat().st_mtime):
            return launcher.parent.parent
    return ROOT
