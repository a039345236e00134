/*
 * The generator's other half, for TLS 1.3 with OpenSSL: the same messages, checked in the same way.
 *
 *   tls_generator -i [-m echo|churn] [-c CONNECTIONS] [-s SIZE] HOST PORT
 *
 * "echo": a message is sent on each connection, then all are read back, so that as many are on
 * their way as there are connections. "churn": connect, full handshake, one message, close; one
 * after the other. Lines on standard input and output are those of "generator -i". Whom it talks
 * to is not checked: what a server pays is the same.
 */
#include "generator.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

struct connection {
  SSL *ssl;
  int fd;
  uint32_t id;
  uint64_t sent, received;
  uint64_t sent_at;
};

static SSL_CTX *context;
static uint32_t opened;

static _Noreturn void die_tls(const char *what) {
  char text[256];
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  die("%s: %s", what, text);
}

static void open_one(const struct options *options, struct connection *connection) {
  memset(connection, 0, sizeof *connection);
  connection->id = opened++;
  connection->fd = begin_connect(options, SOCK_STREAM, 0);
  struct pollfd writable = {.fd = connection->fd, .events = POLLOUT};
  if (poll(&writable, 1, STALL_MS) != 1) die("no connection");
  end_connect(connection->fd);
  fcntl(connection->fd, F_SETFL, 0);
  struct timeval patience = {.tv_sec = STALL_MS / 1000};
  setsockopt(connection->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  connection->ssl = SSL_new(context);
  SSL_set_fd(connection->ssl, connection->fd);
  if (SSL_connect(connection->ssl) != 1) die_tls("handshake");
}

static void close_one(struct connection *connection) {
  SSL_shutdown(connection->ssl);
  SSL_free(connection->ssl);
  close(connection->fd);
}

static void send_one(const struct options *options, struct connection *connection) {
  static char bytes[MAX_SIZE];
  fill(bytes, connection->id, connection->sent, options->size, options->size);
  connection->sent_at = now_ns();
  if (SSL_write(connection->ssl, bytes, (int)options->size) != (int)options->size) {
    die_tls("write");
  }
  connection->sent += options->size;
}

static void receive_one(const struct options *options, struct connection *connection,
                        struct outcome *outcome) {
  static char bytes[MAX_SIZE];
  while (connection->received < connection->sent) {
    int count = SSL_read(connection->ssl, bytes, sizeof bytes);
    if (count <= 0) die_tls("read");
    check(bytes, connection->id, connection->received, (size_t)count, options->size);
    connection->received += (uint64_t)count;
  }
  record(&outcome->latency_ns, now_ns() - connection->sent_at);
  outcome->messages++;
}

static void run_echo(const struct options *options, struct connection *connections,
                     struct outcome *outcome) {
  for (int i = 0; i < options->connections; i++) send_one(options, &connections[i]);
  for (int i = 0; i < options->connections; i++) receive_one(options, &connections[i], outcome);
}

static void run_churn(const struct options *options, struct outcome *outcome) {
  struct connection connection;
  uint64_t began = now_ns();
  open_one(options, &connection);
  send_one(options, &connection);
  connection.sent_at = began;
  receive_one(options, &connection, outcome);
  close_one(&connection);
}

static uint64_t own_cpu_ns(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000u +
         (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000u;
}

static void measure(const struct options *options, struct connection *connections,
                    double seconds) {
  struct outcome *outcome = calloc(1, sizeof *outcome);
  if (outcome == NULL) die("out of memory");
  uint64_t cpu = own_cpu_ns(), start = now_ns();
  do {
    if (connections == NULL) {
      run_churn(options, outcome);
    } else {
      run_echo(options, connections, outcome);
    }
  } while (now_ns() - start < (uint64_t)(seconds * 1e9));
  double elapsed = (double)(now_ns() - start) / 1e9;
  printf("{\"messages\": %llu, \"bytes\": %llu, \"lost\": 0, \"seconds\": %.6f, "
         "\"perSecond\": %.1f, \"p50Ns\": %llu, \"p99Ns\": %llu, \"p999Ns\": %llu, "
         "\"maxNs\": %llu, \"generatorCpuNs\": %llu}\n",
         (unsigned long long)outcome->messages,
         (unsigned long long)(outcome->messages * options->size), elapsed,
         (double)outcome->messages / elapsed,
         (unsigned long long)percentile(&outcome->latency_ns, 50),
         (unsigned long long)percentile(&outcome->latency_ns, 99),
         (unsigned long long)percentile(&outcome->latency_ns, 99.9),
         (unsigned long long)outcome->latency_ns.max, (unsigned long long)(own_cpu_ns() - cpu));
  fflush(stdout);
  free(outcome);
}

/* The same key exchange and cipher with every server. */
static void make_context(void) {
  context = SSL_CTX_new(TLS_client_method());
  if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") != 1 ||
      SSL_CTX_set1_groups_list(context, "X25519") != 1) {
    die_tls("context");
  }
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
}

int main(int argc, char **argv) {
  struct options options = {.connections = 1, .size = 64, .depth = 1};
  bool churn = false;
  for (int option; (option = getopt(argc, argv, "im:c:s:d:")) != -1;) {
    switch (option) {
      case 'm': churn = strcmp(optarg, "churn") == 0; break;
      case 'c': options.connections = atoi(optarg); break;
      case 's': options.size = (size_t)atol(optarg); break;
      case 'i': case 'd': break;
      default: return 2;
    }
  }
  if (argc - optind != 2 || options.connections < 1 || options.size < 1 ||
      options.size > MAX_SIZE) {
    die("usage: tls_generator -i [-m echo|churn] [-c CONNECTIONS] [-s SIZE] HOST PORT");
  }
  options.host = argv[optind];
  options.port = argv[optind + 1];
  make_context();
  uint64_t start = now_ns();
  struct connection *connections = NULL;
  if (!churn) {
    connections = calloc((size_t)options.connections, sizeof *connections);
    if (connections == NULL) die("out of memory");
    for (int i = 0; i < options.connections; i++) open_one(&options, &connections[i]);
  }
  printf("{\"opened\": %d, \"openNs\": %llu}\n", churn ? 0 : options.connections,
         (unsigned long long)(now_ns() - start));
  fflush(stdout);
  char line[256];
  while (fgets(line, sizeof line, stdin) != NULL) {
    double seconds;
    if (sscanf(line, "%lf", &seconds) != 1) die("not SECONDS: %s", line);
    measure(&options, connections, seconds);
  }
  return 0;
}
