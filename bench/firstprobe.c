/*
 * How long a client takes from its start to its first byte on the wire: listens, starts the client
 * with the port as its last word, and waits for that byte.
 *
 *   cc -O2 -o firstprobe bench/firstprobe.c
 *   ./firstprobe 31 DIR/bin/echoclient ping -q -c 1 127.0.0.1
 *
 * Echoes what comes, so that the client ends well. Prints minimum, median and maximum of so many
 * runs in milliseconds.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static double run(int listener, char **command) {
  double start = now_ms();
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) {
    int null = open("/dev/null", O_WRONLY);
    dup2(null, 1);
    execvp(command[0], command);
    die(command[0]);
  }
  int fd = accept(listener, NULL, NULL);
  char bytes[65536];
  ssize_t count = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
  double took = now_ms() - start;
  if (count <= 0) die("no probe came");
  while (count > 0 && write(fd, bytes, (size_t)count) == count) count = read(fd, bytes, sizeof bytes);
  close(fd);
  waitpid(child, NULL, 0);
  return took;
}

int main(int argc, char **argv) {
  int runs = argc > 2 ? atoi(argv[1]) : 0;
  if (runs < 1) {
    fprintf(stderr, "usage: firstprobe RUNS CLIENT [WORD...]\n");
    return 2;
  }
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof here;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&here, length) != 0 ||
      listen(listener, 16) != 0 || getsockname(listener, (struct sockaddr *)&here, &length) != 0)
    die("listen");
  char port[8];
  snprintf(port, sizeof port, "%d", ntohs(here.sin_port));
  char **command = calloc((size_t)argc, sizeof *command);
  double *took = calloc((size_t)runs, sizeof *took);
  if (command == NULL || took == NULL) die("calloc");
  memcpy(command, argv + 2, (size_t)(argc - 2) * sizeof *command);
  command[argc - 2] = port;
  for (int i = 0; i < runs; i++) took[i] = run(listener, command);
  qsort(took, (size_t)runs, sizeof *took, ascending);
  printf("runs %d min %.1f median %.1f max %.1f ms\n", runs, took[0], took[runs / 2],
         took[runs - 1]);
  return 0;
}
