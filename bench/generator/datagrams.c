/* UDP: each socket has "depth" datagrams on their way; one that is not back in time is lost. */
#define _GNU_SOURCE
#include "generator.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256, BATCH = 64, LOST_AFTER_MS = 500, TRIES = 10 };

/* A datagram that is awaited; sent_at 0: none. */
struct slot {
  uint64_t number;
  uint64_t sent_at;
};

struct sender {
  int fd;
  uint32_t id;
  uint64_t next; /* the number of the next datagram */
  struct slot *slots;
};

static struct sender *senders;
static int epoll;
static char bytes[BATCH][MAX_SIZE];
static struct iovec vectors[BATCH];
static struct mmsghdr headers[BATCH];

static void prepare(int index, size_t length) {
  vectors[index] = (struct iovec){bytes[index], length};
  headers[index] = (struct mmsghdr){.msg_hdr = {.msg_iov = &vectors[index], .msg_iovlen = 1}};
}

/* A new datagram for each slot that awaits none, a batch at most. */
static int send_free(const struct options *options, struct sender *sender, uint64_t now) {
  int count = 0;
  for (int i = 0; i < options->depth && count < BATCH; i++) {
    if (sender->slots[i].sent_at != 0) continue;
    sender->slots[i] = (struct slot){sender->next++, now};
    fill(bytes[count], sender->id, sender->slots[i].number * options->size, options->size,
         options->size);
    prepare(count++, options->size);
  }
  for (int sent = 0; sent < count;) {
    int more = sendmmsg(sender->fd, headers + sent, (unsigned)(count - sent), 0);
    /* What the kernel has no room for is as lost as what the network drops. */
    if (more < 0 && errno != EAGAIN && errno != ENOBUFS) die("sendmmsg: %s", strerror(errno));
    if (more <= 0) break;
    sent += more;
  }
  return count;
}

static struct slot *slot_of(const struct options *options, struct sender *sender, uint32_t low) {
  for (int i = 0; i < options->depth; i++) {
    struct slot *slot = &sender->slots[i];
    if (slot->sent_at != 0 && (uint32_t)slot->number == low) return slot;
  }
  return NULL;
}

static int receive(const struct options *options, struct sender *sender,
                   struct outcome *outcome) {
  for (int i = 0; i < BATCH; i++) prepare(i, MAX_SIZE);
  int count = recvmmsg(sender->fd, headers, BATCH, 0, NULL);
  if (count < 0 && errno != EAGAIN) die("recvmmsg: %s", strerror(errno));
  uint64_t now = now_ns();
  int known = 0;
  for (int i = 0; i < count; i++) {
    uint32_t low = 0;
    if (headers[i].msg_len != options->size) {
      die("a datagram of %u bytes came back, not of %zu", headers[i].msg_len, options->size);
    }
    memcpy(&low, bytes[i], sizeof low);
    struct slot *slot = slot_of(options, sender, low);
    if (slot == NULL) continue; /* It came after it was given up. */
    check(bytes[i], sender->id, slot->number * options->size, options->size, options->size);
    record(&outcome->latency_ns, now - slot->sent_at);
    slot->sent_at = 0;
    known++;
  }
  return known;
}

static int give_up_old(const struct options *options, uint64_t now) {
  int lost = 0;
  for (int i = 0; i < options->connections; i++) {
    for (int j = 0; j < options->depth; j++) {
      struct slot *slot = &senders[i].slots[j];
      if (slot->sent_at != 0 && now - slot->sent_at > LOST_AFTER_MS * 1000000ull) {
        slot->sent_at = 0;
        lost++;
      }
    }
  }
  return lost;
}

static void run(const struct options *options, const struct window *window,
                struct outcome *outcome) {
  uint64_t start = now_ns(), end = start + (uint64_t)(window->seconds * 1e9);
  uint64_t sent = 0, looked = start;
  for (int i = 0; i < options->connections; i++) {
    sent += (uint64_t)send_free(options, &senders[i], now_ns());
  }
  while (outcome->messages + outcome->lost < sent) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll, events, EVENTS, LOST_AFTER_MS);
    uint64_t now = now_ns();
    bool more = window->seconds > 0 ? now < end : sent < window->messages;
    for (int i = 0; i < count; i++) {
      struct sender *sender = events[i].data.ptr;
      outcome->messages += (uint64_t)receive(options, sender, outcome);
      if (more) sent += (uint64_t)send_free(options, sender, now);
    }
    if (now - looked < LOST_AFTER_MS * 500000ull) continue;
    looked = now;
    outcome->lost += (uint64_t)give_up_old(options, now);
    for (int i = 0; more && i < options->connections; i++) {
      sent += (uint64_t)send_free(options, &senders[i], now);
    }
  }
  outcome->elapsed_ns = now_ns() - start;
}

static void open_sockets(const struct options *options) {
  if (options->size < HEADER) die("a datagram has at least %d bytes here", HEADER);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  senders = calloc((size_t)options->connections, sizeof *senders);
  if (senders == NULL) die("out of memory");
  for (int i = 0; i < options->connections; i++) {
    senders[i].fd = begin_connect(options, SOCK_DGRAM, 0);
    senders[i].id = (uint32_t)i;
    senders[i].slots = calloc((size_t)options->depth, sizeof *senders[i].slots);
    if (senders[i].slots == NULL) die("out of memory");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &senders[i]};
    epoll_ctl(epoll, EPOLL_CTL_ADD, senders[i].fd, &event);
  }
  struct outcome *first = calloc(1, sizeof *first);
  if (first == NULL) die("out of memory");
  for (int i = 0; i < TRIES && first->messages == 0; i++) {
    run(options, &(struct window){.messages = first->lost + 1}, first);
  }
  if (first->messages == 0) die("no datagram comes back");
  free(first);
}

const struct mode datagram_mode = {"udp", open_sockets, run};
