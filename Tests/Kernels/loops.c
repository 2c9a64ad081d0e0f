// All kernels but the products: each against its definition in CKernels.h.
#include "check.h"

#include <string.h>

// A length that meets whole vectors, remainders and chunks.
static size_t any_length(void) { return any_of(1, (size_t)PICK(8, 40, 70, 600)); }

// A sum of `count` numbers of about 1, which is added up in double precision whatever the table's type.
static void expect_sum(double actual, double expected, size_t count) {
  expect(actual, expected, 1, is_wide() ? (double)count : fabs(expected) + (double)count * 0x1p-29);
}

static void check_unary(void) {
  static const char *const names[] = {
      "negate", "exp", "log", "sqrt", "reciprocal", "square", "abs", "sign", "tanh", "sigmoid", "softplus", "leaky ReLU",
      "scale", "offset", "power", "normal cdf"};
  static const double special[] = {0, -0.0, 1, -1, INFINITY, -INFINITY, NAN, 1e-41, 1e30, -1e30, 88, -88, -100};
  const double parameter = any_bits() % 4 ? any_between(0, 3) : 0, range = PICK(1, 10, 80);
  for (int op = SK_NEGATE; op <= SK_NORMAL_CDF; op++) {
    const bool positive = op == SK_LOG || op == SK_SQRT || op == SK_POWER;
    const size_t n = any_length(), specials = op == SK_POWER ? 0 : sizeof special / sizeof *special;
    const numbers x = random_numbers(n, positive ? 0 : -range, range), y = numbers_of(n);
    if (any_bits() % 2)
      for (size_t i = 0; i < n && i < specials; i++) set(x, any_of(0, n - 1), special[any_of(0, specials - 1)]);
    checking("%s of %zu", names[op], n);
    table->unary((sk_unary)op, n, x.at, y.at, parameter);
    const double p = is_wide() ? parameter : (double)(float)parameter;
    for (size_t i = 0; i < n; i++) {
      const double v = get(x, i);
      double e = 0;
      switch ((sk_unary)op) {
        case SK_NEGATE: e = -v; break;
        case SK_EXP: e = exp(v); break;
        case SK_LOG: e = log(v); break;
        case SK_SQRT: e = sqrt(v); break;
        case SK_RECIPROCAL: e = 1 / v; break;
        case SK_SQUARE: e = v * v; break;
        case SK_ABS: e = fabs(v); break;
        case SK_SIGN: e = v == v ? (v > 0) - (v < 0) : v; break;
        case SK_TANH: e = tanh(v); break;
        case SK_SIGMOID: e = 1 / (1 + exp(-v)); break;
        case SK_SOFTPLUS: e = (v > 0 ? v : v == v ? 0 : v) + log1p(exp(-fabs(v))); break;
        case SK_LEAKY_RELU: e = v > 0 ? v : p == 0 && v < 0 ? 0 : p * v; break;
        case SK_SCALE: e = p * v; break;
        case SK_OFFSET: e = v + p; break;
        case SK_POWER: e = pow(v, parameter); break;
        case SK_NORMAL_CDF: e = 0.5 * erfc(-v * sqrt(0.5)); break;
      }
      if (!is_wide()) e = (double)(float)e;
      expect(get(y, i), e, 4, fabs(e) + (is_wide() ? 1e-300 : 1e-37));
    }
    give_back();
  }
}

static void check_softplus_loss(void) {
  const size_t n = any_length();
  const double range = PICK(1, 10, 80), a = any_between(-2, 2), factor = any_between(-2, 2);
  const numbers x = random_numbers(n, -range, range), y = numbers_of(n);
  checking("softplus loss of %zu", n);
  const double p = is_wide() ? a : (double)(float)a;
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    const double v = p * get(x, i);
    sum += (v > 0 ? v : 0) + log1p(exp(-fabs(v)));
  }
  // A product that rounds moves the result by as much of it, at most.
  expect(table->softplus_sum(n, x.at, a), sum, 8, sum + (double)n);
  table->softplus_back(n, x.at, a, factor, y.at);
  for (size_t i = 0; i < n; i++) {
    const double v = p * get(x, i), e = factor / (1 + exp(-v));
    expect(get(y, i), e, 8, fabs(e) * (1 + fabs(v)) + (is_wide() ? 1e-300 : 1e-37));
  }
  give_back();
}

static double binary(sk_binary op, double u, double v, double p) {
  switch (op) {
    case SK_ADD: return u + v;
    case SK_SUBTRACT: return u - v;
    case SK_MULTIPLY: return u * v;
    case SK_DIVIDE: return u / v;
    case SK_MAXIMUM: return u != u || v != v ? NAN : u > v ? u : v;
    case SK_MINIMUM: return u != u || v != v ? NAN : u < v ? u : v;
    case SK_GREATER: return u > v;
    case SK_GREATER_EQUAL: return u >= v;
    case SK_EQUAL: return u == v;
    case SK_LEAKY_RELU_BACK: return v > 0 ? u : p * u;
  }
  return NAN;
}

