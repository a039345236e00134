/* Connections that stay: each has up to "depth" messages on its way, over TCP or a Unix socket. */
#include "generator.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256, CHUNK = 262144, CONNECTING = 128 };

/* Positions are bytes of its stream since it was opened. */
struct connection {
  int fd;
  uint32_t id;
  uint64_t due;      /* to be sent by now */
  uint64_t sent;
  uint64_t received;
  uint64_t base;     /* "due" when the window began */
  uint64_t *sent_at; /* of each message on its way; a ring of "depth" */
  bool waits;        /* for the socket to take more */
};

static struct connection *connections;
static int epoll;
static char chunk[CHUNK];

static void watch(struct connection *connection, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = connection};
  if (epoll_ctl(epoll, operation, connection->fd, &event) != 0) {
    die("epoll_ctl: %s", strerror(errno));
  }
}

static void send_due(const struct options *options, struct connection *connection) {
  bool full = false;
  while (connection->sent < connection->due && !full) {
    uint64_t left = connection->due - connection->sent;
    size_t length = left < CHUNK ? (size_t)left : CHUNK;
    fill(chunk, connection->id, connection->sent, length, options->size);
    ssize_t count = send(connection->fd, chunk, length, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN) {
      die("connection %u: send: %s", connection->id, strerror(errno));
    }
    if (count > 0) connection->sent += (uint64_t)count;
    full = count < (ssize_t)length;
  }
  if (full != connection->waits) {
    connection->waits = full;
    watch(connection, EPOLL_CTL_MOD, full ? EPOLLIN | EPOLLOUT : EPOLLIN);
  }
}

/* Returns how many messages have become whole. */
static uint64_t receive(const struct options *options, struct connection *connection) {
  ssize_t count = recv(connection->fd, chunk, CHUNK, 0);
  if (count == 0) die("connection %u: closed by the server", connection->id);
  if (count < 0) {
    if (errno == EAGAIN) return 0;
    die("connection %u: recv: %s", connection->id, strerror(errno));
  }
  uint64_t before = connection->received / options->size;
  check(chunk, connection->id, connection->received, (size_t)count, options->size);
  connection->received += (uint64_t)count;
  if (connection->received > connection->sent) {
    die("connection %u: more came back than was sent", connection->id);
  }
  return connection->received / options->size - before;
}

/* The next "count" messages, at once. */
static void enqueue(const struct options *options, struct connection *connection, uint64_t count,
                    uint64_t now) {
  for (uint64_t i = 0; i < count; i++) {
    connection->sent_at[connection->due / options->size % (uint64_t)options->depth] = now;
    connection->due += options->size;
  }
  send_due(options, connection);
}

/* One message there and back on each, a few connects at a time: a short backlog is not overrun. */
static void open_all(const struct options *options) {
  epoll = epoll_create1(EPOLL_CLOEXEC);
  connections = calloc((size_t)options->connections, sizeof *connections);
  if (connections == NULL) die("out of memory");
  int begun = 0, finished = 0;
  while (finished < options->connections) {
    while (begun < options->connections && begun - finished < CONNECTING) {
      struct connection *connection = &connections[begun];
      connection->fd = begin_connect(options, SOCK_STREAM, 0);
      connection->id = (uint32_t)begun++;
      connection->sent_at = calloc((size_t)options->depth, sizeof *connection->sent_at);
      if (connection->sent_at == NULL) die("out of memory");
      connection->waits = true;
      watch(connection, EPOLL_CTL_ADD, EPOLLOUT);
    }
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll, events, EVENTS, STALL_MS);
    if (count == 0) die("%d of %d connections echo nothing", begun - finished, begun);
    for (int i = 0; i < count; i++) {
      struct connection *connection = events[i].data.ptr;
      if (connection->due == 0) {
        end_connect(connection->fd);
        enqueue(options, connection, 1, now_ns());
      } else {
        if (events[i].events & EPOLLOUT) send_due(options, connection);
        finished += (int)receive(options, connection);
      }
    }
  }
}

/* Message "w" of a window, on connection i of c, is due at (w * c + i) / rate: no list is kept. */
static uint64_t intended_ns(const struct options *options, const struct window *window,
                            const struct connection *connection, uint64_t number) {
  uint64_t in_window = number - connection->base / options->size;
  double k = (double)in_window * options->connections + connection->id;
  return (uint64_t)(k / window->rate * 1e9);
}

struct progress {
  uint64_t start, end, enqueued, finished;
};

static bool may_send(const struct window *window, const struct progress *progress, uint64_t now) {
  return window->seconds > 0 ? now < progress->end : progress->enqueued < window->messages;
}

static void take(const struct options *options, const struct window *window,
                 struct connection *connection, struct progress *progress,
                 struct outcome *outcome) {
  uint64_t first = connection->received / options->size;
  uint64_t whole = receive(options, connection);
  uint64_t now = now_ns();
  for (uint64_t number = first; number < first + whole; number++) {
    uint64_t began =
        window->rate > 0
            ? progress->start + intended_ns(options, window, connection, number)
            : connection->sent_at[number % (uint64_t)options->depth];
    record(&outcome->latency_ns, now > began ? now - began : 0);
  }
  progress->finished += whole;
  if (whole > 0 && window->rate == 0 && may_send(window, progress, now)) {
    progress->enqueued += whole;
    enqueue(options, connection, whole, now);
  }
}

static void send_by_the_clock(const struct options *options, const struct window *window,
                              struct progress *progress) {
  uint64_t now = now_ns();
  while (may_send(window, progress, now) &&
         progress->start + (uint64_t)((double)progress->enqueued / window->rate * 1e9) <= now) {
    uint64_t next = progress->enqueued++ % (uint64_t)options->connections;
    connections[next].due += options->size;
    send_due(options, &connections[next]);
  }
}

static void run(const struct options *options, const struct window *window,
                struct outcome *outcome) {
  struct progress progress = {.start = now_ns()};
  progress.end = progress.start + (uint64_t)(window->seconds * 1e9);
  for (int i = 0; i < options->connections; i++) {
    connections[i].base = connections[i].due;
    uint64_t depth = (uint64_t)options->depth;
    if (window->rate == 0 && may_send(window, &progress, progress.start)) {
      progress.enqueued += depth;
      enqueue(options, &connections[i], depth, now_ns());
    }
  }
  uint64_t heard = progress.start;
  bool more = true;
  while (more || progress.finished < progress.enqueued) {
    if (window->rate > 0) send_by_the_clock(options, window, &progress);
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll, events, EVENTS, window->rate > 0 ? 0 : STALL_MS);
    for (int i = 0; i < count; i++) {
      struct connection *connection = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) send_due(options, connection);
      if (events[i].events & ~(uint32_t)EPOLLOUT) {
        take(options, window, connection, &progress, outcome);
      }
    }
    uint64_t now = now_ns();
    more = window->rate > 0 && may_send(window, &progress, now);
    if (count > 0 || progress.finished == progress.enqueued) heard = now;
    if (now - heard > STALL_MS * 1000000ull || (count == 0 && window->rate == 0)) {
      die("%llu messages do not come back",
          (unsigned long long)(progress.enqueued - progress.finished));
    }
  }
  outcome->messages = progress.finished;
  outcome->elapsed_ns = now_ns() - progress.start;
}

const struct mode stream_mode = {"echo", open_all, run};
