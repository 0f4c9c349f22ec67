// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/util/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace syper::core {
namespace {

struct Tridiagonal {
    std::vector<double> diagonal, beside;
    std::vector<double> basis;  ///< rows q with matrix = basis^T T basis
};

/// basis -= beta v (v^T basis) from row and column `from` on; rows of `basis` are the columns of the product of
/// reflections, so each row takes the reflection by itself.
void reflectRows(std::vector<double>& basis, std::size_t n, std::size_t from, const std::vector<double>& v,
                 double beta) {
    for (std::size_t r = from; r < n; ++r) {
        double* const row = &basis[r * n];
        double sum = 0.0;
        for (std::size_t c = from; c < n; ++c) sum += row[c] * v[c];
        sum *= beta;
        for (std::size_t c = from; c < n; ++c) row[c] -= sum * v[c];
    }
}

/// A -= v w^T + w v^T below and right of `from`, with w chosen so that this reflects A from both sides.
void reflectBothSides(std::vector<double>& a, std::size_t n, std::size_t from, const std::vector<double>& v,
                      double beta) {
    std::vector<double> w(n, 0.0);
    double inner = 0.0;
    for (std::size_t r = from; r < n; ++r) {
        double sum = 0.0;
        for (std::size_t c = from; c < n; ++c) sum += a[r * n + c] * v[c];
        w[r] = beta * sum;
        inner += w[r] * v[r];
    }
    for (std::size_t r = from; r < n; ++r) w[r] -= 0.5 * beta * inner * v[r];
    for (std::size_t r = from; r < n; ++r)
        for (std::size_t c = from; c < n; ++c) a[r * n + c] -= v[r] * w[c] + w[r] * v[c];
}

Tridiagonal tridiagonalise(std::vector<double>& a, std::size_t n) {
    Tridiagonal t{std::vector<double>(n), std::vector<double>(n, 0.0), std::vector<double>(n * n, 0.0)};
    std::vector<std::vector<double>> reflections;
    std::vector<double> betas;
    for (std::size_t k = 0; k + 2 < n; ++k) {
        std::vector<double> v(n, 0.0);
        double squares = 0.0;
        for (std::size_t r = k + 1; r < n; ++r) {
            v[r] = a[r * n + k];
            squares += v[r] * v[r];
        }
        const double length = std::sqrt(squares), first = v[k + 1];
        const double target = first > 0.0 ? -length : length;  // away from the first component: nothing cancels
        v[k + 1] -= target;
        const double norm = squares - first * first + v[k + 1] * v[k + 1];
        const double beta = norm > 0.0 ? 2.0 / norm : 0.0;
        if (beta > 0.0) reflectBothSides(a, n, k + 1, v, beta);
        t.beside[k] = beta > 0.0 ? target : first;
        reflections.push_back(std::move(v));
        betas.push_back(beta);
    }
    if (n >= 2) t.beside[n - 2] = a[(n - 1) * n + n - 2];
    for (std::size_t i = 0; i < n; ++i) {
        t.diagonal[i] = a[i * n + i];
        t.basis[i * n + i] = 1.0;
    }
    for (std::size_t k = reflections.size(); k-- > 0;) reflectRows(t.basis, n, k + 1, reflections[k], betas[k]);
    return t;
}

/// One implicit QR step on the unreduced block first..last.
void step(Tridiagonal& t, std::size_t n, std::size_t first, std::size_t last) {
    std::vector<double>&d = t.diagonal, &e = t.beside;
    const double half = (d[last - 1] - d[last]) / 2.0, off = e[last - 1];
    const double shift = d[last] - off * off / (half + std::copysign(std::hypot(half, off), half));
    double x = d[first] - shift, z = e[first];
    for (std::size_t k = first; k < last; ++k) {
        const double r = std::hypot(x, z);
        const double c = r > 0.0 ? x / r : 1.0, s = r > 0.0 ? z / r : 0.0;
        if (k > first) e[k - 1] = r;
        const double d1 = d[k], d2 = d[k + 1], f = e[k];
        d[k] = c * c * d1 + 2.0 * c * s * f + s * s * d2;
        d[k + 1] = s * s * d1 - 2.0 * c * s * f + c * c * d2;
        e[k] = c * s * (d2 - d1) + (c * c - s * s) * f;
        if (k + 1 < last) {
            x = e[k];
            z = s * e[k + 1];
            e[k + 1] *= c;
        }
        double* const a = &t.basis[k * n];
        double* const b = &t.basis[(k + 1) * n];
        for (std::size_t i = 0; i < n; ++i) {
            const double ai = a[i], bi = b[i];
            a[i] = c * ai + s * bi;
            b[i] = c * bi - s * ai;
        }
    }
}

void diagonalise(Tridiagonal& t, std::size_t n) {
    constexpr double kTiny = 1e-15;
    std::size_t last = n - 1;
    // Each eigenvalue takes about two steps; the bound only ends what rounding keeps from converging.
    for (std::size_t steps = 0; last > 0 && steps < 60 * n; ++steps) {
        for (std::size_t i = 0; i < last; ++i)
            if (std::abs(t.beside[i]) <= kTiny * (std::abs(t.diagonal[i]) + std::abs(t.diagonal[i + 1])))
                t.beside[i] = 0.0;
        while (last > 0 && t.beside[last - 1] == 0.0) --last;
        if (last == 0) break;
        std::size_t first = last - 1;
        while (first > 0 && t.beside[first - 1] != 0.0) --first;
        step(t, n, first, last);
    }
}

}  // namespace

SymmetricEigen symmetricEigen(std::vector<double> matrix, std::size_t n) {
    SymmetricEigen out;
    if (n == 0) return out;
    Tridiagonal t = tridiagonalise(matrix, n);
    diagonalise(t, n);
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, [&t](std::size_t a, std::size_t b) { return t.diagonal[a] > t.diagonal[b]; });
    for (const std::size_t i : order) {
        out.values.push_back(t.diagonal[i]);
        const auto row = t.basis.begin() + std::ptrdiff_t(i * n);
        const auto largest = std::max_element(row, row + std::ptrdiff_t(n),
                                              [](double a, double b) { return std::abs(a) < std::abs(b); });
        const double sign = *largest < 0.0 ? -1.0 : 1.0;
        std::transform(row, row + std::ptrdiff_t(n), std::back_inserter(out.vectors),
                       [sign](double v) { return sign * v; });
    }
    return out;
}

}  // namespace syper::core
