"""relay.py DEVICE FAR: holds back the IPv4 packets of a tunnel device, and returns them to it.

Commands on standard input, each answered by "done": "delay SECONDS" for what comes from then on,
and "ports", after which datagrams to the address FAR come from other ports.
"""

import collections
import fcntl
import os
import select
import socket
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
FIRST_PORT, PORTS = 1024, 64512
STEP = 7919  # Prime to PORTS: ports come back late, and neighbours do not meet.


def shifted(port, by):
    return port if port < FIRST_PORT else FIRST_PORT + (port - FIRST_PORT + by) % PORTS


def with_ports(packet, far, by):
    """Datagrams to far leave from a shifted port, and those from far go to the port shifted back."""
    header = 4 * (packet[0] & 15)
    if by == 0 or packet[9] != socket.IPPROTO_UDP or struct.unpack_from("!H", packet, 6)[0] & 0x1FFF:
        return packet
    changed = bytearray(packet)
    source, target = struct.unpack_from("!HH", packet, header)
    if packet[16:20] == far:
        source = shifted(source, by)
    elif packet[12:16] == far:
        target = shifted(target, -by)
    # RFC 768: a checksum of 0 is none.
    struct.pack_into("!HH", changed, header, source, target)
    struct.pack_into("!H", changed, header + 6, 0)
    return bytes(changed)


def main(device, far):
    tunnel = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tunnel, TUNSETIFF, struct.pack("16sH", device.encode(), IFF_TUN | IFF_NO_PI))
    far = socket.inet_aton(far)
    held = collections.deque()
    delay_s, by = 0.0, 0
    print("ready", flush=True)
    while True:
        wait_s = max(0.0, held[0][0] - time.monotonic()) if held else None
        readable, _, _ = select.select([tunnel, sys.stdin], [], [], wait_s)
        if tunnel in readable:
            held.append((time.monotonic() + delay_s, os.read(tunnel, 65536)))
        if sys.stdin in readable:
            words = os.read(0, 4096).decode().split()
            if not words:
                return
            if words[0] == "delay":
                delay_s = float(words[1])
            else:
                by += STEP
            print("done", flush=True)
        while held and held[0][0] <= time.monotonic():
            packet = held.popleft()[1]
            if packet[0] >> 4 == 4:
                os.write(tunnel, with_ports(packet, far, by))


main(*sys.argv[1:])
