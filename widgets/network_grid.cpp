// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/network_grid.h"

#include <QEvent>
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <cmath>

#include "service/model_choices.h"
#include "widgets/network_strip.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kFrame = 12, kCaption = 24;  // of a button, around and below its picture

/// How `count` squares lie in that room so that they are as large as can be.
struct Arrangement {
    int columns = 1, side = 0;
};
Arrangement arrangement(int count, const QSize& room) {
    Arrangement best;
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        const int across = (room.width() - (columns - 1) * size::kGap) / columns - kFrame;
        const int down = (room.height() - (rows - 1) * size::kGap) / rows - kFrame - kCaption;
        const int side = std::min(across, down);
        if (side > best.side) best = {columns, side};
    }
    return best;
}

}  // namespace

NetworkGrid::NetworkGrid(NetworkStrip& strip, QStackedWidget& stage) : QWidget(&stage), strip_(strip) {
    hide();
    stage.installEventFilter(this);
    connect(&stage, &QStackedWidget::currentChanged, this, &QWidget::raise);  // the stack raises what it shows
    connect(&strip_, &NetworkStrip::largeWanted, this, &NetworkGrid::show);
    connect(&strip_, &NetworkStrip::changed, this, [this] {
        if (isVisible()) fill();
    });
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    retranslate();
}

QToolButton* NetworkGrid::cell(const QString& choice) const {
    const auto found = std::ranges::find(cells_, choice, &Cell::choice);
    return found == cells_.end() ? nullptr : found->button;
}

void NetworkGrid::show(bool on) {
    setVisible(on);
    if (!on) return;
    setGeometry(parentWidget()->rect());
    raise();
    fill();
}

void NetworkGrid::fill() {
    const QStringList networks = strip_.networks();
    std::erase_if(cells_, [&networks](const Cell& cell) {
        if (networks.contains(cell.choice)) return false;
        cell.button->hide();
        cell.button->deleteLater();
        return true;
    });
    for (const QString& choice : networks) {
        if (cell(choice) != nullptr) continue;
        auto* button = new QToolButton(this);
        button->setProperty("flat", true);
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        connect(button, &QToolButton::clicked, this, [this, button, choice] {
            button->setChecked(strip_.cell(choice)->isChecked());  // until it really is the one
            strip_.cell(choice)->click();
        });
        button->show();
        cells_.push_back({choice, button});
    }
    for (const Cell& cell : cells_) {
        const QToolButton* same = strip_.cell(cell.choice);
        cell.button->setChecked(same->isChecked());
        cell.button->setToolTip(same->toolTip());
        cell.button->setAccessibleName(same->accessibleName());
        cell.button->setAccessibleDescription(same->accessibleDescription());
    }
    arrange();
}

void NetworkGrid::arrange() {
    const int count = int(cells_.size());
    if (count == 0) return;
    const auto [columns, side] = arrangement(count, size());
    const int rows = (count + columns - 1) / columns;
    const QSize one(side + kFrame, side + kFrame + kCaption);
    const int left = (width() - columns * one.width() - (columns - 1) * size::kGap) / 2;
    const int top = (height() - rows * one.height() - (rows - 1) * size::kGap) / 2;
    const double ratio = devicePixelRatioF();
    const QStringList networks = strip_.networks();
    for (const Cell& cell : cells_) {
        const int place = int(networks.indexOf(cell.choice));
        cell.button->setGeometry(
            {{left + place % columns * (one.width() + size::kGap), top + place / columns * (one.height() + size::kGap)},
             one});
        cell.button->setIconSize({side, side});
        cell.button->setText(
            cell.button->fontMetrics().elidedText(service::modelTitle(cell.choice), Qt::ElideMiddle, side));
        const QImage& picture = strip_.picture(cell.choice);
        if (picture.isNull()) {  // what stands in the strip instead says why
            cell.button->setIcon(strip_.cell(cell.choice)->icon());
            cell.button->setIconSize({size::kThumbnail, size::kThumbnail});
            continue;
        }
        const int pixels = int(std::lround(side * ratio));
        QPixmap large =
            QPixmap::fromImage(picture.scaled(pixels, pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation));
        large.setDevicePixelRatio(ratio);
        cell.button->setIcon(QIcon(large));
    }
}

bool NetworkGrid::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void NetworkGrid::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), Theme::palette().window);
}

void NetworkGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (isVisible()) arrange();
}

void NetworkGrid::retranslate() {
    setAccessibleName(tr("The same latent in several networks, large"));
}

}  // namespace syper::ui
