/*
 * An echo on io_uring (liburing) in the best form that we know: completions are delivered when we
 * ask for them (DEFER_TASKRUN), one accept and one receive per connection repeat themselves
 * (multishot), and what arrives lies in buffers that the kernel takes from a ring of them, from
 * where it is sent back without a copy.
 *
 *   c_io_uring PORT
 *
 * A yardstick, and no server for strangers: a peer that does not read keeps its buffers.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ENTRIES = 4096, COMPLETIONS = 65536, BUFFERS = 1024, BUFFER_BYTES = 16384, GROUP = 1 };

/* Received and not yet sent: one buffer of the ring. */
struct piece {
  struct piece *next;
  int buffer;
  unsigned length;
};

struct connection {
  int fd;
  bool receives; /* the kernel has a receive for it */
  bool ended;    /* no more will come */
  bool sends;
  int buffer; /* what is being sent */
  struct piece *first, *last;
  struct connection *next_starved;
};

/* The lowest bit of a completion's data tells sends from receives; the accept has none. */
enum { SEND = 1 };

static struct io_uring ring;
static struct io_uring_buf_ring *buffers;
static char *bytes;
static struct connection *starved; /* they found no buffer */

static void die(const char *what, int failure) {
  fprintf(stderr, "%s: %s\n", what, strerror(failure));
  exit(1);
}

static struct io_uring_sqe *next_entry(void) {
  struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
  if (entry == NULL) {
    io_uring_submit(&ring);
    entry = io_uring_get_sqe(&ring);
  }
  if (entry == NULL) die("no submission entry", EBUSY);
  return entry;
}

static void submit_accept(int listener) {
  struct io_uring_sqe *entry = next_entry();
  io_uring_prep_multishot_accept(entry, listener, NULL, NULL, 0);
  io_uring_sqe_set_data64(entry, 0);
}

static void submit_receive(struct connection *connection) {
  struct io_uring_sqe *entry = next_entry();
  io_uring_prep_recv_multishot(entry, connection->fd, NULL, 0, 0);
  entry->flags |= IOSQE_BUFFER_SELECT;
  entry->buf_group = GROUP;
  io_uring_sqe_set_data64(entry, (uintptr_t)connection);
  connection->receives = true;
}

static char *bytes_of(int buffer) { return bytes + (size_t)buffer * BUFFER_BYTES; }

static void submit_send(struct connection *connection, int buffer, unsigned length) {
  struct io_uring_sqe *entry = next_entry();
  /* WAITALL: the kernel itself goes on until all of it is sent. */
  io_uring_prep_send(entry, connection->fd, bytes_of(buffer), length, MSG_NOSIGNAL | MSG_WAITALL);
  io_uring_sqe_set_data64(entry, (uintptr_t)connection | SEND);
  connection->sends = true;
  connection->buffer = buffer;
}

static void give(int buffer) {
  io_uring_buf_ring_add(buffers, bytes_of(buffer), BUFFER_BYTES, (unsigned short)buffer,
                        io_uring_buf_ring_mask(BUFFERS), 0);
  io_uring_buf_ring_advance(buffers, 1);
}

static void accepted(int result, unsigned flags, int listener) {
  if (result >= 0) {
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) die("calloc", errno);
    connection->fd = result;
    submit_receive(connection);
  }
  if (!(flags & IORING_CQE_F_MORE)) submit_accept(listener);
}

static void close_when_done(struct connection *connection) {
  if (connection->ended && !connection->sends && !connection->receives) {
    close(connection->fd);
    free(connection);
  }
}

static void keep(struct connection *connection, int buffer, unsigned length) {
  struct piece *piece = malloc(sizeof *piece);
  if (piece == NULL) die("malloc", errno);
  *piece = (struct piece){NULL, buffer, length};
  if (connection->first == NULL) {
    connection->first = piece;
  } else {
    connection->last->next = piece;
  }
  connection->last = piece;
}

static void received(struct connection *connection, int result, unsigned flags) {
  connection->receives = flags & IORING_CQE_F_MORE;
  if (result > 0) {
    int buffer = (int)(flags >> IORING_CQE_BUFFER_SHIFT);
    if (connection->sends) {
      keep(connection, buffer, (unsigned)result);
    } else {
      submit_send(connection, buffer, (unsigned)result);
    }
    if (!connection->receives) submit_receive(connection);
  } else if (result == -ENOBUFS) {
    connection->next_starved = starved;
    starved = connection;
    /* It counts as receiving until it does again. */
    connection->receives = true;
  } else {
    connection->ended = true;
    close_when_done(connection);
  }
}

static void drop_pieces(struct connection *connection) {
  while (connection->first != NULL) {
    struct piece *piece = connection->first;
    connection->first = piece->next;
    give(piece->buffer);
    free(piece);
  }
}

static void sent(struct connection *connection, int result) {
  connection->sends = false;
  give(connection->buffer);
  if (result < 0) {
    connection->ended = true;
    drop_pieces(connection);
    /* Ends the receive, if there is one. */
    shutdown(connection->fd, SHUT_RDWR);
  } else if (connection->first != NULL) {
    struct piece *piece = connection->first;
    connection->first = piece->next;
    submit_send(connection, piece->buffer, piece->length);
    free(piece);
  }
  close_when_done(connection);
}

static void receive_again(void) {
  while (starved != NULL) {
    struct connection *connection = starved;
    starved = connection->next_starved;
    submit_receive(connection);
  }
}

static void *map(size_t length) {
  void *memory =
      mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) die("mmap", errno);
  return memory;
}

static void set_up(void) {
  struct io_uring_params parameters = {
      .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE,
      .cq_entries = COMPLETIONS};
  int failure = io_uring_queue_init_params(ENTRIES, &ring, &parameters);
  if (failure != 0) die("io_uring_queue_init", -failure);
  io_uring_register_ring_fd(&ring);
  bytes = map((size_t)BUFFERS * BUFFER_BYTES);
  buffers = map(BUFFERS * sizeof(struct io_uring_buf));
  struct io_uring_buf_reg group = {
      .ring_addr = (uintptr_t)buffers, .ring_entries = BUFFERS, .bgid = GROUP};
  failure = io_uring_register_buf_ring(&ring, &group, 0);
  if (failure != 0) die("io_uring_register_buf_ring", -failure);
  for (int buffer = 0; buffer < BUFFERS; buffer++) give(buffer);
}

static int listen_on(int port) {
  int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  /* Accepted sockets inherit it. */
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&any, sizeof any) != 0) die("bind", errno);
  if (listen(fd, 4096) != 0) die("listen", errno);
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: c_io_uring PORT\n");
    return 2;
  }
  set_up();
  int listener = listen_on(atoi(argv[1]));
  submit_accept(listener);
  for (;;) {
    int failure = io_uring_submit_and_wait(&ring, 1);
    if (failure < 0 && failure != -EINTR) die("io_uring_submit_and_wait", -failure);
    struct io_uring_cqe *completion;
    unsigned head, seen = 0;
    io_uring_for_each_cqe(&ring, head, completion) {
      uint64_t data = completion->user_data;
      struct connection *connection = (struct connection *)(uintptr_t)(data & ~(uint64_t)SEND);
      if (connection == NULL) {
        accepted(completion->res, completion->flags, listener);
      } else if (data & SEND) {
        sent(connection, completion->res);
      } else {
        received(connection, completion->res, completion->flags);
      }
      seen++;
    }
    io_uring_cq_advance(&ring, seen);
    receive_again();
  }
}
