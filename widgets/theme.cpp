// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QPalette>
#include <QProxyStyle>
#include <QPushButton>
#include <QToolTip>
#include <cmath>

#include "widgets/system_theme.h"

// A static library's resources are dropped by the linker unless something names them; outside any namespace, as Qt
// asks.
static void initResources() {
    Q_INIT_RESOURCE(studio);
}

namespace syper::ui {
namespace {

class Style : public QProxyStyle {
public:
    using QProxyStyle::QProxyStyle;

    // Return presses a focused button everywhere, not in dialogs only.
    void polish(QWidget* widget) override {
        if (auto* button = qobject_cast<QPushButton*>(widget)) button->setAutoDefault(true);
        QProxyStyle::polish(widget);
    }
    using QProxyStyle::polish;
};

QColor hex(unsigned rgb) {
    return QColor(QRgb(0xFF000000U | rgb));
}

/// Style sheet with @names@ in place of colours and sizes.
QString sheetTemplate() {
    return QStringLiteral(R"(
QToolTip { color: @text@; background: @raised@; border: 1px solid @border@; padding: 4px 8px; }
QFrame#rail, QFrame#topBar, QFrame#bottomBar { background: @surface@; }
QFrame#rail { border-right: 1px solid @border@; }
QFrame#topBar { border-bottom: 1px solid @border@; }
QFrame#bottomBar { border-top: 1px solid @border@; }
QFrame[panel="true"] { background: @surface@; border: 1px solid @border@; border-radius: @radius@px; padding: 1px; }
QFrame[panel="true"]:focus, QFrame[panel="true"][focused="true"] { border: 2px solid @accent@; padding: 0; }
QLabel[role="secondary"] { color: @secondary@; font-size: @secondarySize@px; }
QLabel[role="title"] { font-size: @titleSize@px; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="figure"] { font-size: @figureSize@px; }
QPushButton, QToolButton, QComboBox {
    min-height: 26px; border: 1px solid @border@; border-radius: @radius@px; background: @raised@; padding: 0 10px; }
QToolButton { padding: 0 4px; min-width: 22px; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(@chevron@); width: 12px; height: 12px; }
QToolButton::menu-indicator { image: url(@chevron@); width: 12px; height: 12px; subcontrol-position: right center;
    subcontrol-origin: padding; right: 6px; }
QToolButton[chooser="true"] { padding: 0 24px 0 6px; }
QToolButton[flat="true"]::menu-indicator { image: none; width: 0; }
QToolButton[popupMode="1"] { padding: 0 14px 0 2px; }
QToolButton::menu-button { border: none; background: transparent; width: 14px; }
QToolButton::menu-arrow { image: url(@chevron@); width: 10px; height: 10px; }
QToolButton[flat="true"] { border: 1px solid transparent; background: transparent; }
QToolButton[compact="true"] { min-height: 20px; padding: 0 2px; }
QPushButton:hover, QToolButton:hover, QComboBox:hover { border-color: @secondary@; }
QPushButton:pressed, QToolButton:pressed { background: @border@; }
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled { color: @disabled@; }
QPushButton:focus, QToolButton:focus, QComboBox:focus { border: 2px solid @accent@; }
QPushButton[primary="true"] { background: @accent@; color: @onAccent@; border-color: @accent@; font-weight: 600; }
QPushButton[primary="true"]:focus { border: 2px solid @text@; }
QPushButton[primary="true"]:disabled { background: @raised@; color: @disabled@; border-color: @border@; }
QToolButton:checked, QPushButton:checked { background: @accentSoft@; border-color: @accent@; }
QFrame#rail QToolButton {
    border-color: transparent; background: transparent; padding: 6px 0; font-size: @secondarySize@px; }
QFrame#rail QToolButton:hover { background: @raised@; }
QFrame#rail QToolButton:checked { background: @accentSoft@; color: @accent@; }
QFrame#rail QToolButton:focus { border: 2px solid @accent@; }
QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit {
    min-height: 26px; border: 1px solid @border@; border-radius: @radius@px; background: @window@; padding: 0 6px;
    selection-background-color: @accent@; selection-color: @onAccent@; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus { border: 2px solid @accent@; padding: 0 5px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-origin: border; width: 20px; border: none; border-left: 1px solid @border@; background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button {
    subcontrol-position: top right; border-top-right-radius: @radius@px; }
QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-position: bottom right; border-bottom-right-radius: @radius@px; }
QSpinBox::up-button:hover, QDoubleSpinBox::up-button:hover, QSpinBox::down-button:hover,
QDoubleSpinBox::down-button:hover { background: @raised@; }
QSpinBox::up-button:pressed, QDoubleSpinBox::up-button:pressed, QSpinBox::down-button:pressed,
QDoubleSpinBox::down-button:pressed { background: @border@; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(@chevronUp@); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(@chevron@); width: 10px; height: 10px; }
QSpinBox::up-arrow:disabled, QSpinBox::up-arrow:off, QDoubleSpinBox::up-arrow:disabled,
QDoubleSpinBox::up-arrow:off, QSpinBox::down-arrow:disabled, QSpinBox::down-arrow:off,
QDoubleSpinBox::down-arrow:disabled, QDoubleSpinBox::down-arrow:off { image: none; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid @secondary@; background: @window@; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @accent@; }
QCheckBox::indicator:checked { background: @accent@; border-color: @accent@; image: url(@tick@); }
QRadioButton::indicator:checked {
    width: 8px; height: 8px; border: 4px solid @accent@; background: @onAccent@; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @border@; }
QCheckBox:focus, QRadioButton:focus { color: @accent@; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: @accent@; }
QFrame[row="true"] { border: 1px solid transparent; border-radius: @radius@px; padding: 1px; }
QFrame[row="true"]:hover { border-color: @border@; }
QFrame[row="true"][chosen="true"] { background: @raised@; }
QFrame[row="true"]:focus { border: 2px solid @accent@; padding: 0; }
QSlider:horizontal { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @border@; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent@; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: @surface@; border: 2px solid @accent@; }
QSlider::handle:horizontal:focus { background: @accent@; border: 2px solid @text@; }
QSlider::sub-page:horizontal:disabled { background: @border@; }
QSlider::handle:horizontal:disabled { border-color: @border@; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { width: 10px; background: transparent; }
QScrollBar:horizontal { height: 10px; background: transparent; }
QScrollBar::handle { background: @border@; border-radius: 4px; margin: 1px; min-width: 24px; min-height: 24px; }
QScrollBar::handle:hover { background: @secondary@; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: none; border: none; width: 0; height: 0; }
QMenu { background: @surface@; border: 1px solid @border@; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accentSoft@; color: @text@; }
QMenu::separator { height: 1px; background: @border@; margin: 4px 8px; }
QAbstractItemView { border: 1px solid @border@; border-radius: @radius@px; background: @surface@; outline: none;
    selection-background-color: @accentSoft@; selection-color: @text@; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {
    background: @accentSoft@; color: @text@; }
QHeaderView::section { background: @raised@; border: none; border-bottom: 1px solid @border@; padding: 4px 8px; }
QProgressBar { border: none; border-radius: 3px; background: @border@; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { border-radius: 3px; background: @accent@; }
)");
}

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto channel = [share](int x, int y) { return int(std::lround(x * (1.0 - share) + y * share)); };
    return {channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue())};
}

/// The files of the icons that a style sheet names.
struct SheetIcons {
    QString chevron, chevronUp, tick;
};

QString styleSheet(const Palette& p, const SheetIcons& icons) {
    const std::pair<const char*, QString> values[] = {
        {"@window@", p.window.name()},
        {"@surface@", p.surface.name()},
        {"@raised@", p.raised.name()},
        {"@border@", p.border.name()},
        {"@text@", p.text.name()},
        {"@secondary@", p.secondary.name()},
        {"@accent@", p.accent.name()},
        {"@onAccent@", p.onAccent.name()},
        {"@accentSoft@", mixed(p.surface, p.accent, 0.16).name()},
        {"@disabled@", mixed(p.secondary, p.surface, 0.4).name()},
        {"@chevronUp@", icons.chevronUp},
        {"@chevron@", icons.chevron},
        {"@tick@", icons.tick},
        {"@radius@", QString::number(size::kRadius)},
        {"@secondarySize@", QString::number(type::kSecondary)},
        {"@titleSize@", QString::number(type::kTitle)},
        {"@figureSize@", QString::number(type::kFigure)},
    };
    QString sheet = sheetTemplate();
    for (const auto& [name, value] : values) sheet.replace(QLatin1String(name), value);
    return sheet;
}

QPalette qtPalette(const Palette& p) {
    QPalette out;
    const QColor disabled = mixed(p.secondary, p.surface, 0.4);
    out.setColor(QPalette::Window, p.window);
    out.setColor(QPalette::WindowText, p.text);
    out.setColor(QPalette::Base, p.surface);
    out.setColor(QPalette::AlternateBase, p.window);
    out.setColor(QPalette::Text, p.text);
    out.setColor(QPalette::PlaceholderText, p.secondary);
    out.setColor(QPalette::Button, p.raised);
    out.setColor(QPalette::ButtonText, p.text);
    out.setColor(QPalette::BrightText, p.onAccent);
    out.setColor(QPalette::Highlight, p.accent);
    out.setColor(QPalette::HighlightedText, p.onAccent);
    out.setColor(QPalette::Link, p.accent);
    out.setColor(QPalette::LinkVisited, p.accent);
    out.setColor(QPalette::ToolTipBase, p.raised);
    out.setColor(QPalette::ToolTipText, p.text);
    out.setColor(QPalette::Mid, p.border);
    out.setColor(QPalette::Dark, p.border);
    out.setColor(QPalette::Light, p.raised);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        out.setColor(QPalette::Disabled, role, disabled);
    return out;
}

}  // namespace

ModelStyle modelStyle(ModelKind kind) {
    switch (kind) {
        case ModelKind::Float:
            return {hex(0x0072B2), Qt::SolidLine, Marker::Circle};
        case ModelKind::W8:
            return {hex(0x009E73), Qt::DashLine, Marker::Square};
        case ModelKind::W6:
            return {hex(0xCC79A7), Qt::DashDotLine, Marker::Triangle};
        case ModelKind::W4:
            return {hex(0xD55E00), Qt::DotLine, Marker::Diamond};
        case ModelKind::Mixed:
            return {hex(0xE69F00), Qt::DashDotDotLine, Marker::Cross};
    }
    return {};
}

ModelKind modelKind(int weightBits, int activationBits) {
    if (weightBits >= 32 && activationBits >= 32) return ModelKind::Float;
    if (weightBits != activationBits) return ModelKind::Mixed;
    if (weightBits == 8) return ModelKind::W8;
    if (weightBits == 6) return ModelKind::W6;
    return weightBits == 4 ? ModelKind::W4 : ModelKind::Mixed;
}

const Palette& Theme::paletteOf(bool dark) {
    static const Palette kLight{.window = hex(0xF7F7F5),
                                .surface = hex(0xFFFFFF),
                                .raised = hex(0xF0F0ED),
                                .border = hex(0xD5D6D2),
                                .text = hex(0x1D1F21),
                                .secondary = hex(0x5B6166),
                                .accent = hex(0x0A6E72),
                                .onAccent = hex(0xFFFFFF),
                                .good = hex(0x1B7040),
                                .caution = hex(0x855200),
                                .bad = hex(0xB3261E),
                                .dark = false};
    static const Palette kDark{.window = hex(0x16181B),
                               .surface = hex(0x1E2125),
                               .raised = hex(0x2A2E33),
                               .border = hex(0x3B4148),
                               .text = hex(0xECEEF0),
                               .secondary = hex(0xA3ABB3),
                               .accent = hex(0x4CBFBB),
                               .onAccent = hex(0x10201F),
                               .good = hex(0x66CC94),
                               .caution = hex(0xE6B450),
                               .bad = hex(0xFF9A8F),
                               .dark = true};
    return dark ? kDark : kLight;
}

const Palette& Theme::palette() {
    return paletteOf(instance().dark());
}

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

// Asked before our own palette is set: the platform's is the hint where the desktop portal says nothing.
Theme::Theme()
    : systemDark_(QApplication::palette().color(QPalette::Window).lightness() < 128), system_(new SystemTheme(this)) {
    initResources();
    connect(system_, &SystemTheme::darkWanted, this, [this](bool wanted) {
        systemDark_ = wanted;
        if (mode_ == ThemeMode::System) update();
    });
}

bool Theme::dark() const {
    return mode_ == ThemeMode::Dark || (mode_ == ThemeMode::System && systemDark_);
}

void Theme::apply(ThemeMode mode) {
    instance().mode_ = mode;
    instance().update();
}

void Theme::update() {
    // Once: each of them polishes every widget anew.
    static const bool styled = [] {
        QApplication::setStyle(new Style(QStringLiteral("Fusion")));
        QApplication::setFont(font(type::kBody));
        return true;
    }();
    Q_UNUSED(styled)
    QApplication::setPalette(qtPalette(palette()));
    const Palette& p = palette();
    qApp->setStyleSheet(styleSheet(p, {.chevron = tinted(QStringLiteral("chevron"), p.secondary),
                                       .chevronUp = tinted(QStringLiteral("chevron-up"), p.secondary),
                                       .tick = tinted(QStringLiteral("tick"), p.onAccent)}));
    Q_EMIT changed();
}

// A style sheet takes pictures from files only, and this one must have the theme's colour.
QString Theme::tinted(const QString& icon, const QColor& color) {
    QFile source(QStringLiteral(":/icons/%1.svg").arg(icon));
    QFile made(files_.filePath(QStringLiteral("%1-%2.svg").arg(icon, color.name().mid(1))));
    if (made.exists() || !source.open(QIODevice::ReadOnly) || !made.open(QIODevice::WriteOnly)) return made.fileName();
    made.write(source.readAll().replace("currentColor", color.name().toLatin1()));
    return made.fileName();
}

QFont Theme::font(int pixels, QFont::Weight weight) {
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

}  // namespace syper::ui
