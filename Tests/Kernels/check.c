// Holds every kernel of every table that this machine can run to plain loops in double precision, on random shapes.
//
// It is for machines without Swift (`make neon` runs it under an emulator) and for the sanitizer of undefined behaviour.
// usage: check [ROUNDS]
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const sk_table *table;
size_t failures, checks;

static uint64_t state;

uint64_t any_bits(void) {  // SplitMix64
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

static struct { void *at; size_t length; } maps[64];
static size_t map_count;

void *edge_memory(size_t bytes) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), inside = (bytes + page - 1) / page * page + page;
  char *base = mmap(0, inside + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED || map_count == sizeof maps / sizeof *maps || mprotect(base + page, inside, PROT_READ | PROT_WRITE))
    fprintf(stderr, "check: no memory left\n"), exit(1);
  maps[map_count].at = base, maps[map_count++].length = inside + 2 * page;
  return base + page + (any_bits() % 4 == 0 ? 0 : inside - bytes);
}

void give_back(void) {
  while (map_count > 0) map_count--, munmap(maps[map_count].at, maps[map_count].length);
}

numbers numbers_of(size_t count) {
  numbers x = {count, edge_memory(count * table->element)};
  for (size_t i = 0; i < count; i++) set(x, i, NAN);
  return x;
}

numbers random_numbers(size_t count, double low, double high) {
  numbers x = numbers_of(count);
  for (size_t i = 0; i < count; i++) set(x, i, any_between(low, high));
  return x;
}

double get(numbers x, size_t index) {
  return is_wide() ? ((const double *)x.at)[index] : (double)((const float *)x.at)[index];
}

void set(numbers x, size_t index, double value) {
  if (is_wide()) ((double *)x.at)[index] = value;
  else ((float *)x.at)[index] = (float)value;
}

static char name[256];

void checking(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(name, sizeof name, format, arguments);
  va_end(arguments);
}

void expect(double actual, double expected, double tolerance, double scale) {
  checks++;
  const double limit = tolerance * scale * (is_wide() ? 0x1p-52 : 0x1p-23);
  if (actual == expected || (actual != actual && expected != expected) || fabs(actual - expected) <= limit) return;
  if (failures++ < 20) fprintf(stderr, "%s, %s: %.9g instead of %.9g\n", table->name, name, actual, expected);
}

int main(int count, char **arguments) {
  const long rounds = count > 1 ? strtol(arguments[1], 0, 10) : 100;
  if (rounds < 1) return fprintf(stderr, "usage: check [ROUNDS]\n"), 64;
  const sk_table *const tables[] = {
      sk_float32("portable"), sk_float32("avx2"), sk_float32("avx512"), sk_float32("neon"), sk_float64()};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    if (!tables[i]) continue;
    table = tables[i];
    state = 0;
    const size_t failed = failures, checked = checks;
    for (long round = 0; round < rounds; round++) check_loops(), check_products();
    printf("%s float%zu: %zu numbers checked, %zu wrong\n", table->name, 8 * table->element, checks - checked,
           failures - failed);
  }
  return failures > 0;
}
