// SPDX-License-Identifier: GPL-3.0-or-later
// What a detector does not say of a face, filled in by the template's proportions.
#include <complex>

#include "vision/detectors.h"

namespace syper::vision {
namespace {

using Number = std::complex<double>;

Number numberOf(const Point& p) {
    return {p.x, p.y};
}
Point pointOf(const Number& n) {
    return {n.real(), n.imag()};
}

/// The turn and scale between the eyes' vector in the template and in the picture.
Number turnOf(const Point& left, const Point& right) {
    const Landmarks shape = faceTemplate();
    return (numberOf(right) - numberOf(left)) / (numberOf(shape[1]) - numberOf(shape[0]));
}

}  // namespace

Landmarks landmarksFromEyes(const Point& left, const Point& right) {
    const Landmarks shape = faceTemplate();
    const Number turn = turnOf(left, right);
    Landmarks landmarks{left, right};
    for (std::size_t i = 2; i < landmarks.size(); ++i)
        landmarks[i] = pointOf(numberOf(left) + turn * (numberOf(shape[i]) - numberOf(shape[0])));
    return landmarks;
}

void setMouthAround(const Point& middle, Landmarks& landmarks) {
    const Landmarks shape = faceTemplate();
    const Number half = turnOf(landmarks[0], landmarks[1]) * (numberOf(shape[4]) - numberOf(shape[3])) * 0.5;
    landmarks[3] = pointOf(numberOf(middle) - half);
    landmarks[4] = pointOf(numberOf(middle) + half);
}

}  // namespace syper::vision
