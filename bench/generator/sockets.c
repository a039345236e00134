/* Sockets that are connected without waiting, the clock, and the end after a failure. */
#include "generator.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("generator: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(1);
}

static int new_socket(int family, int type) {
  int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket: %s", strerror(errno));
  int on = 1;
  if (family != AF_UNIX && type == SOCK_STREAM) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return fd;
}

static int begin(int fd, const void *address, socklen_t length) {
  if (connect(fd, address, length) != 0 && errno != EINPROGRESS) {
    die("connect: %s", strerror(errno));
  }
  return fd;
}

/* A socket that is connected to itself: what is sent comes back, and no server is at work. */
static int connect_to_itself(int type) {
  int fd = new_socket(AF_INET, type);
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof own;
  if (bind(fd, (struct sockaddr *)&own, sizeof own) != 0) die("bind: %s", strerror(errno));
  getsockname(fd, (struct sockaddr *)&own, &length);
  return begin(fd, &own, sizeof own);
}

/* A port of the source is taken only when the destination is known: so 28,000 for each source. */
static void bind_source(int fd, unsigned source) {
  int on = 1;
  struct sockaddr_in from = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK + source)};
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&from, sizeof from) != 0) die("bind: %s", strerror(errno));
}

/* Begins; EPOLLOUT says that it has ended. "source" moves the client to 127.0.0.1 + source. */
int begin_connect(const struct options *options, int type, unsigned source) {
  if (options->self) return connect_to_itself(type);
  if (options->host == NULL) {
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    if (strlen(options->port) >= sizeof to.sun_path) die("path too long: %s", options->port);
    memcpy(to.sun_path, options->port, strlen(options->port));
    int fd = new_socket(AF_UNIX, type);
    /* A full backlog is EAGAIN for a Unix socket: so wait for that one. */
    fcntl(fd, F_SETFL, 0);
    begin(fd, &to, sizeof to);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
  }
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(options->port))};
  if (inet_pton(AF_INET, options->host, &to.sin_addr) != 1) {
    die("not an IPv4 address: %s", options->host);
  }
  int fd = new_socket(AF_INET, type);
  if (source > 0) bind_source(fd, source);
  return begin(fd, &to, sizeof to);
}

void end_connect(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) die("connect: %s", strerror(error));
}
