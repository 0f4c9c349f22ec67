// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/banner.h"

#include <QApplication>
#include <QPushButton>

#include "widgets/icons.h"
#include "widgets/theme.h"

namespace syper::ui {
namespace {

struct Look {
    const char* icon;
    QColor color;
};

Look look(Notice::Kind kind) {
    const Palette& palette = Theme::palette();
    switch (kind) {
        case Notice::Kind::Info:
            return {"info", palette.secondary};
        case Notice::Kind::Good:
            return {"check", palette.good};
        case Notice::Kind::Caution:
            return {"caution", palette.caution};
        case Notice::Kind::Bad:
            return {"error", palette.bad};
    }
    return {"info", palette.secondary};
}

}  // namespace

Banner::Banner(QWidget* parent)
    : QFrame(parent),
      symbol_(new QLabel(this)),
      label_(new QLabel(this)),
      actions_(new QHBoxLayout),
      close_(new QToolButton(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(size::kMargin, 0, size::kGap, 0);
    row->setSpacing(size::kGap);
    row->addWidget(symbol_);
    row->addWidget(label_, 1);
    row->addLayout(actions_);
    row->addWidget(close_);
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label_->setWordWrap(true);
    label_->installEventFilter(this);
    label_->setMinimumWidth(0);
    label_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    close_->setProperty("flat", true);
    setFixedHeight(size::kBottomBar);
    passing_.setSingleShot(true);
    connect(&passing_, &QTimer::timeout, this, [this] {
        if (attended())
            startPassing();
        else
            clear();
    });
    connect(close_, &QToolButton::clicked, this, &Banner::clear);
    connect(&Theme::instance(), &Theme::changed, this, &Banner::refresh);
    retranslate();
    refresh();
}

void Banner::show(const Notice& notice) {
    if (notice.text.isEmpty() && !notice.topic.isEmpty()) {
        if (notice.topic == notice_.topic) clear();
        return;
    }
    ++shown_;
    notice_ = notice;
    refresh();
    startPassing();
}

void Banner::clear() {
    show({});
}

bool Banner::passes() const {
    return !notice_.stays && (notice_.kind == Notice::Kind::Info || notice_.kind == Notice::Kind::Good);
}

bool Banner::attended() const {
    return underMouse() || (QApplication::focusWidget() != nullptr && isAncestorOf(QApplication::focusWidget()));
}

void Banner::setPassing(int plain, int withActions) {
    plainMs_ = plain;
    actionsMs_ = withActions;
    startPassing();
}

void Banner::startPassing() {
    if (notice_.text.isEmpty() || !passes()) return passing_.stop();
    passing_.start(notice_.actions.isEmpty() ? plainMs_ : actionsMs_);
}

void Banner::passOn() {
    if (passes()) clear();
}

void Banner::focusActions() {
    if (QLayoutItem* first = actions_->itemAt(0)) first->widget()->setFocus(Qt::OtherFocusReason);
}

void Banner::refresh() {
    const bool shown = !notice_.text.isEmpty();
    const auto [name, color] = look(notice_.kind);
    symbol_->setPixmap(shown ? lineIcon(QLatin1String(name), color).pixmap(size::kIcon) : QPixmap());
    close_->setIcon(lineIcon(QStringLiteral("close")));
    close_->setVisible(shown);
    while (QLayoutItem* item = actions_->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const Notice::Action& action : notice_.actions) {
        auto* button = new QPushButton(action.text, this);
        button->setAccessibleName(action.text);
        connect(button, &QPushButton::clicked, this, [this, run = action.run] {
            const quint64 before = shown_;
            run();
            if (shown_ == before) clear();  // done; nothing else was told meanwhile
        });
        actions_->addWidget(button);
        button->show();  // at once, so that it can take the focus
    }
    elide();
}

// A long message takes two lines, paths broken at their slashes; what does not fit then is in the tool tip.
void Banner::elide() {
    constexpr double kTwoLines = 1.85;  // the first line rarely fills up
    QString text = notice_.text;
    const bool wide = label_->fontMetrics().horizontalAdvance(text) > label_->width();
    label_->setFont(Theme::font(wide ? type::kSecondary : type::kBody));
    if (wide) {
        text = label_->fontMetrics().elidedText(text, Qt::ElideRight, int(label_->width() * kTwoLines));
        text.replace(QLatin1Char('/'), QStringLiteral("/\u200B"));
    }
    label_->setText(text);
    label_->setToolTip(notice_.text);
    label_->setAccessibleName(notice_.text);
}

// The line's own width counts: buttons beside it come and go.
bool Banner::eventFilter(QObject* watched, QEvent* event) {
    if (watched == label_ && event->type() == QEvent::Resize) elide();
    return QFrame::eventFilter(watched, event);
}

void Banner::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        show(notice_.again ? notice_.again() : Notice());
    }
    QFrame::changeEvent(event);
}

void Banner::retranslate() {
    close_->setAccessibleName(tr("Close the message"));
    close_->setToolTip(tr("Close the message"));
}

}  // namespace syper::ui
