/*
 * The judge of every server in this bench: it sends messages, compares every byte that comes back,
 * and tells how long that took. One thread; main.c has the options.
 */
#ifndef GENERATOR_H
#define GENERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { MAX_SIZE = 65536, HEADER = 8, STALL_MS = 15000 };

struct options {
  const char *host; /* NULL for a Unix socket */
  const char *port; /* or the socket's path */
  int connections;
  size_t size;
  int depth; /* messages of one connection on their way */
  bool self; /* no server: sockets that are connected to themselves */
};

/* One stretch of work. It ends when all that was sent has come back. */
struct window {
  double seconds; /* 0: until "messages" are sent */
  uint64_t messages;
  double rate; /* messages a second, on all connections; 0: the next when one is back */
};

/* Log-linear: 64 buckets for each power of two, so 1.6 % apart. */
struct histogram {
  uint64_t counts[64 * 64];
  uint64_t total;
  uint64_t max;
};

struct outcome {
  uint64_t messages; /* of which every byte was checked */
  uint64_t lost;     /* datagrams */
  uint64_t elapsed_ns;
  struct histogram latency_ns;
};

/* What main.c asks of a mode. "open" connects, echoes one message on each connection. */
struct mode {
  const char *name;
  void (*open)(const struct options *);
  void (*run)(const struct options *, const struct window *, struct outcome *);
};

extern const struct mode stream_mode, churn_mode, datagram_mode;

/* Of pattern.c: the bytes of connection "id" from "position" on, and whether they are these. */
void fill(char *bytes, uint32_t id, uint64_t position, size_t length, size_t size);
void check(const char *bytes, uint32_t id, uint64_t position, size_t length, size_t size);

/* Of histogram.c. */
void record(struct histogram *, uint64_t value);
uint64_t percentile(const struct histogram *, double percent);

/* Of sockets.c. */
uint64_t now_ns(void);
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
int begin_connect(const struct options *, int type, unsigned source);
void end_connect(int fd);

#endif
