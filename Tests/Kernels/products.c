// Matrix products and convolutions: each element of C by its definition in CKernels.h.
#include "check.h"

#include <string.h>

// Channel `part` of the patches' rows at place (y, x) of the result of an image, which may lie beyond it.
static double element_of_patch(const sk_patches *s, numbers images, size_t image, size_t y, size_t x, size_t part) {
  const size_t channel = part % s->channels, tap = part / s->channels;
  const ptrdiff_t down = (ptrdiff_t)(y * s->stride + tap / s->kernel_width) + s->top;
  const ptrdiff_t across = (ptrdiff_t)(x * s->stride + tap % s->kernel_width) + s->left;
  if (down < 0 || across < 0 || down >= (ptrdiff_t)s->height || across >= (ptrdiff_t)s->width) return 0;
  return get(images, ((image * s->height + (size_t)down) * s->width + (size_t)across) * s->channels + channel);
}

// Element (row, column) of A as the product's fields say: of a matrix, or of the patches of an image.
static double element_of_a(const sk_gemm *g, numbers a, size_t row, size_t column) {
  if (!g->patches) return get(a, g->a_transposed ? column * (size_t)g->a_step + row : row * (size_t)g->a_step + column);
  const sk_patches *s = g->patches;
  const size_t place = g->a_transposed ? column : row, part = g->a_transposed ? row : column;
  const size_t x = place % s->out_width, y = place / s->out_width % s->out_height, image = place / s->out_width / s->out_height;
  return element_of_patch(s, a, image, y, x, part);
}

// Where an element of B lies, and a row of C.
static ptrdiff_t place_of_b(const sk_gemm *g, size_t row, size_t column) {
  const size_t tap = row / g->tap_rows;
  return (ptrdiff_t)(tap / g->taps_across) * g->tap_line + (ptrdiff_t)(tap % g->taps_across) * g->tap_column +
         (ptrdiff_t)(row % g->tap_rows) * g->b_row + (ptrdiff_t)column * g->b_column;
}

static ptrdiff_t place_of_row(const sk_gemm *g, size_t row) {
  const size_t line = row / g->rows_across;
  return (ptrdiff_t)(line / g->rows_down) * g->c_image + (ptrdiff_t)(line % g->rows_down) * g->c_line +
         (ptrdiff_t)(row % g->rows_across) * g->c_place;
}

// Whether a product takes Winograd's form, as Documentation/Decisions/0009 says.
static bool is_in_squares(const sk_gemm *g) {
  const sk_patches *s = g->patches;
  if (!s || s->kernel_height != 2 * s->stride || s->kernel_width != 2 * s->stride || s->channels < 16 || g->n < 32) return false;
  return 3 * ((s->out_height + 1) / 2) * ((s->out_width + 1) / 2) <= s->out_height * s->out_width;
}

// What rounding is measured by there: terms are summed in Winograd's form, in squares of two
// by two taps of a phase (of places, where A is transposed), as a sum on the one side times a sum on the other.
static double size_of_squares(const sk_gemm *g, numbers a, numbers b, size_t first, size_t i, size_t j) {
  const sk_patches *s = g->patches;
  double size = 0;
  if (g->a_transposed) {
    const size_t images = g->k / (s->out_height * s->out_width);
    for (size_t square = 0, down = (s->out_height + 1) / 2, across = (s->out_width + 1) / 2; square < images * down * across; square++) {
      const size_t image = square / across / down, top = square / across % down * 2, left = square % across * 2;
      double of_a = 0, of_b = 0;
      for (size_t y = top; y < top + 2; y++)
        for (size_t x = left; x < left + 2; x++) {
          of_a += fabs(element_of_patch(s, a, image, y, x, i));
          const size_t p = (image * s->out_height + y) * s->out_width + x;
          if (y < s->out_height && x < s->out_width) of_b += fabs(get(b, (size_t)((ptrdiff_t)first + place_of_b(g, p, j))));
        }
      size += of_a * of_b;
    }
    return size;
  }
  for (size_t phase = 0; phase < s->stride * s->stride; phase++)
    for (size_t channel = 0; channel < s->channels; channel++) {
      double of_a = 0, of_b = 0;
      for (size_t tap = 0; tap < 4; tap++) {
        const size_t y = tap / 2 * s->stride + phase / s->stride, x = tap % 2 * s->stride + phase % s->stride;
        const size_t p = (y * s->kernel_width + x) * s->channels + channel;
        of_a += fabs(element_of_a(g, a, i, p));
        of_b += fabs(get(b, (size_t)((ptrdiff_t)first + place_of_b(g, p, j))));
      }
      size += of_a * of_b;
    }
  return size;
}

