/*
 * The echo server of the lecture on clients and servers whose steps this project follows (Harvey
 * Mudd College, after CS:APP): open_listenfd and main are the lecture's, echo is what it prints,
 * and, as its notes say, "each time we receive a new request, we fork a child".
 *
 *   c_fork PORT
 */
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAXLINE = 65536, LISTEN_MAX = 1024 };

static int open_listenfd(char *port) {
  int listenfd, optval = 1;
  struct addrinfo hints;
  struct addrinfo *hostaddresses = NULL;

  memset(&hints, 0, sizeof hints);
  hints.ai_flags = AI_ADDRCONFIG | AI_V4MAPPED | AI_PASSIVE;
  hints.ai_family = AF_INET6;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(NULL, port, &hints, &hostaddresses) != 0) {
    /* AI_ADDRCONFIG finds nothing on a machine whose only IPv6 address is the loopback. */
    hints.ai_flags = AI_PASSIVE;
    if (getaddrinfo(NULL, port, &hints, &hostaddresses) != 0) return -2;
  }
  if ((listenfd = socket(hostaddresses->ai_family, hostaddresses->ai_socktype,
                         hostaddresses->ai_protocol)) == -1)
    return -1;
  /* Eliminates "Address already in use" error from bind. */
  if (setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, (const void *)&optval, sizeof optval) == -1)
    return -1;
  /* Listenfd will be an endpoint for all requests to port */
  if (bind(listenfd, hostaddresses->ai_addr, hostaddresses->ai_addrlen) == -1) return -1;
  /* Make it a listening socket ready to accept connection requests */
  if (listen(listenfd, LISTEN_MAX) == -1) return -1;
  return listenfd;
}

static void echo(int connfd) {
  char buf[MAXLINE];
  ssize_t n;
  while ((n = read(connfd, buf, sizeof buf)) > 0) {
    printf("server received %zd bytes\n", n);
    for (ssize_t sent = 0, count; sent < n; sent += count) {
      if ((count = write(connfd, buf + sent, (size_t)(n - sent))) < 0) return;
    }
  }
}

int main(int argc, char **argv) {
  int listenfd, connfd, error;
  socklen_t clientlen;
  union {
    struct sockaddr_in client4;
    struct sockaddr_in6 client6;
  } clientaddr;
  char hostname[NI_MAXHOST], hostaddr[NI_MAXHOST];

  if (argc != 2) {
    fprintf(stderr, "usage: c_fork PORT\n");
    return 2;
  }
  signal(SIGCHLD, SIG_DFL);
  listenfd = open_listenfd(argv[1]);
  if (listenfd < 0) exit(1);
  while (1) {
    clientlen = sizeof clientaddr;
    connfd = accept(listenfd, (struct sockaddr *)&clientaddr, &clientlen);
    if (connfd == -1) continue;
    if (fork() == 0) {
      close(listenfd);
      error = getnameinfo((struct sockaddr *)&clientaddr, clientlen, hostname, sizeof hostname,
                          NULL, 0, 0);
      if (error == 0) {
        getnameinfo((struct sockaddr *)&clientaddr, clientlen, hostaddr, sizeof hostaddr, NULL, 0,
                    NI_NUMERICHOST);
        printf("server connected to %s (%s)\n", hostname, hostaddr);
        echo(connfd);
      }
      exit(0);
    }
    close(connfd);
    /* The children that have ended; so that what they used is counted as ours. */
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
  }
}
