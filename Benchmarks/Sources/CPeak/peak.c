#include "CPeak.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { STEPS = 20000 };

// One block of STEPS multiply-adds of each of `sums` vectors, enough of them to hide the latency of one.
#define BLOCK(NAME, LANES, SUMS)                                                                       \
  static double NAME(float factor) {                                                                   \
    typedef float vector __attribute__((vector_size(4 * LANES)));                                      \
    vector s[SUMS];                                                                                    \
    for (int i = 0; i < SUMS; i++) s[i] = (vector){0} + (float)i;                                      \
    const vector a = (vector){0} + factor, b = (vector){0} + (1 - factor);                             \
    for (int step = 0; step < STEPS; step++) {                                                         \
      _Pragma("clang fp contract(fast)") _Pragma("clang loop unroll(full)") for (int i = 0; i < SUMS; i++) \
          s[i] = s[i] * a + b;                                                                         \
      __asm__ volatile("");                                                                            \
    }                                                                                                  \
    volatile float result = 0;                                                                         \
    for (int i = 0; i < SUMS; i++) result = result + s[i][0];                                          \
    return 2.0 * LANES * SUMS * STEPS;                                                                 \
  }

BLOCK(narrow, 4, 12)
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
BLOCK(avx2, 8, 12)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
BLOCK(avx512, 16, 24)
#pragma clang attribute pop
#elif defined(__aarch64__)
BLOCK(neon, 4, 24)
#endif

static double (*widest(void))(float) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2;
#elif defined(__aarch64__)
  return neon;
#endif
  return narrow;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

typedef struct { double until, operations; } share;

static void *work(void *argument) {
  share *mine = argument;
  double (*const block)(float) = widest();
  while (now() < mine->until) mine->operations += block(0.999f);
  return 0;
}

double peak_gflops(int threads, double seconds) {
  share *shares = calloc((size_t)threads, sizeof *shares);
  pthread_t *others = calloc((size_t)threads, sizeof *others);
  const double start = now();
  int started = 1;
  for (int i = 0; i < threads; i++) shares[i].until = start + seconds;
  while (started < threads && pthread_create(&others[started], 0, work, &shares[started]) == 0) started++;
  work(&shares[0]);
  for (int i = 1; i < started; i++) pthread_join(others[i], 0);
  const double elapsed = now() - start;
  double operations = 0;
  for (int i = 0; i < started; i++) operations += shares[i].operations;
  free(shares);
  free(others);
  return operations / elapsed / 1e9;
}

enum { ROUNDS = 200000 };

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static void *answer(void *argument) {
  size_t *const word = argument;
  for (size_t round = 0; round < ROUNDS; round++) {
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != 2 * round + 1) pause_briefly();
    __atomic_store_n(word, 2 * round + 2, __ATOMIC_RELEASE);
  }
  return 0;
}

double round_trip_nanoseconds(void) {
  _Alignas(128) size_t word = 0;
  pthread_t other;
  if (pthread_create(&other, 0, answer, &word) != 0) return 0;
  const double start = now();
  for (size_t round = 0; round < ROUNDS; round++) {
    __atomic_store_n(&word, 2 * round + 1, __ATOMIC_RELEASE);
    while (__atomic_load_n(&word, __ATOMIC_ACQUIRE) != 2 * round + 2) pause_briefly();
  }
  const double elapsed = now() - start;
  pthread_join(other, 0);
  return elapsed * 1e9 / ROUNDS;
}

double peak_megabytes(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
#if defined(__APPLE__)
  return (double)usage.ru_maxrss / (1 << 20);  // bytes there, kilobytes elsewhere
#else
  return (double)usage.ru_maxrss / (1 << 10);
#endif
}
