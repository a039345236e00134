"""A peer for tests of networks, over UDP and TCP.

peer.py serve PORT: answers "SECONDS WORDS" after that time with "ADDRESS PORT WORDS", where address
and port are those from which it came, and prints the answer when the message has come.

peer.py udp|tcp ADDRESS PORT SOURCE TIMEOUT MESSAGE...: sends each message from the port SOURCE (0
for any), waits for its answer, and prints "MILLISECONDS ANSWER", or "none" after TIMEOUT seconds.
"""

import socket
import sys
import threading
import time


def answer(text, peer):
    seconds, _, words = text.decode().partition(" ")
    answered = f"{peer[0]} {peer[1]} {words}"
    print(answered, flush=True)
    time.sleep(float(seconds))
    return answered.encode()


def talk(connection, peer):
    with connection:
        while text := connection.recv(2048):
            connection.sendall(answer(text, peer))


def serve(port):
    streams = socket.create_server(("", port), backlog=64)
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(("", port))

    def accept():
        while True:
            threading.Thread(target=talk, args=streams.accept(), daemon=True).start()

    def reply(text, peer):
        datagrams.sendto(answer(text, peer), peer)

    threading.Thread(target=accept, daemon=True).start()
    print("ready", flush=True)
    while True:
        threading.Thread(target=reply, args=datagrams.recvfrom(2048), daemon=True).start()


def ask(kind, address, port, source, timeout, *messages):
    asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
    asker.bind(("", int(source)))
    asker.settimeout(float(timeout))
    asker.connect((address, int(port)))
    for message in messages:
        begun = time.monotonic()
        asker.send(message.encode())
        try:
            reply = asker.recv(2048).decode()
            print(f"{(time.monotonic() - begun) * 1000:.1f} {reply}", flush=True)
        except OSError:
            print("none", flush=True)


if sys.argv[1] == "serve":
    serve(int(sys.argv[2]))
else:
    ask(*sys.argv[1:])
