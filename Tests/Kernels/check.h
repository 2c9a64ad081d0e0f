// What the checks of the kernels share: random operands at the very edge of memory, and the judging of results.
#ifndef CHECK_H
#define CHECK_H

#include "CKernels.h"

#include <math.h>

// The table under test.
extern const sk_table *table;
static inline bool is_wide(void) { return table->element == sizeof(double); }

// --- Random choices ---

uint64_t any_bits(void);
static inline size_t any_of(size_t low, size_t high) { return low + any_bits() % (high - low + 1); }
static inline double any_between(double low, double high) {
  return low + (high - low) * ((double)(any_bits() >> 11) * 0x1p-53);
}
#define PICK(...) (((const ptrdiff_t[]){__VA_ARGS__})[any_bits() % (sizeof((ptrdiff_t[]){__VA_ARGS__}) / sizeof(ptrdiff_t))])

// --- Operands ---

// Elements of the table's type. Before the first and after the last lies memory that may not be touched.
typedef struct { size_t count; void *at; } numbers;

// Memory of `bytes` bytes that ends (or, now and then, begins) at a page that may not be touched, until `give_back`.
void *edge_memory(size_t bytes);
void give_back(void);

numbers numbers_of(size_t count);  // not-a-number everywhere
numbers random_numbers(size_t count, double low, double high);
double get(numbers x, size_t index);
void set(numbers x, size_t index, double value);

// --- Judging ---

// Names what is checked from here on, as printf does.
void checking(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Fails unless `actual` lies within `tolerance` (of the table's type: 1 stands for 2^-23 or 2^-52) times `scale` of
// `expected`, or is the same infinity, or both are not-a-number.
void expect(double actual, double expected, double tolerance, double scale);
extern size_t failures, checks;

void check_loops(void);
void check_products(void);

#endif