static void make_matrix(sk_gemm *g, numbers *a) {
  const bool is_thin = any_bits() % 3 == 0;
  size_t *const lengths[] = {&g->m, &g->n, &g->k};
  for (size_t i = 0; i < 3; i++) *lengths[i] = any_of(1, (size_t)PICK(5, 17, 50, 150));
  if (is_thin) *lengths[any_of(0, 2)] = any_of(1, 4);
  if (any_bits() % 6 == 0) *lengths[any_of(0, 2)] = any_of(300, 900);
  if (any_bits() % 50 == 0) g->k = 0;
  g->a_step = (ptrdiff_t)((g->a_transposed ? g->m : g->k) + (size_t)PICK(0, 0, 3));
  const size_t lines = g->a_transposed ? g->k : g->m, length = g->a_transposed ? g->m : g->k;
  *a = random_numbers(lines ? (lines - 1) * (size_t)g->a_step + length : 0, -1, 1);
}

static void make_patches(sk_gemm *g, sk_patches *s, numbers *a) {
  *s = (sk_patches){
      .height = any_of(1, 9), .width = any_of(1, 9), .channels = any_of(1, (size_t)PICK(4, 15, 20, 70)),
      .out_height = any_of(1, 6), .out_width = any_of(1, 6), .kernel_height = any_of(1, 4), .kernel_width = any_of(1, 4),
      .stride = any_of(1, 3), .top = PICK(-3, -2, -1, 0, 1), .left = PICK(-3, -2, -1, 0, 1)};
  if (any_bits() % 2) {  // twice the stride, and results that squares fill: the form of Winograd
    s->stride = any_of(1, 2), s->kernel_height = s->kernel_width = 2 * s->stride;
    s->out_height = any_of(2, 8), s->out_width = any_of(2, 8);
    s->height = any_of(1, 18), s->width = any_of(1, 18), s->channels = any_of(16, (size_t)PICK(17, 40, 100));
  }
  const size_t images = any_of(1, (size_t)PICK(2, 9)), places = images * s->out_height * s->out_width;
  const size_t parts = s->kernel_height * s->kernel_width * s->channels;
  g->patches = s;
  g->m = g->a_transposed ? parts : places, g->k = g->a_transposed ? places : parts;
  g->n = any_of(1, (size_t)PICK(4, 17, 40, 100));
  *a = random_numbers(images * s->height * s->width * s->channels, -1, 1);
}

// B plain or transposed or, for patches, tap by tap in either direction; gives its first element among those of `b`.
static size_t make_b(sk_gemm *g, numbers *b) {
  const bool is_transposed = any_bits() % 2;
  size_t taps = 1;
  if (g->patches && !g->a_transposed) taps = g->patches->kernel_height * g->patches->kernel_width;
  g->tap_rows = g->k / taps, g->taps_across = taps > 1 ? g->patches->kernel_width : 1;
  g->b_row = is_transposed ? 1 : (ptrdiff_t)g->n, g->b_column = is_transposed ? (ptrdiff_t)g->tap_rows : 1;
  const ptrdiff_t tap = (ptrdiff_t)(g->tap_rows * g->n) * PICK(1, 2), way = PICK(1, -1);
  if (taps > 1) g->tap_column = way * tap, g->tap_line = way * tap * (ptrdiff_t)g->taps_across;
  ptrdiff_t low = 0, high = -1;
  for (size_t p = 0; p < g->k; p++)
    for (size_t j = 0; j < g->n; j++) {
      const ptrdiff_t at = place_of_b(g, p, j);
      low = at < low ? at : low, high = at > high ? at : high;
    }
  *b = random_numbers((size_t)(high + 1 - low), -1, 1);
  return (size_t)-low;
}

