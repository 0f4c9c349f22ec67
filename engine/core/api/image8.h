// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace syper::core {

enum class PixelOrder : std::uint8_t { Rgb, Bgr, Gray };

/// Shared 8-bit pixels, row-major, interleaved, no row padding. Copies share the buffer; treat shared pixels as const.
class Image8 {
public:
    Image8() = default;
    /// A black picture. width and height in pixels, > 0.
    Image8(int width, int height, PixelOrder order = PixelOrder::Rgb);

    [[nodiscard]] int width() const noexcept { return width_; }
    [[nodiscard]] int height() const noexcept { return height_; }
    [[nodiscard]] PixelOrder order() const noexcept { return order_; }
    [[nodiscard]] int channels() const noexcept { return order_ == PixelOrder::Gray ? 1 : 3; }
    [[nodiscard]] int bytesPerLine() const noexcept { return width_ * channels(); }
    [[nodiscard]] bool empty() const noexcept { return !pixels_; }
    [[nodiscard]] std::size_t bytes() const noexcept { return pixels_ ? pixels_->size() : 0; }

    [[nodiscard]] const std::uint8_t* data() const noexcept { return pixels_ ? pixels_->data() : nullptr; }
    /// Writable only while the one owner is building the picture.
    [[nodiscard]] std::uint8_t* data() noexcept { return pixels_ ? pixels_->data() : nullptr; }
    [[nodiscard]] const std::uint8_t* row(int y) const noexcept { return data() + std::size_t(y) * std::size_t(bytesPerLine()); }
    [[nodiscard]] std::uint8_t* row(int y) noexcept { return data() + std::size_t(y) * std::size_t(bytesPerLine()); }

    /// Keeps the buffer alive for a wrapper that only has a pointer (QImage's clean-up function).
    [[nodiscard]] std::shared_ptr<const std::vector<std::uint8_t>> share() const { return pixels_; }

private:
    int width_ = 0;
    int height_ = 0;
    PixelOrder order_ = PixelOrder::Rgb;
    std::shared_ptr<std::vector<std::uint8_t>> pixels_;
};

/// Left and right exchanged.
[[nodiscard]] Image8 mirrored(const Image8& image);

}  // namespace syper::core
