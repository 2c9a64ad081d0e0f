// Compiles the loops once for each element type and instruction set, and chooses among them at run time.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE  // for sched_getaffinity
#endif
#include "CKernels.h"

#include <float.h>
#include <math.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#define JOIN2(a, b) a##_##b
#define JOIN(a, b) JOIN2(a, b)
#define FN(name) JOIN(name, SUFFIX)

#define T float
#define WIDE 0

#define SUFFIX portable
#define NAME "portable"
#define LANES 4
#define MR 4
#define NV 2
#include "math32.inc"
#include "products.inc"
#include "random.inc"
#include "kernels.inc"
#undef SUFFIX
#undef NAME
#undef LANES
#undef MR
#undef NV

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SUFFIX avx2
#define NAME "avx2"
#define LANES 8
#define MR 6
#define NV 2
#include "math32.inc"
#include "products.inc"
#include "random.inc"
#include "kernels.inc"
#undef SUFFIX
#undef NAME
#undef LANES
#undef MR
#undef NV
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)
#define SUFFIX avx512
#define NAME "avx512"
#define LANES 16
#define MR 12
#define NV 2
#include "math32.inc"
#include "products.inc"
#include "random.inc"
#include "kernels.inc"
#undef SUFFIX
#undef NAME
#undef LANES
#undef MR
#undef NV
#pragma clang attribute pop
#endif

#if defined(__aarch64__)
#define SUFFIX neon
#define NAME "neon"
#define LANES 4
#define MR 8
#define NV 3
#include "math32.inc"
#include "products.inc"
#include "random.inc"
#include "kernels.inc"
#undef SUFFIX
#undef NAME
#undef LANES
#undef MR
#undef NV
#endif

#undef T
#undef WIDE
#define T double
#define WIDE 1
#define SUFFIX float64
#define NAME "portable"
#define LANES 2
#define MR 4
#define NV 2
#include "math64.inc"
#include "products.inc"
#include "random.inc"
#include "kernels.inc"

const sk_table *sk_float64(void) { return &table_float64; }

void sk_philox4x32(uint64_t key, uint64_t lane, uint64_t block, uint32_t out[4]) {
  uint32_t blocks[4 * BLOCKS_portable];
  philox_blocks_portable(key, lane, block, blocks);
  memcpy(out, blocks, 4 * sizeof *out);
}

const sk_table *sk_float32(const char *name) {
  if (strcmp(name, "portable") == 0) return &table_portable;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &table_avx2;
  if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    return &table_avx512;
#elif defined(__aarch64__)
  if (strcmp(name, "neon") == 0) return &table_neon;
#endif
  return 0;
}

size_t sk_processors(void) {
#if defined(__linux__)
  // The system knows more processors than a set of the usual size holds on the largest machines only.
  for (size_t count = CPU_SETSIZE; count <= (1 << 20); count *= 2) {
    cpu_set_t *const set = CPU_ALLOC(count);
    if (!set) break;
    const bool known = sched_getaffinity(0, CPU_ALLOC_SIZE(count), set) == 0;
    const int allowed = known ? CPU_COUNT_S(CPU_ALLOC_SIZE(count), set) : 0;
    CPU_FREE(set);
    if (allowed > 0) return (size_t)allowed;
  }
#endif
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (size_t)online : 1;
}