static void check_binary(void) {
  for (int op = SK_ADD; op <= SK_LEAKY_RELU_BACK; op++) {
    const size_t rows = any_of(1, 5), columns = any_length();
    ptrdiff_t row[2], column[2];
    numbers operand[2];
    for (int i = 0; i < 2; i++) {
      column[i] = PICK(0, 1, 1, 3), row[i] = PICK(0, 1, 1) * ((ptrdiff_t)columns * column[i] + PICK(0, 1));
      operand[i] = random_numbers((rows - 1) * (size_t)row[i] + (columns - 1) * (size_t)column[i] + 1, -2, 2);
      for (size_t j = 0; j < operand[i].count; j += 3) set(operand[i], j, any_bits() % 8 ? (double)PICK(-1, 1, 2) : NAN);  // so that some are equal
    }
    const numbers out = numbers_of(rows * columns);
    checking("binary operation %d of %zu x %zu", op, rows, columns);
    table->binary((sk_binary)op, rows, columns, operand[0].at, row[0], column[0], operand[1].at, row[1], column[1], out.at,
                  0.25);
    for (size_t r = 0; r < rows; r++)
      for (size_t c = 0; c < columns; c++) {
        const double u = get(operand[0], r * (size_t)row[0] + c * (size_t)column[0]);
        const double v = get(operand[1], r * (size_t)row[1] + c * (size_t)column[1]);
        const double e = binary((sk_binary)op, u, v, 0.25);
        expect(get(out, r * columns + c), e, 1, fabs(e));
      }
    give_back();
  }
  const size_t n = any_length();
  const numbers condition = numbers_of(n), x = random_numbers(n, -1, 1), y = random_numbers(n, -1, 1), out = numbers_of(n);
  for (size_t i = 0; i < n; i++) set(condition, i, (double)PICK(0, 1));
  checking("select of %zu", n);
  table->select(n, condition.at, x.at, y.at, out.at);
  for (size_t i = 0; i < n; i++) expect(get(out, i), get(get(condition, i) != 0 ? x : y, i), 0, 0);
  give_back();
}

static void check_reductions(void) {
  const size_t rows = any_length(), columns = any_of(1, (size_t)PICK(8, 40, 70));
  const numbers x = random_numbers(rows * columns, -1, 1), sum = numbers_of(rows), most = numbers_of(rows);
  checking("reductions of %zu x %zu", rows, columns);
  table->reduce_rows(SK_SUM, rows, columns, x.at, sum.at);
  table->reduce_rows(SK_MAX, rows, columns, x.at, most.at);
  for (size_t r = 0; r < rows; r++) {
    double s = 0, m = -INFINITY;
    for (size_t c = 0; c < columns; c++) s += get(x, r * columns + c), m = fmax(m, get(x, r * columns + c));
    expect_sum(get(sum, r), s, columns);
    expect(get(most, r), m, 0, 0);
  }
  const size_t bands = any_of(1, 3), band = (rows + bands - 1) / bands, count = (rows + band - 1) / band;
  double *partial = edge_memory(count * columns * sizeof *partial);
  const numbers sums = numbers_of(columns), greatest = numbers_of(columns);
  for (size_t b = 0; b < count; b++)
    table->sum_columns(b * band + band < rows ? band : rows - b * band, columns,
                       (const char *)x.at + b * band * columns * table->element, partial + b * columns);
  table->add_partials(count, columns, partial, sums.at);
  table->max_columns(rows, columns, x.at, greatest.at);
  for (size_t c = 0; c < columns; c++) {
    double s = 0, m = -INFINITY;
    for (size_t r = 0; r < rows; r++) s += get(x, r * columns + c), m = fmax(m, get(x, r * columns + c));
    expect_sum(get(sums, c), s, rows);
    expect(get(greatest, c), m, 0, 0);
  }
  give_back();
}

