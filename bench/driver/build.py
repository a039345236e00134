"""Builds what is measured with, and against. What cannot be built is missing, and says why."""

import os
import shutil
import subprocess
from pathlib import Path

from . import places

C_FLAGS = ["-O2", "-Wall", "-Wextra"]
CARGO_REGISTRY = Path("/usr/share/cargo/registry")


class Missing(Exception):
    """A peer that this machine cannot have as it is: what to install."""


def require(program, package):
    path = shutil.which(program, path=os.environ.get("PATH", "/usr/bin:/bin")
                        + ":/usr/local/sbin:/usr/sbin:/sbin")
    if path is None:
        raise Missing(f"{program} is not installed (Debian: {package})")
    return path


def _run(command, cwd=None):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().split("\n")
        reason = next((line for line in lines if "error" in line), lines[-1])
        raise Missing(f"cannot be built: {reason.strip()}")


def c_program(name, sources, libraries=(), header=None, package=None):
    """Returns the program; builds it if a source is newer."""
    program = places.PROGRAMS / name
    newest = max(source.stat().st_mtime for source in sources)
    if program.exists() and program.stat().st_mtime > newest:
        return str(program)
    compiler = require("gcc", "gcc libc6-dev")
    if header and not any((Path(root) / header).exists()
                          for root in ("/usr/include", "/usr/local/include")):
        raise Missing(f"{header} is not installed (Debian: {package})")
    places.PROGRAMS.mkdir(parents=True, exist_ok=True)
    own = [source for source in sources if source.suffix == ".c"]
    _run([compiler, *C_FLAGS, "-o", program, *own, *libraries])
    return str(program)


def generator():
    sources = sorted(places.GENERATOR.glob("*.[ch]"))
    return c_program("generator", [s for s in sources if s.name != "tls.c"])


def tls_generator():
    names = ("tls.c", "pattern.c", "histogram.c", "sockets.c", "generator.h")
    sources = [places.GENERATOR / name for name in names]
    return c_program("tls_generator", sources, ["-lssl", "-lcrypto"], "openssl/ssl.h", "libssl-dev")


def c_peer(name, libraries=(), header=None, package=None):
    return c_program(name, [places.PEERS / f"{name}.c"], libraries, header, package)


def go():
    compiler = require("go", "golang-go")
    places.PROGRAMS.mkdir(parents=True, exist_ok=True)
    _run([compiler, "build", "-o", places.PROGRAMS / "go_echo", places.PEERS / "go_echo.go"])
    return str(places.PROGRAMS / "go_echo")


def tokio():
    """With Debian's crates, so that nothing is fetched; in a copy, which cargo writes to."""
    cargo = require("cargo", "cargo")
    if not list(CARGO_REGISTRY.glob("tokio-1*")):
        raise Missing("tokio is not installed (Debian: librust-tokio-dev librust-tokio+full-dev)")
    copy = places.TARGET / "tokio"
    shutil.copytree(places.PEERS / "tokio", copy, dirs_exist_ok=True)
    _run(
        [cargo, "build", "--release", "--offline",
         "--config", 'source.crates-io.replace-with="debian"',
         "--config", f'source.debian.directory="{CARGO_REGISTRY}"'],
        cwd=copy,
    )
    return str(copy / "target" / "release" / "tokio_echo")


def java_class(name, class_path=None):
    """Returns the "java" and its arguments that run it."""
    home = places.java_home()
    if home is None:
        raise Missing("no JDK 25 (set JAVA_HOME)")
    if class_path is not None and not class_path.exists():
        raise Missing(f"{class_path.name} is not built (mvn package)")
    places.CLASSES.mkdir(parents=True, exist_ok=True)
    paths = [str(places.CLASSES)] + ([str(class_path)] if class_path else [])
    path = ":".join(paths)
    _run([home / "bin" / "javac", "-d", places.CLASSES, "-cp", path, places.PEERS / f"{name}.java"])
    return [str(home / "bin" / "java"), "-cp", path, name]