// C plain or, for patches, in images whose places and lines are apart; gives the number of elements from first to last.
static size_t make_c(sk_gemm *g) {
  g->rows_across = g->m, g->rows_down = 1, g->c_place = (ptrdiff_t)g->n;
  if (g->patches && !g->a_transposed && any_bits() % 2) {
    g->rows_across = g->patches->out_width, g->rows_down = g->patches->out_height;
    g->c_place = (ptrdiff_t)g->n * PICK(1, 2);
    g->c_line = (ptrdiff_t)g->rows_across * g->c_place * PICK(1, 2);
    g->c_image = (ptrdiff_t)g->rows_down * g->c_line;
  }
  return (size_t)place_of_row(g, g->m - 1) + g->n;
}

// The first tasks in any order, then the others in any order.
static void run(sk_gemm *g, bool backward) {
  const size_t tasks = table->gemm_tasks(g), first = table->gemm_first(g);
  memset(&g->progress, 0, sizeof g->progress);
  for (size_t i = 0; i < first; i++) table->gemm_run(g, backward ? first - 1 - i : i);
  for (size_t i = first; i < tasks; i++) table->gemm_run(g, backward ? tasks - 1 - (i - first) : i);
}

void check_products(void) {
  sk_patches patches;
  sk_gemm g = {.slope = any_between(0, 0.5) * (double)PICK(0, 1), .a_transposed = any_bits() % 2};
  numbers a, b, bias = {0}, sign = {0};
  if (any_bits() % 2) make_patches(&g, &patches, &a);
  else make_matrix(&g, &a);
  const size_t first = make_b(&g, &b), length = make_c(&g);
  if (any_bits() % 2) bias = random_numbers(g.n, -1, 1);
  if (!g.patches && any_bits() % 2) sign = random_numbers(length, -1, 1);
  const numbers c = numbers_of(length), again = numbers_of(length), packed = numbers_of(length);
  checking("product %zu x %zu x %zu%s%s%s%s", g.m, g.n, g.k, g.patches ? " of patches" : "",
           g.a_transposed ? ", A transposed" : "", g.b_column != 1 ? ", B transposed" : "", bias.at ? ", bias" : "");
  g.a = a.at, g.b = (const char *)b.at + first * table->element, g.bias = bias.at;
  g.sign = sign.at, g.mask_slope = any_between(0, 2);
  g.packed = edge_memory(table->gemm_packed_count(&g) * table->element);
  g.c = c.at, run(&g, false);
  g.c = again.at, run(&g, true);
  g.c = packed.at, g.is_packed = table->gemm_packed_count(&g) > 0, run(&g, any_bits() % 2);

  const bool is_doubled = is_in_squares(&g);
  size_t untouched = length;
  for (size_t i = 0; i < g.m; i++)
    for (size_t j = 0; j < g.n; j++, untouched--) {
      double sum = bias.at ? get(bias, j) : 0, size = fabs(sum);
      for (size_t p = 0; p < g.k; p++) {
        const double term = element_of_a(&g, a, i, p) * get(b, (size_t)((ptrdiff_t)first + place_of_b(&g, p, j)));
        sum += term, size += fabs(term);
      }
      if (is_doubled) size += size_of_squares(&g, a, b, first, i, j);
      const size_t at = (size_t)place_of_row(&g, i) + j;
      const double mask = sign.at && get(sign, at) <= 0 ? g.mask_slope : 1;
      expect(get(c, at), mask * (sum > 0 ? sum : g.slope * sum), 8, size * (1 + mask));
      expect(get(again, at), get(c, at), 0, 0);
      expect(get(packed, at), get(c, at), 0, 0);
    }
  for (size_t i = 0; i < length; i++) untouched -= get(c, i) != get(c, i);
  expect((double)untouched, 0, 0, 0);  // what lies between the rows of C stays as it was
  give_back();
}