static void check_normalization(void) {
  const size_t rows = any_of(1, 60), columns = any_of(1, (size_t)PICK(8, 20, 70)), n = rows * columns;
  const double slope = 0.2 * (double)PICK(0, 1, 5);
  const numbers x = random_numbers(n, -1, 1), g = random_numbers(n, -1, 1), y = numbers_of(n), out = numbers_of(n);
  numbers vector[7];  // origin, mean, inverse, scale, shift, first, second
  for (size_t i = 0; i < 7; i++) vector[i] = random_numbers(columns, -1, 1);
  double *moments = edge_memory(2 * columns * sizeof *moments), *sums = edge_memory(2 * columns * sizeof *sums);
  checking("normalisation of %zu x %zu", rows, columns);
  table->moments(rows, columns, x.at, vector[0].at, moments);
  table->normalize(rows, columns, x.at, vector[1].at, vector[3].at, vector[4].at, slope, y.at);
  table->normalize_sums(rows, columns, g.at, y.at, x.at, vector[1].at, vector[2].at, slope, sums);
  table->normalize_back(rows, columns, g.at, y.at, x.at, vector[1].at, vector[2].at, vector[3].at, vector[5].at,
                        vector[6].at, slope, out.at);
  for (size_t c = 0; c < columns; c++) {
    double v[7], sum[4] = {0};
    for (size_t i = 0; i < 7; i++) v[i] = get(vector[i], c);
    for (size_t r = 0; r < rows; r++) {
      const size_t i = r * columns + c;
      const double distance = get(x, i) - v[0], centred = get(x, i) - v[1], z = centred * v[3] + v[4];
      const double h = get(y, i) > 0 ? get(g, i) : slope * get(g, i);
      sum[0] += distance, sum[1] += distance * distance, sum[2] += h, sum[3] += h * centred * v[2];
      expect(get(y, i), z > 0 ? z : slope * z, 4, 3);
      expect(get(out, i), v[3] * (h - v[5] - centred * v[2] * v[6]), 4, 4);
    }
    expect(moments[c], sum[0], 1, is_wide() ? (double)rows : 1e-6);
    expect(moments[columns + c], sum[1], 1, is_wide() ? (double)rows : 1e-6);
    expect(sums[c], sum[2], 1, (double)rows);
    expect(sums[columns + c], sum[3], 2, (double)rows);
  }
  give_back();
}

static void check_moves(void) {
  const size_t rows = any_of(1, 40), columns = any_length(), n = rows * columns;
  const bool transposes[] = {any_bits() % 2, any_bits() % 2};
  ptrdiff_t row[2], column[2];
  for (int i = 0; i < 2; i++) row[i] = transposes[i] ? 1 : (ptrdiff_t)columns, column[i] = transposes[i] ? (ptrdiff_t)rows : 1;
  const numbers x = random_numbers(n, -1, 1), out = numbers_of(n), filled = numbers_of(n);
  checking("copy of %zu x %zu", rows, columns);
  table->copy(rows, columns, x.at, row[0], column[0], out.at, row[1], column[1]);
  table->fill(n, 0.25, filled.at);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) {
      expect(get(out, r * (size_t)row[1] + c * (size_t)column[1]), get(x, r * (size_t)row[0] + c * (size_t)column[0]), 0, 0);
      expect(get(filled, r * columns + c), 0.25, 0, 0);
    }
  give_back();

  const size_t lines = any_of(1, 9);
  int32_t *index = edge_memory(rows * sizeof *index);
  for (size_t r = 0; r < rows; r++) index[r] = (int32_t)any_of(0, lines - 1);
  const numbers source = random_numbers(lines * columns, -1, 1), gathered = numbers_of(n), values = random_numbers(n, -1, 1);
  const numbers scattered = numbers_of(lines * columns), hot = numbers_of(rows * lines);
  for (size_t i = 0; i < scattered.count; i++) set(scattered, i, 0.5);
  checking("gathering of %zu x %zu", rows, columns);
  table->gather(rows, columns, source.at, index, gathered.at);
  table->scatter_add(rows, columns, values.at, index, scattered.at);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) expect(get(gathered, r * columns + c), get(source, (size_t)index[r] * columns + c), 0, 0);
  for (size_t l = 0; l < lines; l++)
    for (size_t c = 0; c < columns; c++) {
      double sum = 0.5;
      for (size_t r = 0; r < rows; r++) sum += (size_t)index[r] == l ? get(values, r * columns + c) : 0;
      expect(get(scattered, l * columns + c), sum, 2, (double)rows + 1);
    }
  index[any_of(0, rows - 1)] = -1;  // of no class
  table->one_hot(rows, lines, index, hot.at);
  for (size_t i = 0; i < hot.count; i++) expect(get(hot, i), index[i / lines] == (int32_t)(i % lines), 0, 0);
  give_back();
}

