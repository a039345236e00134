/* Connect, echo one message, close: each of the places begins anew when it is done. */
#include "generator.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Few sources, so that a server which looks up names has few to look up; each has 28,000 ports. */
enum { EVENTS = 256, SOURCES = 8 };

struct place {
  int fd;
  uint32_t id; /* of the connection that it holds */
  bool connected;
  size_t sent, received;
  uint64_t began;
};

static struct place *places;
static uint32_t begun;
static int epoll;

static void begin(const struct options *options, struct place *place) {
  memset(place, 0, sizeof *place);
  place->began = now_ns();
  place->id = begun++;
  bool can_move = options->host != NULL && strncmp(options->host, "127.", 4) == 0;
  place->fd = begin_connect(options, SOCK_STREAM, can_move ? 1 + place->id % SOURCES : 0);
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = place};
  epoll_ctl(epoll, EPOLL_CTL_ADD, place->fd, &event);
}

static void send_rest(const struct options *options, struct place *place) {
  char message[MAX_SIZE];
  size_t left = options->size - place->sent;
  fill(message, place->id, place->sent, left, options->size);
  ssize_t count = send(place->fd, message, left, MSG_NOSIGNAL);
  if (count < 0 && errno != EAGAIN) die("send: %s", strerror(errno));
  if (count > 0) place->sent += (size_t)count;
  uint32_t events = EPOLLIN | (place->sent < options->size ? EPOLLOUT : 0);
  struct epoll_event event = {.events = events, .data.ptr = place};
  epoll_ctl(epoll, EPOLL_CTL_MOD, place->fd, &event);
}

/* Whether all of it is back. */
static bool receive(const struct options *options, struct place *place) {
  char message[MAX_SIZE];
  ssize_t count = recv(place->fd, message, sizeof message, 0);
  if (count == 0) die("connection %u: closed by the server", place->id);
  if (count < 0) {
    if (errno == EAGAIN) return false;
    die("recv: %s", strerror(errno));
  }
  if (place->received + (size_t)count > options->size) die("more came back than was sent");
  check(message, place->id, place->received, (size_t)count, options->size);
  place->received += (size_t)count;
  return place->received == options->size;
}

static void run(const struct options *options, const struct window *window,
                struct outcome *outcome) {
  uint64_t start = now_ns(), end = start + (uint64_t)(window->seconds * 1e9);
  uint64_t begun_here = 0;
  for (; begun_here < (uint64_t)options->connections; begun_here++) {
    begin(options, &places[begun_here]);
  }
  while (outcome->messages < begun_here) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll, events, EVENTS, STALL_MS);
    if (count == 0) {
      die("%llu connections echo nothing", (unsigned long long)(begun_here - outcome->messages));
    }
    for (int i = 0; i < count; i++) {
      struct place *place = events[i].data.ptr;
      if (!place->connected) {
        end_connect(place->fd);
        place->connected = true;
      }
      if (events[i].events & EPOLLOUT) send_rest(options, place);
      if (!(events[i].events & ~(uint32_t)EPOLLOUT) || !receive(options, place)) continue;
      uint64_t now = now_ns();
      record(&outcome->latency_ns, now - place->began);
      outcome->messages++;
      close(place->fd);
      if (window->seconds > 0 ? now < end : begun_here < window->messages) {
        begun_here++;
        begin(options, place);
      }
    }
  }
  outcome->elapsed_ns = now_ns() - start;
}

static void open_places(const struct options *options) {
  epoll = epoll_create1(EPOLL_CLOEXEC);
  places = calloc((size_t)options->connections, sizeof *places);
  if (places == NULL) die("out of memory");
  struct outcome *unused = calloc(1, sizeof *unused);
  run(options, &(struct window){.messages = 1}, unused);
  free(unused);
}

const struct mode churn_mode = {"churn", open_places, run};
