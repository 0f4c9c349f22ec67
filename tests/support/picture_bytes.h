// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <zlib.h>

#include <QByteArray>
#include <QFile>
#include <QString>
#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/api/image8.h"
#include "vision/mat_view.h"

/// Picture files as bytes, whole or wrong in a chosen way.
namespace syper::test {

inline std::span<const std::byte> bytesOf(const QByteArray& bytes) {
    return std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size())));
}

/// `ending` as OpenCV's imencode takes it: ".png", ".jpg" ...
inline QByteArray encoded(const cv::Mat& bgr, const char* ending, const std::vector<int>& settings = {}) {
    std::vector<uchar> bytes;
    if (!cv::imencode(ending, bgr, bytes, settings)) qFatal("cannot encode %s", ending);
    return QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()));
}

inline void writeBytes(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

inline QByteArray bigEndian(quint32 value, int count = 4) {
    QByteArray bytes;
    for (int i = count - 1; i >= 0; --i) bytes += char(value >> (8 * i) & 0xFF);
    return bytes;
}

/// A TIFF header with one directory that holds only the orientation.
inline QByteArray exifBlock(int orientation) {
    return QByteArray("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + char(orientation) + QByteArray(6, '\0');
}

/// `jpeg` with an EXIF segment right after its start marker.
inline QByteArray withExif(const QByteArray& jpeg, int orientation) {
    const QByteArray body = QByteArray("Exif\0\0", 6) + exifBlock(orientation);
    return jpeg.left(2) + QByteArray("\xFF\xE1") + bigEndian(quint32(body.size() + 2), 2) + body + jpeg.mid(2);
}

inline QByteArray pngChunk(const QByteArray& type, const QByteArray& data) {
    const QByteArray covered = type + data;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(covered.constData()), uInt(covered.size()));
    return bigEndian(quint32(data.size())) + covered + bigEndian(quint32(sum));
}

/// A PNG with sound chunks that announces width x height RGB pixels and holds `packed`.
inline QByteArray pngAnnouncing(quint32 width, quint32 height, const QByteArray& packed) {
    return QByteArray("\x89PNG\r\n\x1a\n") +
           pngChunk("IHDR", bigEndian(width) + bigEndian(height) + QByteArray("\x08\x02\0\0\0", 5)) +
           pngChunk("IDAT", packed) + pngChunk("IEND", {});
}

/// `png` with one more chunk right after its header.
inline QByteArray withChunk(const QByteArray& png, const QByteArray& type, const QByteArray& data) {
    return png.left(33) + pngChunk(type, data) + png.mid(33);
}

/// A picture that no turn or mirroring maps to itself: a dark ground, each quarter its own colour in one corner block.
inline cv::Mat cornerPicture(int width, int height) {
    cv::Mat bgr(height, width, CV_8UC3, cv::Scalar(40, 40, 40));
    bgr(cv::Rect(0, 0, width / 2, height / 2)).setTo(cv::Scalar(0, 0, 230));                    // red, upper left
    bgr(cv::Rect(width / 2, 0, width - width / 2, height / 2)).setTo(cv::Scalar(0, 230, 0));    // green, upper right
    bgr(cv::Rect(0, height / 2, width / 2, height - height / 2)).setTo(cv::Scalar(230, 0, 0));  // blue, lower left
    return bgr;
}

/// An uncompressed little-endian RGB TIFF of one strip.
inline QByteArray tiffBytes(const cv::Mat& bgr, int orientation) {
    QByteArray pixels;
    for (int y = 0; y < bgr.rows; ++y)
        for (int x = 0; x < bgr.cols; ++x)
            for (int c = 2; c >= 0; --c) pixels += char(bgr.at<cv::Vec3b>(y, x)[c]);
    const auto little = [](quint32 value, int count) {
        QByteArray bytes = bigEndian(value, count);
        std::reverse(bytes.begin(), bytes.end());
        return bytes;
    };
    const quint32 deep = 8, data = 16;  // bits a sample (three shorts), then the pixels
    QByteArray entries;
    int count = 0;
    const auto add = [&](quint32 tag, quint32 type, quint32 values, quint32 value) {
        entries += little(tag, 2) + little(type, 2) + little(values, 4) + little(value, 4);
        ++count;
    };
    add(256, 4, 1, quint32(bgr.cols));
    add(257, 4, 1, quint32(bgr.rows));
    add(258, 3, 3, deep);
    add(259, 3, 1, 1);
    add(262, 3, 1, 2);
    add(273, 4, 1, data);
    add(274, 3, 1, quint32(orientation));
    add(277, 3, 1, 3);
    add(278, 4, 1, quint32(bgr.rows));
    add(279, 4, 1, quint32(pixels.size()));
    return QByteArray("II*\0", 4) + little(data + quint32(pixels.size()), 4) + little(8, 2) + little(8, 2) +
           little(8, 2) + little(0, 2) + pixels + little(quint32(count), 2) + entries + little(0, 4);
}

}  // namespace syper::test
