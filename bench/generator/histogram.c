/* A log-linear histogram, as HdrHistogram's: values below 64 exactly, others to 1.6 %. */
#include "generator.h"

enum { SUB_BITS = 6, SUBS = 1 << SUB_BITS };

static size_t bucket_of(uint64_t value) {
  if (value < SUBS) return (size_t)value;
  int shift = 63 - __builtin_clzll(value) - SUB_BITS;
  return (size_t)(shift + 1) * SUBS + (size_t)(value >> shift) - SUBS;
}

/* The middle of a bucket. */
static uint64_t value_of(size_t bucket) {
  if (bucket < SUBS) return bucket;
  size_t shift = bucket / SUBS - 1;
  return ((uint64_t)(bucket % SUBS + SUBS) << shift) + ((uint64_t)1 << shift) / 2;
}

void record(struct histogram *histogram, uint64_t value) {
  histogram->counts[bucket_of(value)]++;
  histogram->total++;
  if (value > histogram->max) histogram->max = value;
}

uint64_t percentile(const struct histogram *histogram, double percent) {
  double wanted = percent / 100 * (double)histogram->total;
  uint64_t seen = 0;
  for (size_t i = 0; i < sizeof histogram->counts / sizeof *histogram->counts; i++) {
    seen += histogram->counts[i];
    if (seen > 0 && (double)seen >= wanted) {
      uint64_t value = value_of(i);
      return value < histogram->max ? value : histogram->max;
    }
  }
  return 0;
}
