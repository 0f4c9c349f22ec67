// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace syper::core {

/// Eigenvalues, largest first, and unit eigenvectors (row i belongs to values[i]; its component of largest magnitude,
/// the first of equals, is positive) of a symmetric matrix.
struct SymmetricEigen {
    std::vector<double> values;
    std::vector<double> vectors;  ///< [n, n]
};

/// matrix: [n, n], symmetric. Householder tridiagonalisation and implicit QR steps with Wilkinson's shift (Golub and
/// Van Loan, Matrix Computations, 8.3). On one thread in a fixed order, where LAPACK's bits depend on its threads.
[[nodiscard]] SymmetricEigen symmetricEigen(std::vector<double> matrix, std::size_t n);

}  // namespace syper::core
