// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace syper::ui {

/// A column that scrolls where it does not fit, without a frame and a ground of its own. The keyboard passes it over:
/// what is in it takes the focus.
struct ScrollColumn {
    QScrollArea* area = nullptr;
    QWidget* inside = nullptr;
    QVBoxLayout* column = nullptr;  ///< of `inside`
};

/// Scrolls `inside` both ways where it does not fit: it never gets less than its layout needs.
[[nodiscard]] inline QScrollArea* scrolled(QWidget* inside, QWidget* parent) {
    auto* area = new QScrollArea(parent);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(inside);
    area->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    return area;
}

/// A page in what scrolls it. It gets what there is, and never less than its least size; a scroll area alone would
/// give it the height that it would like best, once there are words in it that wrap.
class ScrolledPage : public QWidget {
public:
    explicit ScrolledPage(QWidget* page) : page_(page) { page->setParent(this); }
    [[nodiscard]] QSize minimumSizeHint() const override { return page_->minimumSizeHint(); }
    [[nodiscard]] QSize sizeHint() const override { return page_->sizeHint(); }

protected:
    bool event(QEvent* event) override {
        if (event->type() == QEvent::LayoutRequest) updateGeometry();
        return QWidget::event(event);
    }
    void resizeEvent(QResizeEvent*) override { page_->setGeometry(rect()); }

private:
    QWidget* page_;
};

[[nodiscard]] inline ScrollColumn scrollColumn(QWidget* parent) {
    auto* inside = new QWidget(parent);
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    QScrollArea* area = scrolled(inside, parent);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return {area, inside, column};
}

/// Where `widget` lies in something that scrolls, the wheel scrolls that rather than act on the widget, unless Ctrl is
/// held. False: the event is the widget's own.
inline bool scrollsAround(const QWidget& widget, QWheelEvent& event) {
    if (event.modifiers() & Qt::ControlModifier) return false;
    for (const QWidget* around = widget.parentWidget(); around != nullptr; around = around->parentWidget()) {
        const auto* area = qobject_cast<const QScrollArea*>(around);
        if (area == nullptr || area->verticalScrollBar()->maximum() == 0) continue;
        QCoreApplication::sendEvent(area->verticalScrollBar(), &event);
        return true;
    }
    return false;
}

}  // namespace syper::ui
