// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QHash>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "widgets/icons.h"
#include "widgets/theme.h"

using namespace syper::ui;

namespace {

double luminance(const QColor& color) {
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// WCAG 2.1's contrast ratio, 1..21.
double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

/// How well the words in `area` stand out: the ground is its most frequent colour, the ink what differs most from it.
double wordContrast(QWidget& widget, const QRect& area) {
    const QImage image = widget.grab(area.adjusted(4, 2, -4, -2)).toImage();
    QHash<QRgb, int> counts;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) ++counts[image.pixel(x, y)];
    const auto ground = std::max_element(counts.cbegin(), counts.cend());
    double best = 1.0;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        best = std::max(best, contrast(QColor(it.key()), QColor(ground.key())));
    return best;
}

}  // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { Theme::apply(ThemeMode::Light); }

    void textAndAccentCanBeReadOnEverySurface_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void textAndAccentCanBeReadOnEverySurface() {
        QFETCH(bool, dark);
        const Palette& p = Theme::paletteOf(dark);
        for (const QColor& surface : {p.window, p.surface, p.raised})
            for (const QColor& ink : {p.text, p.secondary, p.accent, p.good, p.caution, p.bad})
                QVERIFY2(
                    contrast(ink, surface) >= 4.5,
                    qPrintable(
                        QStringLiteral("%1 on %2: %3").arg(ink.name(), surface.name()).arg(contrast(ink, surface))));
        QVERIFY(contrast(p.onAccent, p.accent) >= 4.5);
    }

    void whatIsChosenCanBeRead_data() { textAndAccentCanBeReadOnEverySurface_data(); }
    void whatIsChosenCanBeRead() {
        QFETCH(bool, dark);
        Theme::apply(dark ? ThemeMode::Dark : ThemeMode::Light);
        QComboBox box;
        box.addItems({QStringLiteral("Hamburg"), QStringLiteral("Malmberg"), QStringLiteral("Wimbledon")});
        box.setCurrentIndex(1);
        box.show();
        QVERIFY(QTest::qWaitForWindowExposed(&box));
        QTest::keyClick(&box, Qt::Key_F4);
        QTRY_VERIFY(box.view()->isVisible());
        for (int row = 0; row < box.count(); ++row) {
            const QRect area = box.view()->visualRect(box.model()->index(row, 0));
            QVERIFY2(wordContrast(*box.view()->viewport(), area) >= 4.5, qPrintable(box.itemText(row)));
        }
        box.hidePopup();

        QListWidget list;
        list.addItems({QStringLiteral("Hamburg"), QStringLiteral("Malmberg")});
        list.setCurrentRow(1);
        list.show();
        QVERIFY(QTest::qWaitForWindowExposed(&list));
        QVERIFY(wordContrast(*list.viewport(), list.visualItemRect(list.item(1))) >= 4.5);

        QMenu menu;
        menu.addAction(QStringLiteral("Hamburg"));
        QAction* wanted = menu.addAction(QStringLiteral("Malmberg"));
        menu.popup({0, 0});
        QTRY_VERIFY(menu.isVisible());
        menu.setActiveAction(wanted);
        QVERIFY(wordContrast(menu, menu.actionGeometry(wanted)) >= 4.5);
    }

    void switchingIsLiveAndTold() {
        QLabel label(QStringLiteral("text"));
        QSignalSpy changed(&Theme::instance(), &Theme::changed);
        Theme::apply(ThemeMode::Dark);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(label.palette().color(QPalette::WindowText), Theme::paletteOf(true).text);
        Theme::apply(ThemeMode::Light);
        QCOMPARE(label.palette().color(QPalette::WindowText), Theme::paletteOf(false).text);
    }

    void modelsDifferWithoutColourToo() {
        const ModelKind kinds[] = {ModelKind::Float, ModelKind::W8, ModelKind::W6, ModelKind::W4, ModelKind::Mixed};
        for (const ModelKind a : kinds)
            for (const ModelKind b : kinds) {
                if (a == b) continue;
                QVERIFY(modelStyle(a).line != modelStyle(b).line);
                QVERIFY(modelStyle(a).marker != modelStyle(b).marker);
            }
        QCOMPARE(modelKind(32, 32), ModelKind::Float);
        QCOMPARE(modelKind(4, 4), ModelKind::W4);
        QCOMPARE(modelKind(4, 8), ModelKind::Mixed);
    }

    void everyIconIsDrawnInTheThemesColour() {
        const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
        QVERIFY(files.size() > 20);
        for (const QString& file : files) {
            const QImage image = lineIcon(file.chopped(4), Qt::red).pixmap(QSize(40, 40), 1.0).toImage();
            bool drawn = false;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x) {
                    const QColor pixel = image.pixelColor(x, y);
                    drawn = drawn || pixel.alpha() > 200;
                    if (pixel.alpha() > 50) QVERIFY2(pixel.red() > 200 && pixel.blue() < 60, qPrintable(file));
                }
            QVERIFY2(drawn, qPrintable(file));
        }
        QVERIFY(lineIcon(QStringLiteral("no such icon")).isNull());
    }

    void theFontHasTheSignsThatWeWrite() {
        const QFontMetrics metrics(Theme::font(type::kBody));
        for (const QChar sign : QStringLiteral("aZ09ÄÖÜäöüß%.,:;()?!-+"))
            QVERIFY2(metrics.inFont(sign), qPrintable(QString(sign)));
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
