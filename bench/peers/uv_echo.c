/*
 * A minimal echo on libuv: a buffer for each read, handed to the write that sends it back. A peer
 * that takes nothing is not read from.
 *
 *   uv_echo PORT
 */
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

enum { CHUNK = 65536 };

struct reply {
  uv_write_t request;
  uv_buf_t bytes;
};

static char chunk[CHUNK];

static void start_reading(uv_stream_t *stream);

static void closed(uv_handle_t *handle) { free(handle); }

static void end(uv_stream_t *stream) {
  if (!uv_is_closing((uv_handle_t *)stream)) uv_close((uv_handle_t *)stream, closed);
}

static void written(uv_write_t *request, int status) {
  uv_stream_t *stream = request->handle;
  free(((struct reply *)request)->bytes.base);
  free(request);
  if (status < 0) {
    end(stream);
  } else if (uv_stream_get_write_queue_size(stream) == 0) {
    start_reading(stream);
  }
}

/* All of it at once, mostly; the rest is kept. */
static void echo(uv_stream_t *stream, ssize_t count, const uv_buf_t *bytes) {
  if (count < 0) {
    end(stream);
    return;
  }
  if (count == 0) return;
  uv_buf_t all = uv_buf_init(bytes->base, (unsigned)count);
  int sent = uv_try_write(stream, &all, 1);
  if (sent == UV_EAGAIN) sent = 0;
  if (sent < 0) {
    end(stream);
  } else if (sent < count) {
    struct reply *reply = malloc(sizeof *reply);
    size_t left = (size_t)(count - sent);
    reply->bytes = uv_buf_init(malloc(left), (unsigned)left);
    for (size_t i = 0; i < left; i++) reply->bytes.base[i] = bytes->base[(size_t)sent + i];
    uv_write(&reply->request, stream, &reply->bytes, 1, written);
    uv_read_stop(stream);
  }
}

static void give_chunk(uv_handle_t *handle, size_t suggested, uv_buf_t *bytes) {
  (void)handle;
  (void)suggested;
  *bytes = uv_buf_init(chunk, CHUNK);
}

static void start_reading(uv_stream_t *stream) {
  if (!uv_is_closing((uv_handle_t *)stream)) uv_read_start(stream, give_chunk, echo);
}

static void connected(uv_stream_t *listener, int status) {
  if (status < 0) return;
  uv_tcp_t *socket = malloc(sizeof *socket);
  uv_tcp_init(listener->loop, socket);
  if (uv_accept(listener, (uv_stream_t *)socket) != 0) {
    end((uv_stream_t *)socket);
    return;
  }
  uv_tcp_nodelay(socket, 1);
  start_reading((uv_stream_t *)socket);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: uv_echo PORT\n");
    return 2;
  }
  uv_tcp_t listener;
  struct sockaddr_in any;
  uv_tcp_init(uv_default_loop(), &listener);
  uv_ip4_addr("0.0.0.0", atoi(argv[1]), &any);
  uv_tcp_bind(&listener, (struct sockaddr *)&any, 0);
  int failure = uv_listen((uv_stream_t *)&listener, 4096, connected);
  if (failure != 0) {
    fprintf(stderr, "listen: %s\n", uv_strerror(failure));
    return 1;
  }
  return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
