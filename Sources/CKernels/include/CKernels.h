// The loops that Swift cannot dispatch by CPU at run time, what Swift cannot ask of the system, and nothing else.
//
// Every loop is reached through a table of function pointers. There is one table for each pair of element type and
// instruction set; all are compiled from the same source (kernels.inc, gemm.inc), so they differ in speed and in the
// last bits, never in meaning.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  SK_NEGATE, SK_EXP, SK_LOG, SK_SQRT, SK_RECIPROCAL, SK_SQUARE, SK_ABS, SK_SIGN, SK_TANH, SK_SIGMOID, SK_SOFTPLUS,
  SK_LEAKY_RELU,  // x > 0 ? x : a x, where 0 x is 0 for minus infinity too
  SK_SCALE,       // a x
  SK_OFFSET,      // x + a
  SK_POWER,       // x^a
  SK_NORMAL_CDF,  // (1 + erf(x / sqrt 2)) / 2
} sk_unary;

typedef enum {
  SK_ADD, SK_SUBTRACT, SK_MULTIPLY, SK_DIVIDE,
  SK_MAXIMUM, SK_MINIMUM,  // NaN where either is
  SK_GREATER, SK_GREATER_EQUAL, SK_EQUAL,  // 1 or 0
  SK_LEAKY_RELU_BACK,  // y > 0 ? x : a x
} sk_binary;

typedef enum { SK_SUM, SK_MAX } sk_reduction;
typedef enum { SK_NORMAL, SK_UNIFORM, SK_GUMBEL } sk_distribution;

// An image `[batch, height, width, channels]` seen as the matrix of its patches: one row for each place of the kernel,
// `[batch * out_height * out_width, kernel_height * kernel_width * channels]`. The kernel at place (y, x) covers rows
// y * stride + top and on, columns x * stride + left and on; what lies outside the image is zero.
typedef struct {
  size_t height, width, channels, out_height, out_width, kernel_height, kernel_width, stride;
  ptrdiff_t top, left;
} sk_patches;

enum { SK_HALVED_BLOCKS = 16 };  // of a product that is halved, at most

// One matrix product C = act(A B + bias), prepared by the caller: A is m x k, B is k x n.
typedef struct {
  size_t m, n, k;
  // A row-major with rows a_step apart, or transposed, with columns a_step apart; where `patches` is set, the matrix of
  // the patches of the image at `a` instead, or its transpose.
  const void *a;
  ptrdiff_t a_step;
  bool a_transposed;
  const sk_patches *patches;
  // B by strides, one of which is 1. Its rows may come in taps of `tap_rows` each, `taps_across` taps a line, that lie
  // tap_column and tap_line elements apart; one tap of k rows for a plain matrix.
  const void *b;
  ptrdiff_t b_row, b_column;
  size_t tap_rows, taps_across;
  ptrdiff_t tap_column, tap_line;
  // Rows of C, n elements each. Row (i, j, l) of images of rows_down x rows_across lies at i * c_image + j * c_line +
  // l * c_place; a plain matrix is one image of one line of m places.
  void *c;
  size_t rows_across, rows_down;
  ptrdiff_t c_image, c_line, c_place;
  const void *bias;  // n elements, or null
  double slope;      // LeakyReLU slope of the output; 1 for none
  const void *sign;  // lies as C does: where not positive, the output is multiplied by mask_slope; null for none,
                     // as for patches
  double mask_slope;
  void *packed;      // gemm_packed_count elements
  bool is_packed;    // whether they hold B already, as an earlier product with the same B left them
  // Of each half of a product that is halved, or of the whole: panels packed so far; and the halves of each block that are
  // done. All 0 at first.
  struct { size_t ready[2], done[SK_HALVED_BLOCKS]; } progress;
} sk_gemm;

