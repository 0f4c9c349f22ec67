// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/history_strip.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "widgets/theme.h"

namespace syper::ui {
namespace {

/// More than anybody scrolls through, and 40 MB at most at twice the pixels.
constexpr std::ptrdiff_t kMostEntries = 500;
constexpr int kStar = 20;

QRect pictureIn(const QRect& row) {
    QRect where(0, 0, size::kThumbnail, size::kThumbnail);
    where.moveCenter(row.center());
    return where;
}

QRect starIn(const QRect& row) {
    const QRect picture = pictureIn(row);
    return {picture.right() - kStar + 1, picture.top(), kStar, kStar};
}

QPainterPath star(const QRectF& where) {
    constexpr int kPoints = 5;
    QPainterPath path;
    for (int i = 0; i < 2 * kPoints; ++i) {
        const double radius = where.width() * (i % 2 == 0 ? 0.4 : 0.17);
        const double angle = std::numbers::pi * (i / double(kPoints) - 0.5);
        const QPointF point = where.center() + QPointF(radius * std::cos(angle), radius * std::sin(angle));
        if (i == 0)
            path.moveTo(point);
        else
            path.lineTo(point);
    }
    path.closeSubpath();
    return path;
}

QPixmap smallOf(const QImage& picture, double devicePixelRatio) {
    const int side = int(std::lround(size::kThumbnail * devicePixelRatio));
    QPixmap small = QPixmap::fromImage(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    small.setDevicePixelRatio(devicePixelRatio);
    return small;
}

/// A picture in the middle of its row, with a frame where it is the present one: nothing tints the picture itself. The
/// star is there on favourites, and where one may set it.
class PictureDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto picture = index.data(Qt::DecorationRole).value<QPixmap>();
        QRect where(QPoint(), picture.deviceIndependentSize().toSize());
        where.moveCenter(option.rect.center());
        painter->drawPixmap(where, picture);
        const bool favourite = index.data(HistoryModel::FavouriteRole).toBool();
        if (favourite || option.state.testFlag(QStyle::State_MouseOver) ||
            option.state.testFlag(QStyle::State_HasFocus))
            drawStar(*painter, starIn(option.rect), favourite);
        if (!option.state.testFlag(QStyle::State_Selected)) return;
        painter->setPen(QPen(Theme::palette().accent, 2));
        painter->drawRect(where.adjusted(-2, -2, 2, 2));
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {size::kThumbnail + 6, size::kThumbnail + 6};
    }

private:
    static void drawStar(QPainter& painter, const QRect& where, bool full) {
        const Palette& colors = Theme::palette();
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.surface);
        painter.drawRect(where);
        painter.setPen(QPen(colors.accent, 1.4));
        painter.setBrush(full ? QBrush(colors.accent) : QBrush(Qt::NoBrush));
        painter.drawPath(star(where));
        painter.restore();
    }
};

}  // namespace

QString HistoryModel::describe(const core::SampleRequest& request) {
    QString text = request.w.empty() ? tr("seed %1").arg(request.seed) : tr("a latent of its own");
    if (request.edits.plane)
        text = tr("between seeds at %1, %2")
                   .arg(QLocale().toString(request.edits.plane->x, 'f', 2),
                        QLocale().toString(request.edits.plane->y, 'f', 2));
    text += tr(", psi %1").arg(QLocale().toString(ExploreModel::psi(request), 'f', 2));
    if (!request.edits.mixes.empty()) text += tr(", mixed");
    const std::size_t walks = request.directions.size() + request.edits.walks.size();
    if (walks > 0) text += tr(", %n direction(s)", nullptr, int(walks));
    if (request.noise == core::NoiseMode::None)
        text += tr(", no noise");
    else if (!request.edits.noiseStrength.empty())
        text += tr(", noise by layer");
    if (request.noise == core::NoiseMode::Random) text += tr(", noise %1").arg(request.noiseSeed);
    return text;
}

int HistoryModel::rowOf(const ExploreState& state) const {
    const auto found = std::ranges::find(entries_, state, &Entry::state);
    return found == entries_.end() ? -1 : int(found - entries_.begin());
}

QPixmap HistoryModel::picture(const ExploreState& state) const {
    const int row = rowOf(state);
    return row < 0 ? QPixmap() : entries_[std::size_t(row)].picture;
}

