/*
 * What is sent: each message begins with its number and its connection's, and goes on with a part
 * of a table that depends on both. A byte that is lost, changed, moved or of another connection is
 * seen.
 */
#include "generator.h"

#include <string.h>

enum { STARTS = 1024 };

static char table[STARTS + MAX_SIZE];

__attribute__((constructor)) static void make_table(void) {
  uint64_t state = 0x9e3779b97f4a7c15u;
  for (size_t i = 0; i < sizeof table; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    table[i] = (char)(state >> 32);
  }
}

/* The longest piece of a message at "position" that is contiguous in memory. */
static const char *piece(char header[HEADER], uint32_t id, uint64_t position, size_t size,
                         size_t *length) {
  uint64_t number = position / size;
  size_t offset = (size_t)(position % size);
  size_t header_size = size < HEADER ? size : HEADER;
  if (offset < header_size) {
    uint32_t words[2] = {(uint32_t)number, id};
    memcpy(header, words, HEADER);
    *length = header_size - offset;
    return header + offset;
  }
  *length = size - offset;
  return table + (number * 61 + id * 7) % STARTS + offset;
}

void fill(char *bytes, uint32_t id, uint64_t position, size_t length, size_t size) {
  char header[HEADER];
  while (length > 0) {
    size_t count;
    const char *from = piece(header, id, position, size, &count);
    if (count > length) count = length;
    memcpy(bytes, from, count);
    bytes += count;
    position += count;
    length -= count;
  }
}

void check(const char *bytes, uint32_t id, uint64_t position, size_t length, size_t size) {
  char header[HEADER];
  while (length > 0) {
    size_t count;
    const char *wanted = piece(header, id, position, size, &count);
    if (count > length) count = length;
    if (memcmp(bytes, wanted, count) != 0) {
      size_t at = 0;
      while (bytes[at] == wanted[at]) at++;
      die("connection %u: byte %llu is 0x%02x, not 0x%02x", id, (unsigned long long)position + at,
          bytes[at] & 255, wanted[at] & 255);
    }
    bytes += count;
    position += count;
    length -= count;
  }
}