typedef struct {
  const char *name;
  size_t element;  // bytes

  void (*unary)(sk_unary op, size_t n, const void *x, void *y, double a);
  // The sum of softplus(a x), in double precision; y = factor sigmoid(a x).
  double (*softplus_sum)(size_t n, const void *x, double a);
  void (*softplus_back)(size_t n, const void *x, double a, double factor, void *y);
  // rows x columns elements; strides of x and y in elements (0 repeats a value); out is contiguous.
  void (*binary)(sk_binary op, size_t rows, size_t columns, const void *x, ptrdiff_t x_row, ptrdiff_t x_column,
                 const void *y, ptrdiff_t y_row, ptrdiff_t y_column, void *out, double a);
  void (*select)(size_t n, const void *condition, const void *x, const void *y, void *out);
  // out[r] = reduction of x[r, 0 ..< columns]
  void (*reduce_rows)(sk_reduction op, size_t rows, size_t columns, const void *x, void *out);
  // Sums over a band of rows, in double precision: partial[c] = sum over r of x[r, c]. add_partials adds up `bands` of
  // them, one after the other; out[c] in the table's type.
  void (*sum_columns)(size_t rows, size_t columns, const void *x, double *partial);
  void (*add_partials)(size_t bands, size_t columns, const double *partial, void *out);
  void (*max_columns)(size_t rows, size_t columns, const void *x, void *out);
  // Normalisation of columns, in bands of rows. `moments` gives the sums of x - origin and of its square, `normalize`
  // y = act((x - mean) scale + shift); for h = act'(y) g, `normalize_sums` gives the sums of h and of
  // h (x - mean) inverse, and `normalize_back` scale (h - first - (x - mean) inverse second).
  void (*moments)(size_t rows, size_t columns, const void *x, const void *origin, double *partial);
  void (*normalize)(size_t rows, size_t columns, const void *x, const void *mean, const void *scale, const void *shift,
                    double slope, void *y);
  void (*normalize_sums)(size_t rows, size_t columns, const void *g, const void *y, const void *x, const void *mean,
                         const void *inverse, double slope, double *partial);
  void (*normalize_back)(size_t rows, size_t columns, const void *g, const void *y, const void *x, const void *mean,
                         const void *inverse, const void *scale, const void *first, const void *second, double slope,
                         void *out);
  void (*copy)(size_t rows, size_t columns, const void *x, ptrdiff_t x_row, ptrdiff_t x_column, void *out,
               ptrdiff_t out_row, ptrdiff_t out_column);
  void (*fill)(size_t n, double value, void *out);
  void (*gather)(size_t rows, size_t columns, const void *x, const int32_t *index, void *out);
  void (*scatter_add)(size_t rows, size_t columns, const void *x, const int32_t *index, void *out);
  void (*one_hot)(size_t rows, size_t classes, const int32_t *index, void *out);
  // Segments of the last axis: segment s is ends[s - 1] ..< ends[s].
  void (*segment_softmax)(size_t rows, size_t segments, const int32_t *ends, const void *x, void *out);
  void (*segment_sum)(size_t rows, size_t segments, const int32_t *ends, const void *x, void *out);
  void (*segment_expand)(size_t rows, size_t segments, const int32_t *ends, const void *x, void *out);
  // Philox 4x32-10: elements first ..< first + n of the stream that (key, lane) names; first is a multiple of 4.
  void (*random)(sk_distribution kind, uint64_t key, uint64_t lane, uint64_t first, size_t n, void *out);
  void (*adam)(size_t n, void *parameter, void *mean, void *square, const void *gradient, double rate, double beta1,
               double beta2, double epsilon, double correction1, double correction2);
  // average += (1 - decay) (x - average)
  void (*average)(size_t n, double decay, const void *x, void *average);

  // The memory that a product needs, but for `packed`, which is to point to it: B as its kernels read it, or nothing.
  size_t (*gemm_packed_count)(const sk_gemm *g);
  // A product is gemm_tasks tasks, on any threads. The first gemm_first ones pack B: they must be begun before the others,
  // which wait for them.
  size_t (*gemm_tasks)(const sk_gemm *g);
  size_t (*gemm_first)(const sk_gemm *g);
  void (*gemm_run)(sk_gemm *g, size_t task);
} sk_table;

// The float32 table of an instruction set (portable, avx2, avx512, neon); null when this machine cannot run it.
const sk_table *sk_float32(const char *name);
// Float64 serves the checks of derivatives, through the portable kernels alone.
const sk_table *sk_float64(void);

// One block of Philox 4x32-10, for the tests that hold it to published answers.
void sk_philox4x32(uint64_t key, uint64_t lane, uint64_t block, uint32_t out[4]);

// How many processors this process may run on: fewer than the machine has where it is confined to some (Linux).
size_t sk_processors(void);

// What the address sanitizer, where a program is built with it, is told of memory; not defined otherwise.
void __asan_poison_memory_region(const volatile void *start, size_t bytes);
void __asan_unpoison_memory_region(const volatile void *start, size_t bytes);

// Tells the processor that this thread spins.
static inline void sk_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