int HistoryModel::add(const HistoryEntry& entry, double devicePixelRatio) {
    if (const int there = rowOf(entry.state); there >= 0) return there;
    const int row = int(entries_.size());
    beginInsertRows({}, row, row);
    entries_.push_back({entry.state, entry.networkSha256, smallOf(entry.picture, devicePixelRatio), entry.favourite});
    endInsertRows();
    prune();
    return int(entries_.size()) - 1;
}

void HistoryModel::restore(const std::vector<HistoryEntry>& entries, double devicePixelRatio) {
    beginResetModel();
    std::vector<Entry> all;
    for (const HistoryEntry& entry : entries) {
        std::erase_if(entries_, [&entry](const Entry& present) { return present.state == entry.state; });
        all.push_back({entry.state, entry.networkSha256, smallOf(entry.picture, devicePixelRatio), entry.favourite});
    }
    std::ranges::move(entries_, std::back_inserter(all));
    entries_ = std::move(all);
    endResetModel();
    prune();
}

void HistoryModel::prune() {
    auto tooMany = std::ranges::count(entries_, false, &Entry::favourite) - kMostEntries;
    for (int row = 0; tooMany > 0; --tooMany) {
        while (entries_[std::size_t(row)].favourite) ++row;
        beginRemoveRows({}, row, row);
        entries_.erase(entries_.begin() + row);
        endRemoveRows();
    }
}

void HistoryModel::setFavourite(int row, bool favourite) {
    entries_[std::size_t(row)].favourite = favourite;
    Q_EMIT dataChanged(index(row), index(row), {FavouriteRole});
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
        case FavouriteRole:
            return entry.favourite;
        case Qt::ToolTipRole:
            return tr("%1. A click goes back to it; the star keeps it for good (F)").arg(describe(entry.state.request));
        case Qt::AccessibleTextRole:
            return entry.favourite ? tr("Favourite: %1").arg(describe(entry.state.request))
                                   : describe(entry.state.request);
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
    viewport()->setMouseTracking(true);    // the star shows under the mouse
    setFixedWidth(size::kThumbnail + 28);  // and the scroll bar, so that its coming moves nothing
    connect(this, &QListView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT chosen(model_->state(index.row())); });
    connect(this, &QListView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT chosen(model_->state(index.row())); });
}

void HistoryStrip::add(const HistoryEntry& entry) {
    const QModelIndex index = model_->index(model_->add(entry, devicePixelRatioF()));
    if (favouritesOnly_) filter();
    setCurrentIndex(index);
    scrollTo(index);
}

void HistoryStrip::restore(const std::vector<HistoryEntry>& entries) {
    if (entries.empty()) return;
    const bool any = currentIndex().isValid();
    const ExploreState now = any ? model_->state(currentIndex().row()) : ExploreState();
    model_->restore(entries, devicePixelRatioF());
    if (favouritesOnly_) filter();
    if (any) setCurrentIndex(model_->index(model_->rowOf(now)));
    scrollTo(any ? currentIndex() : model_->index(model_->rowCount() - 1));
}

void HistoryStrip::setFavouritesOnly(bool only) {
    favouritesOnly_ = only;
    filter();
    scrollTo(currentIndex());
}

void HistoryStrip::filter() {
    for (int row = 0; row < model_->rowCount(); ++row) setRowHidden(row, favouritesOnly_ && !model_->favourite(row));
}

void HistoryStrip::toggleFavourite(int row) {
    if (row < 0 || row >= model_->rowCount()) return;
    model_->setFavourite(row, !model_->favourite(row));
    if (favouritesOnly_) filter();
    Q_EMIT favouriteChanged(row);
}

QRect HistoryStrip::starRect(int row) const {
    return starIn(visualRect(model_->index(row)));
}

void HistoryStrip::mousePressEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() &&
        starRect(index.row()).contains(event->position().toPoint())) {
        event->accept();
        return toggleFavourite(index.row());
    }
    QListView::mousePressEvent(event);
}

void HistoryStrip::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F && event->modifiers() == Qt::NoModifier) return toggleFavourite(currentIndex().row());
    // Letters are the page's keys: there is no text among the pictures to search for.
    const QString typed = event->text();
    if (!typed.isEmpty() && typed.front().isLetterOrNumber() && (event->modifiers() & Qt::ControlModifier) == 0)
        return event->ignore();
    QListView::keyPressEvent(event);
}

}  // namespace syper::ui
