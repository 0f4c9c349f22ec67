// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QString>
#include <QTemporaryDir>
#include <cstdint>

namespace syper::ui {

class SystemTheme;

/// The one place with colours and sizes. Style sheet, painting and plots read it; nothing else holds a colour or size.
namespace size {
inline constexpr int kUnit = 4;  ///< the grid
inline constexpr int kGap = 8, kGapWide = 12, kMargin = 16, kMarginWide = 24;
inline constexpr int kRadius = 6;
inline constexpr int kControl = 28, kControlTouch = 44;
inline constexpr int kIcon = 20;
inline constexpr int kRail = 108;      ///< width of the page rail
inline constexpr int kTopBar = 52;     ///< height
inline constexpr int kBottomBar = 40;  ///< height; reserved, so that a message moves nothing
inline constexpr int kSidePanel = 320;
inline constexpr int kThumbnail = 64;
}  // namespace size

/// Text sizes in pixels at 100 %.
namespace type {
inline constexpr int kBody = 13, kSecondary = 12, kTitle = 16, kFigure = 28;
}

/// Colours of one theme. Text and accent reach 4.5:1 on every surface of it.
struct Palette {
    QColor window, surface, raised;  ///< lowest to highest
    QColor border;
    QColor text, secondary;
    QColor accent, onAccent;    ///< focus, primary button, links; text on it
    QColor good, caution, bad;  ///< always together with a word and a shape
    bool dark = false;
};

enum class ThemeMode : std::uint8_t { System, Light, Dark };

/// How a model looks everywhere: bars, curves, columns.
enum class ModelKind : std::uint8_t { Float, W8, W6, W4, Mixed };
enum class Marker : std::uint8_t { Circle, Square, Triangle, Diamond, Cross };
struct ModelStyle {
    QColor color;
    Qt::PenStyle line = Qt::SolidLine;
    Marker marker = Marker::Circle;
};
[[nodiscard]] ModelStyle modelStyle(ModelKind kind);
/// By the bits of weights and activations; 32 is Float, unequal ones are Mixed.
[[nodiscard]] ModelKind modelKind(int weightBits, int activationBits);

/// The application's look. One for a process, made before the first widget.
class Theme : public QObject {
    Q_OBJECT
public:
    /// Sets style, palette, font and style sheet of the application, and follows `mode` from now on.
    static void apply(ThemeMode mode);
    [[nodiscard]] static Theme& instance();
    [[nodiscard]] static const Palette& palette();
    [[nodiscard]] static const Palette& paletteOf(bool dark);
    [[nodiscard]] ThemeMode mode() const noexcept { return mode_; }

    /// The system font in one of the sizes of `type`; tabular digits where the font has them.
    [[nodiscard]] static QFont font(int pixels, QFont::Weight weight = QFont::Normal);

Q_SIGNALS:
    /// Colours changed; widgets that paint or tint for themselves do it anew.
    void changed();

private:
    Theme();
    [[nodiscard]] bool dark() const;
    void update();
    /// The file of an icon in a colour.
    QString tinted(const QString& icon, const QColor& color);

    ThemeMode mode_ = ThemeMode::System;
    bool systemDark_ = false;
    QTemporaryDir files_;
    SystemTheme* system_;
};

}  // namespace syper::ui