static void check_segments(void) {
  const size_t rows = any_of(1, 20), segments = any_of(1, 9);
  int32_t *ends = edge_memory(segments * sizeof *ends);
  for (size_t s = 0; s < segments; s++) ends[s] = (s ? ends[s - 1] : 0) + (int32_t)any_of(1, (size_t)PICK(1, 4, 40));
  const size_t columns = (size_t)ends[segments - 1];
  const numbers x = random_numbers(rows * columns, -5, 5), soft = numbers_of(rows * columns);
  const numbers sum = numbers_of(rows * segments), wide = numbers_of(rows * columns);
  checking("%zu segments of %zu x %zu", segments, rows, columns);
  table->segment_softmax(rows, segments, ends, x.at, soft.at);
  table->segment_sum(rows, segments, ends, x.at, sum.at);
  table->segment_expand(rows, segments, ends, sum.at, wide.at);
  for (size_t r = 0; r < rows; r++)
    for (size_t s = 0; s < segments; s++) {
      const size_t first = r * columns + (s ? (size_t)ends[s - 1] : 0), last = r * columns + (size_t)ends[s];
      double total = 0, exponentials = 0;
      for (size_t i = first; i < last; i++) total += get(x, i), exponentials += exp(get(x, i));
      expect_sum(get(sum, r * segments + s), total, last - first);
      for (size_t i = first; i < last; i++) {
        expect(get(soft, i), exp(get(x, i)) / exponentials, 16, exp(get(x, i)) / exponentials);
        expect(get(wide, i), get(sum, r * segments + s), 0, 0);
      }
    }
  give_back();
}

// Draws against the words that sk_philox4x32 gives; those of normals lie in pairs half of a group of blocks apart.
static void check_random(void) {
  const size_t each = is_wide() ? 2 : 4, group = 64 * each, n = any_of(1, 3 * group);
  const uint64_t key = any_bits(), lane = any_bits(), block = PICK(0, 17, 1) << PICK(0, 31);
  const numbers out = numbers_of(n);
  double u[3 * 64 * 4];
  for (size_t i = 0; i < 3 * group; i++) {
    uint32_t words[4];
    sk_philox4x32(key, lane, block + i / each, words);
    u[i] = is_wide() ? ((double)((((uint64_t)words[2 * (i % 2)] << 32) | words[2 * (i % 2) + 1]) >> 12) + 0.5) * 0x1p-52
                     : ((double)(words[i % 4] >> 9) + 0.5) * 0x1p-23;
  }
  for (int kind = SK_NORMAL; kind <= SK_GUMBEL; kind++) {
    checking("%zu random numbers of kind %d", n, kind);
    table->random((sk_distribution)kind, key, lane, block * each, n, out.at);
    for (size_t i = 0; i < n; i++) {
      const size_t base = i / group * group, half = (i - base) % (group / 2);
      const double radius = sqrt(-2 * log(u[base + half])), turn = 2 * M_PI * u[base + half + group / 2];
      const double normal = radius * (i - base < group / 2 ? cos(turn) : sin(turn));
      const double e = kind == SK_NORMAL ? normal : kind == SK_UNIFORM ? u[i] : -log(-log(u[i]));
      // The logarithm of a number near 1 is as good as that number's distance from 1, which is exact.
      expect(get(out, i), e, kind == SK_UNIFORM ? 0 : 8, 1 + fabs(e));
    }
  }
  give_back();
}

static void check_updates(void) {
  const size_t n = any_length();
  const numbers p = random_numbers(n, -1, 1), m = random_numbers(n, -1, 1), s = random_numbers(n, 0, 1), g = random_numbers(n, -1, 1);
  numbers old[3] = {numbers_of(n), numbers_of(n), numbers_of(n)};
  memcpy(old[0].at, p.at, n * table->element), memcpy(old[1].at, m.at, n * table->element);
  memcpy(old[2].at, s.at, n * table->element);
  checking("Adam on %zu", n);
  table->adam(n, p.at, m.at, s.at, g.at, 0.1, 0.8, 0.95, 1e-3, 0.5, 0.15);
  for (size_t i = 0; i < n; i++) {
    const double mean = 0.8 * get(old[1], i) + 0.2 * get(g, i), square = 0.95 * get(old[2], i) + 0.05 * get(g, i) * get(g, i);
    expect(get(m, i), mean, 4, 1);
    expect(get(s, i), square, 4, 1);
    expect(get(p, i), get(old[0], i) - 0.1 * (mean / 0.5) / (sqrt(square / 0.15) + 1e-3), 64, 1);
  }
  checking("average of %zu", n);
  memcpy(old[0].at, s.at, n * table->element);
  table->average(n, 0.9, g.at, s.at);
  for (size_t i = 0; i < n; i++) expect(get(s, i), 0.9 * get(old[0], i) + 0.1 * get(g, i), 4, 1);
  give_back();
}

void check_loops(void) {
  check_unary();
  check_softplus_loss();
  check_binary();
  check_reductions();
  check_normalization();
  check_moves();
  check_segments();
  check_random();
  check_updates();
}
