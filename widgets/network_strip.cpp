// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/network_strip.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPixmap>
#include <algorithm>
#include <cmath>

#include "service/model_choices.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

constexpr int kLeastName = 32;  // pixels across
constexpr int kNarrow = 280;

}  // namespace

NetworkStrip::NetworkStrip(QWidget* parent)
    : QWidget(parent), row_(new QHBoxLayout(this)), add_(new QToolButton(this)), large_(new QToolButton(this)) {
    row_->setContentsMargins(0, 0, 0, 0);
    row_->setSpacing(size::kUnit);
    auto* tools = new QVBoxLayout;
    tools->setSpacing(size::kUnit);
    for (QToolButton* button : {add_, large_}) {
        button->setProperty("flat", true);
        button->setIconSize({size::kIcon, size::kIcon});
        tools->addWidget(button);
    }
    row_->addLayout(tools);
    large_->setCheckable(true);
    connect(large_, &QToolButton::toggled, this, &NetworkStrip::largeWanted);
    row_->addStretch(1);
    connect(add_, &QToolButton::clicked, this, &NetworkStrip::openWanted);
    connect(&Theme::instance(), &Theme::changed, this, &NetworkStrip::tint);
    tint();
    retranslate();
}

QToolButton* NetworkStrip::makeButton(const QString& choice) {
    auto* button = new QToolButton(this);
    button->setProperty("flat", true);
    button->setCheckable(true);
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setIconSize({size::kThumbnail, size::kThumbnail});
    button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    button->setFixedHeight(size::kThumbnail + 28);
    button->setMaximumWidth(size::kThumbnail + 28);
    button->setContextMenuPolicy(Qt::CustomContextMenu);
    button->installEventFilter(this);
    connect(button, &QToolButton::clicked, this, [this, button, choice] {
        button->setChecked(choice == open_);  // until it really is the one
        Q_EMIT chosen(choice);
    });
    connect(button, &QWidget::customContextMenuRequested, this, [this, button, choice](const QPoint& at) {
        auto* menu = new QMenu(button);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("Take out of the comparison (Delete)"), this,
                        [this, choice] { Q_EMIT removeWanted(choice); })
            ->setEnabled(choice != open_);
        menu->popup(button->mapToGlobal(at));
    });
    return button;
}

void NetworkStrip::setNetworks(const QStringList& choices, const QString& open) {
    open_ = open;
    if (choices != networks()) {
        std::vector<Cell> next;
        for (const QString& choice : choices) {
            const auto known = std::ranges::find(cells_, choice, &Cell::choice);
            next.push_back(known != cells_.end() ? *known : Cell{.choice = choice, .button = makeButton(choice)});
        }
        for (const Cell& cell : cells_) {
            row_->removeWidget(cell.button);
            if (choices.contains(cell.choice)) continue;
            cell.button->hide();
            cell.button->deleteLater();  // its own menu may have asked for it
        }
        cells_ = std::move(next);
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            row_->insertWidget(int(i), cells_[i].button, 4);
            cells_[i].button->show();
        }
    }
    add_->setEnabled(int(cells_.size()) < kMost);
    large_->setEnabled(cells_.size() > 1);
    if (cells_.size() < 2) large_->setChecked(false);
    for (Cell& cell : cells_) describe(cell);
    fitNames();
    Q_EMIT changed();
}

QStringList NetworkStrip::networks() const {
    QStringList all;
    for (const Cell& cell : cells_) all << cell.choice;
    return all;
}

QToolButton* NetworkStrip::cell(const QString& choice) const {
    const auto found = std::ranges::find(cells_, choice, &Cell::choice);
    return found == cells_.end() ? nullptr : found->button;
}

const QImage& NetworkStrip::picture(const QString& choice) const {
    static const QImage kNone;
    const auto found = std::ranges::find(cells_, choice, &Cell::choice);
    return found == cells_.end() ? kNone : found->picture;
}

void NetworkStrip::setPicture(const QString& choice, const QImage& picture, const QString& note) {
    const auto found = std::ranges::find(cells_, choice, &Cell::choice);
    if (found == cells_.end()) return;
    const double ratio = devicePixelRatioF();
    const int side = int(std::lround(size::kThumbnail * ratio));
    QPixmap small = QPixmap::fromImage(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    small.setDevicePixelRatio(ratio);
    found->button->setIcon(QIcon(small));
    found->note = note;
    found->picture = picture;
    found->trouble = false;
    describe(*found);
    Q_EMIT changed();
}

void NetworkStrip::setTrouble(const QString& choice, const QString& text) {
    const auto found = std::ranges::find(cells_, choice, &Cell::choice);
    if (found == cells_.end()) return;
    found->button->setIcon(lineIcon(QStringLiteral("caution"), Theme::palette().caution));
    found->note = text;
    found->picture = {};
    found->trouble = true;
    describe(*found);
    Q_EMIT changed();
}

void NetworkStrip::describe(Cell& cell) {
    const bool open = cell.choice == open_;
    cell.button->setChecked(open);
    QStringList lines{service::modelTitle(cell.choice)};
    if (open)
        lines << tr("The network that is open");
    else if (!cell.trouble)
        lines << tr("A click opens it with this very latent");
    if (!cell.note.isEmpty()) lines << cell.note;
    cell.button->setToolTip(lines.join(QLatin1Char('\n')));
    cell.button->setAccessibleName(lines.first() + (open ? QStringLiteral(", ") + lines[1] : QString()));
    cell.button->setAccessibleDescription(cell.note);
}

void NetworkStrip::fitNames() {
    for (const Cell& cell : cells_) {
        const QString name = service::modelTitle(cell.choice);
        const int room = cell.button->width() - 2 * size::kUnit;
        const bool tells = room >= kLeastName;  // less would be dots
        cell.button->setText(tells ? cell.button->fontMetrics().elidedText(name, Qt::ElideMiddle, room) : QString());
    }
}

bool NetworkStrip::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        const auto found = std::ranges::find(cells_, watched, [](const Cell& cell) -> QObject* { return cell.button; });
        if (found != cells_.end() && found->choice != open_) {
            Q_EMIT removeWanted(QString(found->choice));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void NetworkStrip::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT shown(true);
}

void NetworkStrip::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    large_->setChecked(false);
    Q_EMIT shown(false);
}

void NetworkStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    row_->setSpacing(width() < kNarrow ? 0 : size::kUnit);
    for (const Cell& cell : cells_) {
        const int side = std::clamp(cell.button->width() - 12, 16, size::kThumbnail);
        cell.button->setIconSize({side, side});
    }
    fitNames();
}

void NetworkStrip::retranslate() {
    add_->setAccessibleName(tr("Open another generator beside these"));
    add_->setToolTip(add_->accessibleName());
    large_->setAccessibleName(tr("These networks large, beside each other (G)"));
    large_->setToolTip(large_->accessibleName());
    setAccessibleName(tr("The same latent in several networks"));
    for (Cell& cell : cells_) describe(cell);
}

void NetworkStrip::tint() {
    add_->setIcon(lineIcon(QStringLiteral("plus")));
    large_->setIcon(lineIcon(QStringLiteral("grid")));
}

}  // namespace syper::ui
