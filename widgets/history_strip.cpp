// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/history_strip.h"

#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

/// More than anybody scrolls through, and 40 MB at most at twice the pixels.
constexpr std::size_t kMostEntries = 500;

/// A picture in the middle of its row, with a frame where it is the present one: nothing tints the picture itself.
class PictureDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto picture = index.data(Qt::DecorationRole).value<QPixmap>();
        QRect where(QPoint(), picture.deviceIndependentSize().toSize());
        where.moveCenter(option.rect.center());
        painter->drawPixmap(where, picture);
        if (!option.state.testFlag(QStyle::State_Selected)) return;
        painter->setPen(QPen(Theme::palette().accent, 2));
        painter->drawRect(where.adjusted(-2, -2, 2, 2));
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {size::kThumbnail + 6, size::kThumbnail + 6};
    }
};

}  // namespace

QString HistoryModel::describe(const core::SampleRequest& request) {
    QString text = request.w.empty() ? tr("seed %1").arg(request.seed) : tr("a latent of its own");
    text += tr(", psi %1").arg(QLocale().toString(request.psi, 'f', 2));
    if (!request.directions.empty()) text += tr(", %n direction(s)", nullptr, int(request.directions.size()));
    if (request.noise == core::NoiseMode::None) text += tr(", no noise");
    if (request.noise == core::NoiseMode::Random) text += tr(", noise %1").arg(request.noiseSeed);
    return text;
}

int HistoryModel::add(const ExploreState& state, const QImage& picture, double devicePixelRatio) {
    const auto found = std::ranges::find(entries_, state, &Entry::state);
    if (found != entries_.end()) return int(found - entries_.begin());
    if (entries_.size() == kMostEntries) {
        beginRemoveRows({}, 0, 0);
        entries_.erase(entries_.begin());
        endRemoveRows();
    }
    const int side = int(std::lround(size::kThumbnail * devicePixelRatio));
    QPixmap small = QPixmap::fromImage(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    small.setDevicePixelRatio(devicePixelRatio);
    const int row = int(entries_.size());
    beginInsertRows({}, row, row);
    entries_.push_back({state, small});
    endInsertRows();
    return row;
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(entries_.size());
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Entry& entry = entries_[std::size_t(index.row())];
    switch (role) {
        case Qt::DecorationRole:
            return entry.picture;
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole:
            return describe(entry.state.request);
        default:
            return {};
    }
}

HistoryStrip::HistoryStrip(QWidget* parent) : QListView(parent), model_(new HistoryModel(this)) {
    setModel(model_);
    setFlow(QListView::TopToBottom);
    setWrapping(false);
    setItemDelegate(new PictureDelegate(this));
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSpacing(2);
    setFixedWidth(size::kThumbnail + 28);  // and the scroll bar, so that its coming moves nothing
    connect(this, &QListView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT chosen(model_->state(index.row())); });
    connect(this, &QListView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT chosen(model_->state(index.row())); });
}

void HistoryStrip::add(const ExploreState& state, const QImage& picture) {
    const QModelIndex index = model_->index(model_->add(state, picture, devicePixelRatioF()));
    setCurrentIndex(index);
    scrollTo(index);
}

}  // namespace syper::ui
