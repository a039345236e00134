/*
 *   delay serve MILLISECONDS
 *   delay measure PORT MILLISECONDS ROUNDS
 *
 * "serve" is the simplest peer that is late: it prints its port, and for the one connection that it
 * accepts it reads, sleeps, and writes. "measure" sends ROUNDS messages of 64 bytes, one after the
 * other, to a peer on 127.0.0.1 that is late by MILLISECONDS, and prints how far the round trips are
 * from that, as percentiles in microseconds.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SIZE 64

static void require(int result, const char *call) {
  if (result < 0) {
    perror(call);
    exit(1);
  }
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int socket_at(int port, struct sockaddr_in *address) {
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_port = htons((uint16_t)port);
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  require(fd, "socket");
  return fd;
}

static void no_delay(int fd) {
  int on = 1;
  require(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt");
}

static int serve(double milliseconds) {
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  int listener = socket_at(0, &address);
  require(bind(listener, (struct sockaddr *)&address, length), "bind");
  require(listen(listener, 1), "listen");
  require(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  int fd = accept(listener, NULL, NULL);
  require(fd, "accept");
  no_delay(fd);
  char bytes[65536];
  long long ns = (long long)(milliseconds * 1e6);
  struct timespec pause = {ns / 1000000000LL, ns % 1000000000LL};
  for (ssize_t count; (count = read(fd, bytes, sizeof bytes)) > 0;) {
    clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
    require((int)write(fd, bytes, (size_t)count), "write");
  }
  return 0;
}

static int by_value(const void *one, const void *other) {
  int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
  return (a > b) - (a < b);
}

static int measure(int port, double milliseconds, int rounds) {
  struct sockaddr_in address;
  int fd = socket_at(port, &address);
  require(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
  no_delay(fd);
  int64_t *off = calloc((size_t)rounds, sizeof *off);
  char bytes[SIZE] = {0};
  for (int i = 0; i < rounds; i++) {
    int64_t start = now_ns();
    require((int)write(fd, bytes, SIZE), "write");
    for (size_t got = 0; got < SIZE;) {
      ssize_t count = read(fd, bytes + got, SIZE - got);
      if (count <= 0) {
        fprintf(stderr, "the peer ended the connection\n");
        return 1;
      }
      got += (size_t)count;
    }
    int64_t difference = now_ns() - start - (int64_t)(milliseconds * 1e6);
    off[i] = difference < 0 ? -difference : difference;
  }
  qsort(off, (size_t)rounds, sizeof *off, by_value);
  printf("{\"p50Us\": %.1f, \"p99Us\": %.1f, \"maxUs\": %.1f}\n", (double)off[rounds / 2] / 1e3,
         (double)off[(rounds * 99 + 99) / 100 - 1] / 1e3, (double)off[rounds - 1] / 1e3);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "serve") == 0) return serve(atof(argv[2]));
  if (argc == 5 && strcmp(argv[1], "measure") == 0) {
    return measure(atoi(argv[2]), atof(argv[3]), atoi(argv[4]));
  }
  fprintf(stderr, "delay serve MILLISECONDS | delay measure PORT MILLISECONDS ROUNDS\n");
  return 2;
}
