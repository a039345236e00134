/*
 * The least that a round trip costs: a blocking write and a blocking read on one connection, again
 * and again, as sockperf's ping-pong does it. "echoclient ping -f" is held against this.
 *
 *   cc -O2 -o pingpong bench/pingpong.c && ./pingpong [-u] HOST PORT [COUNT [SIZE]]
 *
 * Prints count, mean and percentiles of the round trip in microseconds.
 */
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000L + now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  long x = *(const long *)a, y = *(const long *)b;
  return (x > y) - (x < y);
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int connected(const char *host, const char *port, int type) {
  struct addrinfo hints = {.ai_socktype = type}, *found;
  if (getaddrinfo(host, port, &hints, &found) != 0) {
    fprintf(stderr, "no such host or port: %s %s\n", host, port);
    exit(2);
  }
  for (struct addrinfo *each = found; each != NULL; each = each->ai_next) {
    int fd = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
    if (fd >= 0 && connect(fd, each->ai_addr, each->ai_addrlen) == 0) {
      int on = 1;
      if (type == SOCK_STREAM) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      return fd;
    }
    if (fd >= 0) close(fd);
  }
  die("connect");
  return -1;
}

static void round_trip(int fd, char *frame, size_t size) {
  if (write(fd, frame, size) != (ssize_t)size) die("write");
  for (size_t got = 0; got < size;) {
    ssize_t count = read(fd, frame + got, size - got);
    if (count <= 0) die("read");
    got += (size_t)count;
  }
}

int main(int argc, char **argv) {
  int udp = argc > 1 && strcmp(argv[1], "-u") == 0;
  argv += udp;
  argc -= udp;
  if (argc < 3) {
    fprintf(stderr, "usage: pingpong [-u] HOST PORT [COUNT [SIZE]]\n");
    return 2;
  }
  long count = argc > 3 ? atol(argv[3]) : 100000;
  size_t size = argc > 4 ? (size_t)atol(argv[4]) : 64;
  char *frame = calloc(1, size);
  long *times = calloc((size_t)count, sizeof *times);
  if (frame == NULL || times == NULL) die("calloc");
  int fd = connected(argv[1], argv[2], udp ? SOCK_DGRAM : SOCK_STREAM);
  double sum = 0;
  for (long i = 0; i < count; i++) {
    long start = now_ns();
    round_trip(fd, frame, size);
    times[i] = now_ns() - start;
    sum += (double)times[i];
  }
  qsort(times, (size_t)count, sizeof *times, ascending);
  printf("count %ld mean %.2f p50 %.2f p90 %.2f p99 %.2f p99.9 %.2f max %.2f us\n", count,
         sum / (double)count / 1e3, times[count / 2] / 1e3, times[count * 9 / 10] / 1e3,
         times[count * 99 / 100] / 1e3, times[count * 999 / 1000] / 1e3, times[count - 1] / 1e3);
  return 0;
}
