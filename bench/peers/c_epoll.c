/*
 * The yardstick: a minimal echo on epoll, one thread, one read and one write for each event. It
 * loses nothing: what the kernel does not take is kept, and that peer is not read from meanwhile.
 *
 *   c_epoll PORT | unix:PATH [threads]
 *
 * With "threads" a second one does nothing: descriptors are then counted with atomic operations, and
 * the C library brackets its calls with others, as in every program that has threads.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { EVENTS = 256, CHUNK = 65536 };

struct connection {
  int fd;
  char *kept; /* NULL: nothing is owed */
  size_t from, to;
};

static int epoll;
static char chunk[CHUNK];

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int listen_on(const char *where) {
  int on = 1;
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(where))};
  struct sockaddr_un path = {.sun_family = AF_UNIX};
  int is_path = strncmp(where, "unix:", 5) == 0;
  int fd = socket(is_path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (is_path) snprintf(path.sun_path, sizeof path.sun_path, "%s", where + 5);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, is_path ? (struct sockaddr *)&path : (struct sockaddr *)&any,
           is_path ? sizeof path : sizeof any) != 0) {
    die("bind");
  }
  if (listen(fd, 4096) != 0) die("listen");
  return fd;
}

static void watch(struct connection *connection, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = connection};
  if (epoll_ctl(epoll, operation, connection->fd, &event) != 0) die("epoll_ctl");
}

static void accept_all(int listener) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) die("calloc");
    connection->fd = fd;
    watch(connection, EPOLL_CTL_ADD, EPOLLIN);
  }
}

static void finish(struct connection *connection) {
  close(connection->fd);
  free(connection->kept);
  free(connection);
}

static void echo(struct connection *connection) {
  ssize_t count = recv(connection->fd, chunk, CHUNK, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    finish(connection);
    return;
  }
  ssize_t sent = send(connection->fd, chunk, (size_t)count, MSG_NOSIGNAL);
  if (sent == count) return;
  if (sent < 0 && errno != EAGAIN) {
    finish(connection);
    return;
  }
  connection->from = 0;
  connection->to = (size_t)(count - (sent < 0 ? 0 : sent));
  connection->kept = malloc(connection->to);
  if (connection->kept == NULL) die("malloc");
  memcpy(connection->kept, chunk + count - connection->to, connection->to);
  watch(connection, EPOLL_CTL_MOD, EPOLLOUT);
}

static void send_kept(struct connection *connection) {
  ssize_t sent = send(connection->fd, connection->kept + connection->from,
                      connection->to - connection->from, MSG_NOSIGNAL);
  if (sent < 0 && errno == EAGAIN) return;
  if (sent < 0) {
    finish(connection);
    return;
  }
  connection->from += (size_t)sent;
  if (connection->from == connection->to) {
    free(connection->kept);
    connection->kept = NULL;
    watch(connection, EPOLL_CTL_MOD, EPOLLIN);
  }
}

static void *rest(void *nothing) {
  for (;;) pause();
  return nothing;
}

int main(int argc, char **argv) {
  int threads = argc == 3 && strcmp(argv[2], "threads") == 0;
  if (argc != 2 && !threads) {
    fprintf(stderr, "usage: c_epoll PORT | unix:PATH [threads]\n");
    return 2;
  }
  pthread_t idle;
  if (threads && pthread_create(&idle, NULL, rest, NULL) != 0) die("pthread_create");
  int listener = listen_on(argv[1]);
  epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      struct connection *connection = events[i].data.ptr;
      if (connection == NULL) {
        accept_all(listener);
      } else if (connection->kept != NULL) {
        send_kept(connection);
      } else {
        echo(connection);
      }
    }
  }
}
