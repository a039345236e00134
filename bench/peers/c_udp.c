/*
 * The yardstick of UDP: recvmmsg and sendmmsg, up to 16 datagrams at a time.
 *
 *   c_udp PORT
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { BATCH = 16, CHUNK = 65536, RECEIVE_BUFFER = 4 << 20 };

static char bytes[BATCH][CHUNK];
static struct sockaddr_in sources[BATCH];
static struct iovec vectors[BATCH];
static struct mmsghdr headers[BATCH];

static void die(const char *what) {
  perror(what);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: c_udp PORT\n");
    return 2;
  }
  int size = RECEIVE_BUFFER, fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(fd, (struct sockaddr *)&any, sizeof any) != 0) die("bind");
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      vectors[i] = (struct iovec){bytes[i], CHUNK};
      headers[i].msg_hdr = (struct msghdr){.msg_name = &sources[i],
                                           .msg_namelen = sizeof sources[i],
                                           .msg_iov = &vectors[i],
                                           .msg_iovlen = 1};
    }
    int count = recvmmsg(fd, headers, BATCH, MSG_WAITFORONE, NULL);
    for (int i = 0; i < count; i++) vectors[i].iov_len = headers[i].msg_len;
    for (int sent = 0; sent < count;) {
      int more = sendmmsg(fd, headers + sent, (unsigned)(count - sent), 0);
      sent += more > 0 ? more : 1; /* One that cannot be sent is dropped. */
    }
  }
}
