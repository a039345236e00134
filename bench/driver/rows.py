"""All rows of the bench, in the order in which they run."""

from . import rows_client, rows_judged, rows_load, rows_memory, rows_start, rows_tls

ROWS = {
    "ceiling": rows_load.ceiling,
    "judged": rows_judged.judged,
    "messages": rows_load.messages,
    "latency": rows_load.latency,
    "scale": rows_load.scale,
    "stream": rows_load.stream,
    "connects": rows_load.connects,
    "unix": rows_load.unix,
    "udp": rows_load.udp,
    "tls": rows_tls.tls,
    "memory": rows_memory.memory,
    "idle": rows_memory.idle,
    "start": rows_start.start,
    "client": rows_start.client,
    "load": rows_client.load,
}
