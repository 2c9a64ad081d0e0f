// Times the parts of one matrix product C = A B on one thread, for every kernel of this machine, out of the caches that a
// product of this size fits in. usage: products [M K N]
#include <CKernels.h>
#include <CPeak.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 200 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + 1e-3 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

// The time that a tenth of the rounds stayed within: what else the machine does only lengthens them.
static double tenth(double *times) {
  qsort(times, ROUNDS, sizeof *times, ascending);
  return times[ROUNDS / 10];
}

static float *numbers(size_t count) {
  float *x = aligned_alloc(64, (count * sizeof *x + 63) / 64 * 64);
  if (!x) fprintf(stderr, "products: no memory left\n"), exit(1);
  for (size_t i = 0; i < count; i++) x[i] = (float)(i % 17) / 16 - 0.5f;
  return x;
}

typedef struct { double packing, blocks; } parts;

// Microseconds of packing B and of all the rest.
static parts measure(const sk_table *table, size_t m, size_t k, size_t n, bool transposed) {
  float *const a = numbers(m * k), *const b = numbers(k * n), *const c = numbers(m * n);
  sk_gemm g = {.m = m, .n = n, .k = k, .a = a, .a_step = (ptrdiff_t)(transposed ? m : k), .a_transposed = transposed,
               .b = b, .b_row = (ptrdiff_t)n, .b_column = 1, .tap_rows = k, .taps_across = 1, .c = c, .rows_across = m,
               .rows_down = 1, .c_place = (ptrdiff_t)n, .slope = 1};
  float *const packed = numbers(table->gemm_packed_count(&g));
  g.packed = packed;
  static double packing[ROUNDS], blocks[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    memset(&g.progress, 0, sizeof g.progress);
    const size_t first = table->gemm_first(&g), tasks = table->gemm_tasks(&g);
    const double start = now();
    for (size_t task = 0; task < first; task++) table->gemm_run(&g, task);
    const double middle = now();
    for (size_t task = first; task < tasks; task++) table->gemm_run(&g, task);
    packing[round] = middle - start, blocks[round] = now() - middle;
  }
  free(a), free(b), free(c), free(packed);
  return (parts){tenth(packing), tenth(blocks)};
}

int main(int count, char **arguments) {
  size_t m = 500, k = 256, n = 256;
  if (count == 4) m = strtoul(arguments[1], 0, 10), k = strtoul(arguments[2], 0, 10), n = strtoul(arguments[3], 0, 10);
  const size_t most = 1 << 14;
  if ((count != 1 && count != 4) || !m || !k || !n || m > most || k > most || n > most)
    return fprintf(stderr, "usage: products [M K N], each 1 to %zu\n", most), 64;
  const double operations = 2.0 * (double)m * (double)k * (double)n;
  printf("%zu x %zu x %zu on one thread, within which a tenth of %d rounds stayed\n\n", m, k, n, ROUNDS);
  printf("| kernel | packing B, us | blocks, us | blocks of A transposed, us | whole, GFLOP/s | in the first cache, GFLOP/s |\n");
  printf("| --- | --- | --- | --- | --- | --- |\n");
  const char *const names[] = {"portable", "avx2", "avx512", "neon"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const sk_table *const table = sk_float32(names[i]);
    if (!table) continue;
    const parts plain = measure(table, m, k, n, false), transposed = measure(table, m, k, n, true);
    // One tile high enough for any kernel, and all that it reads, in some 20 kB.
    const size_t height = 12, width = 32, depth = 128;
    const double small = measure(table, height, depth, width, false).blocks;
    printf("| %s | %.0f | %.0f | %.0f | %.1f | %.1f |\n", names[i], plain.packing, plain.blocks, transposed.blocks,
           operations / (plain.packing + plain.blocks) / 1e3, 2.0 * (double)(height * width * depth) / small / 1e3);
  }
  double peak = 0;
  for (int round = 0; round < 100; round++) {
    const double once = peak_gflops(1, 0.005);
    if (once > peak) peak = once;
  }
  printf("\nArithmetic alone, at the machine's %.1f GFLOP/s: %.0f us.\n", peak, operations / peak / 1e3);
}
