"""TLS 1.3 against haproxy, which ends TLS in front of the C echo: one certificate, one cipher."""

import subprocess

from . import build, peers, places, processes

HAPROXY = """\
global
  nbthread 1
  maxconn 4000
  tune.ssl.cachesize 0
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend tls
  bind 127.0.0.1:{port} ssl crt {pem} ssl-min-ver TLSv1.2
  default_backend echo
backend echo
  server c 127.0.0.1:{echo}
"""


def _certificate():
    """P-256, as most have: its key in a file of its own for ours, together for haproxy."""
    openssl = build.require("openssl", "openssl")
    key, certificate = places.TARGET / "tls.key", places.TARGET / "tls.crt"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=localhost", "-days", "30", "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    pem = places.TARGET / "tls.pem"
    pem.write_text(certificate.read_text() + key.read_text())
    pem.chmod(0o600)
    return str(certificate), str(key), pem


def _commands(bench):
    """name -> (port, the programs that it needs)."""
    certificate, key, pem = _certificate()
    port = processes.free_port()
    found = {"echo7": (port, [peers.our_tls(port, certificate, key)])}
    try:
        haproxy = build.require("haproxy", "haproxy")
        port, echo = processes.free_port(), processes.free_port()
        file = places.TARGET / "haproxy.cfg"
        file.write_text(HAPROXY.format(port=port, pem=pem, echo=echo))
        found["haproxy+c-epoll"] = (
            port, [[build.c_peer("c_epoll"), str(echo)], [haproxy, "-db", "-f", str(file)]])
    except build.Missing as reason:
        bench.is_missing("haproxy (TLS)", reason)
    return found


def tls(bench):
    """Bulk of 16 KiB on 8 connections; full handshakes one after the other; both with the same."""
    try:
        program = build.tls_generator()
        commands = _commands(bench)
    except build.Missing as reason:
        bench.is_missing("TLS", reason)
        return {}
    contestants = {}
    try:
        for name, (port, programs) in commands.items():
            try:
                server = processes.Server(
                    f"{name}-tls", programs, lambda port=port: processes.listens_tcp(port))
                contestants[name] = (server, processes.tcp(port))
            except processes.Broken as reason:
                bench.is_missing(f"{name} (TLS)", reason)
        bench.say(f"tls: {', '.join(contestants)}")
        return {
            "bulk": bench.compare(contestants, 8, 16384, 1, program=program),
            "handshakes": bench.compare(contestants, 1, 64, 1, mode="churn", program=program),
        }
    finally:
        for server, _ in contestants.values():
            server.stop()
