/*
 *   generator [-m echo|churn|udp] [-c CONNECTIONS] [-s SIZE] [-d DEPTH] [-R RATE]
 *             [-t SECONDS | -n MESSAGES] [-w WARM-UP] [-i] HOST PORT | unix:PATH | self
 *
 * Opens, echoes one message on each connection, warms up for -w seconds, measures, and prints one
 * line of JSON. With -R it is an open loop: a message is due at its time, however late the others
 * are, and its latency counts from there. With -i it prints a line when all is open, and then one
 * for each line "SECONDS MESSAGES RATE" on standard input, so that who measures the server can look
 * at it in between, when nothing is on its way. "self" needs no server: its sockets are connected
 * to themselves, and show what the generator can do at all.
 */
#include "generator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static uint64_t own_cpu_ns(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000u +
         (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000u;
}

static void measure(const struct mode *mode, const struct options *options,
                    const struct window *window, bool print) {
  struct outcome *outcome = calloc(1, sizeof *outcome);
  if (outcome == NULL) die("out of memory");
  uint64_t cpu = own_cpu_ns();
  mode->run(options, window, outcome);
  cpu = own_cpu_ns() - cpu;
  double seconds = (double)outcome->elapsed_ns / 1e9;
  const struct histogram *latency = &outcome->latency_ns;
  if (print) {
    printf("{\"mode\": \"%s\", \"connections\": %d, \"size\": %zu, \"depth\": %d, \"rate\": %.0f, "
           "\"messages\": %llu, \"bytes\": %llu, \"lost\": %llu, \"seconds\": %.6f, "
           "\"perSecond\": %.1f, \"p50Ns\": %llu, \"p99Ns\": %llu, \"p999Ns\": %llu, "
           "\"maxNs\": %llu, \"generatorCpuNs\": %llu}\n",
           mode->name, options->connections, options->size, options->depth, window->rate,
           (unsigned long long)outcome->messages,
           (unsigned long long)(outcome->messages * options->size),
           (unsigned long long)outcome->lost, seconds, (double)outcome->messages / seconds,
           (unsigned long long)percentile(latency, 50), (unsigned long long)percentile(latency, 99),
           (unsigned long long)percentile(latency, 99.9), (unsigned long long)latency->max,
           (unsigned long long)cpu);
    fflush(stdout);
  }
  free(outcome);
}

static void obey(const struct mode *mode, const struct options *options) {
  char line[256];
  while (fgets(line, sizeof line, stdin) != NULL) {
    struct window window = {0};
    unsigned long long messages = 0;
    if (sscanf(line, "%lf %llu %lf", &window.seconds, &messages, &window.rate) < 1) {
      die("not SECONDS MESSAGES RATE: %s", line);
    }
    window.messages = messages;
    measure(mode, options, &window, true);
  }
}

static const struct mode *mode_of(const char *name) {
  const struct mode *modes[] = {&stream_mode, &churn_mode, &datagram_mode};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
    if (strcmp(name, modes[i]->name) == 0) return modes[i];
  }
  die("no such mode: %s", name);
}

static void take_target(struct options *options, int count, char **words) {
  if (count == 2) {
    options->host = words[0];
    options->port = words[1];
  } else if (count == 1 && strncmp(words[0], "unix:", 5) == 0) {
    options->port = words[0] + 5;
  } else if (count == 1 && strcmp(words[0], "self") == 0) {
    options->self = true;
  } else {
    die("one of HOST PORT, unix:PATH, self");
  }
}

int main(int argc, char **argv) {
  struct options options = {.connections = 1, .size = 64, .depth = 1};
  struct window window = {0};
  const struct mode *mode = &stream_mode;
  double warm_up = 0;
  bool interactive = false;
  for (int option; (option = getopt(argc, argv, "m:c:s:d:R:t:n:w:i")) != -1;) {
    switch (option) {
      case 'm': mode = mode_of(optarg); break;
      case 'c': options.connections = atoi(optarg); break;
      case 's': options.size = (size_t)atol(optarg); break;
      case 'd': options.depth = atoi(optarg); break;
      case 'R': window.rate = atof(optarg); break;
      case 't': window.seconds = atof(optarg); break;
      case 'n': window.messages = strtoull(optarg, NULL, 10); break;
      case 'w': warm_up = atof(optarg); break;
      case 'i': interactive = true; break;
      default: return 2;
    }
  }
  take_target(&options, argc - optind, argv + optind);
  if (options.connections < 1 || options.depth < 1) die("-c and -d are at least 1");
  if (options.size < 1 || options.size > MAX_SIZE) die("-s is from 1 to %d", MAX_SIZE);
  if (window.seconds <= 0 && window.messages == 0) window.seconds = 1;
  uint64_t start = now_ns();
  mode->open(&options);
  if (interactive) {
    printf("{\"opened\": %d, \"openNs\": %llu}\n", options.connections,
           (unsigned long long)(now_ns() - start));
    fflush(stdout);
    obey(mode, &options);
    return 0;
  }
  if (warm_up > 0) measure(mode, &options, &(struct window){.seconds = warm_up}, false);
  measure(mode, &options, &window, true);
  return 0;
}
