// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace syper::core {

/// NumPy's legacy generator bit for bit: MT19937 (Matsumoto and Nishimura 1998) seeded by init_genrand, normals by the
/// polar method of two at a time, as numpy.random.RandomState(seed).randn() draws them. So a seed gives the latent that
/// the published scripts give.
class NumpyRandomState {
public:
    explicit NumpyRandomState(std::uint32_t seed);

    /// A standard normal.
    double normal();
    std::vector<double> normals(std::size_t count);

private:
    std::uint32_t word();
    /// Uniform in [0, 1) with 53 bits.
    double uniform();
    void refill();

    static constexpr std::size_t kWords = 624;
    std::array<std::uint32_t, kWords> state_{};
    std::size_t used_ = kWords;
    bool spareReady_ = false;
    double spare_ = 0.0;
};

}  // namespace syper::core
