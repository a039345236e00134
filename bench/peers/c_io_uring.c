/*
 * A minimal echo on io_uring (liburing): one ring, one receive or send on its way a connection, and
 * one accept that repeats itself.
 *
 *   c_io_uring PORT
 */
#define _GNU_SOURCE
#include <errno.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ENTRIES = 16384, CHUNK = 65536 };

struct connection {
  int fd;
  size_t from, to; /* what is owed, in "bytes" */
  char bytes[CHUNK];
};

static struct io_uring ring;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static struct io_uring_sqe *next_entry(void) {
  struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
  if (entry == NULL) {
    io_uring_submit(&ring);
    entry = io_uring_get_sqe(&ring);
  }
  if (entry == NULL) die("no submission entry");
  return entry;
}

static void submit_accept(int listener) {
  struct io_uring_sqe *entry = next_entry();
  io_uring_prep_multishot_accept(entry, listener, NULL, NULL, 0);
  io_uring_sqe_set_data(entry, NULL);
}

static void submit_receive(struct connection *connection) {
  struct io_uring_sqe *entry = next_entry();
  io_uring_prep_recv(entry, connection->fd, connection->bytes, CHUNK, 0);
  io_uring_sqe_set_data(entry, connection);
}

static void submit_send(struct connection *connection) {
  struct io_uring_sqe *entry = next_entry();
  io_uring_prep_send(entry, connection->fd, connection->bytes + connection->from,
                     connection->to - connection->from, MSG_NOSIGNAL);
  io_uring_sqe_set_data(entry, connection);
}

static void accepted(int result, unsigned flags, int listener) {
  if (result >= 0) {
    int on = 1;
    setsockopt(result, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    /* Memory that is not touched costs nothing. */
    struct connection *connection = malloc(sizeof *connection);
    if (connection == NULL) die("malloc");
    connection->fd = result;
    connection->from = connection->to = 0;
    submit_receive(connection);
  }
  if (!(flags & IORING_CQE_F_MORE)) submit_accept(listener);
}

static void moved(struct connection *connection, int result) {
  if (result <= 0) {
    close(connection->fd);
    free(connection);
  } else if (connection->to == 0) {
    connection->to = (size_t)result;
    submit_send(connection);
  } else {
    connection->from += (size_t)result;
    if (connection->from < connection->to) {
      submit_send(connection);
    } else {
      connection->from = connection->to = 0;
      submit_receive(connection);
    }
  }
}

static int listen_on(int port) {
  int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&any, sizeof any) != 0) die("bind");
  if (listen(fd, 4096) != 0) die("listen");
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: c_io_uring PORT\n");
    return 2;
  }
  int listener = listen_on(atoi(argv[1]));
  struct io_uring_params parameters = {.flags = IORING_SETUP_SINGLE_ISSUER |
                                                IORING_SETUP_COOP_TASKRUN};
  int failure = io_uring_queue_init_params(ENTRIES, &ring, &parameters);
  if (failure != 0) {
    errno = -failure;
    die("io_uring_queue_init");
  }
  submit_accept(listener);
  for (;;) {
    if (io_uring_submit_and_wait(&ring, 1) < 0 && errno != EINTR) die("io_uring_submit_and_wait");
    struct io_uring_cqe *completion;
    unsigned head, seen = 0;
    io_uring_for_each_cqe(&ring, head, completion) {
      struct connection *connection = io_uring_cqe_get_data(completion);
      if (connection == NULL) {
        accepted(completion->res, completion->flags, listener);
      } else {
        moved(connection, completion->res);
      }
      seen++;
    }
    io_uring_cq_advance(&ring, seen);
  }
}
