// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/direction_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <algorithm>

#include "widgets/icons.h"
#include "widgets/scroll_column.h"
#include "widgets/theme.h"

namespace syper::ui {

DirectionPanel::DirectionPanel(ExploreModel& model, DirectionList& list, QWidget* parent)
    : QWidget(parent), model_(model), list_(list) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, size::kUnit, 0, 0);
    column->setSpacing(size::kGap);
    buildHead(*column);
    const ScrollColumn scroll = scrollColumn(this);
    column_ = scroll.column;
    column_->setSpacing(size::kUnit);
    column_->addStretch(1);
    column->addWidget(scroll.area, 1);
    connect(&list_, &DirectionList::changed, this, &DirectionPanel::rebuild);
    connect(&model_, &ExploreModel::changed, this, &DirectionPanel::sync);
    connect(&Theme::instance(), &Theme::changed, this, &DirectionPanel::tint);
    rebuild();
    tint();
}

void DirectionPanel::buildHead(QVBoxLayout& column) {
    auto* head = new QHBoxLayout;
    title_ = new QLabel(this);
    title_->setProperty("role", QStringLiteral("heading"));
    reset_ = new QToolButton(this);
    add_ = new QToolButton(this);
    head->addWidget(title_, 1);
    for (QToolButton* button : {reset_, add_}) {
        button->setIconSize({size::kIcon, size::kIcon});
        button->setProperty("flat", true);
        head->addWidget(button);
    }
    add_->setMenu(new QMenu(add_));
    add_->setPopupMode(QToolButton::InstantPopup);
    column.addLayout(head);
    text_ = new QLabel(this);
    text_->setProperty("role", QStringLiteral("secondary"));
    text_->setWordWrap(true);
    column.addWidget(text_);
    connect(reset_, &QToolButton::clicked, &list_, &DirectionList::reset);
    connect(add_->menu(), &QMenu::aboutToShow, this, &DirectionPanel::fillMenu);
}

void DirectionPanel::fillMenu() {
    QMenu* menu = add_->menu();
    menu->clear();
    menu->addAction(tr("The network's next one (SeFa)"), this, [this] { (void)list_.addOwn(); })
        ->setEnabled(list_.hasMoreOwn());
    menu->addAction(tr("Principal components of w (PCA)"), this, &DirectionPanel::pcaWanted)->setEnabled(!busy_);
    menu->addAction(tr("From a file..."), this, &DirectionPanel::fileWanted)->setEnabled(!busy_);
    menu->addSeparator();
    menu->addAction(tr("Save these directions..."), this, &DirectionPanel::saveWanted)
        ->setEnabled(!list_.rows().empty());
}

DirectionControl* DirectionPanel::makeControl(int id) {
    auto* control = new DirectionControl(id, this);
    ValueSlider* value = control->value();
    value->setProperty("control", ExploreModel::Direction + id);
    connect(value, &ValueSlider::gestureBegan, &model_, &ExploreModel::beginGesture);
    connect(value, &ValueSlider::gestureEnded, &model_, &ExploreModel::endGesture);
    connect(value, &ValueSlider::confirmed, this, &DirectionPanel::confirmed);
    connect(control, &DirectionControl::walked, &list_, [this, id](double amount) { list_.walk(id, amount); });
    connect(control, &DirectionControl::flipWanted, &list_, [this, id] { list_.flip(id); });
    connect(control, &DirectionControl::layersChanged, &list_,
            [this, id](const core::LayerRange& layers) { list_.setLayers(id, layers); });
    connect(control, &DirectionControl::renamed, &list_, [this, id](const QString& name) { list_.rename(id, name); });
    connect(control, &DirectionControl::removeWanted, &list_, [this, id] { list_.remove(id); });
    connect(control, &DirectionControl::stripWanted, this, [this, id] { Q_EMIT stripWanted(id); });
    value->slider()->installEventFilter(this);
    return control;
}

void DirectionPanel::rebuild() {
    std::vector<DirectionControl*> next;
    for (const DirectionRow& row : list_.rows()) {
        const auto known = std::ranges::find(controls_, row.id, &DirectionControl::id);
        next.push_back(known != controls_.end() ? *known : makeControl(row.id));
    }
    for (DirectionControl* control : controls_) {
        column_->removeWidget(control);
        if (std::ranges::find(next, control) != next.end()) continue;
        control->hide();
        control->deleteLater();  // its own button may have asked for it
    }
    controls_ = std::move(next);
    for (std::size_t i = 0; i < controls_.size(); ++i) {
        controls_[i]->setRow(list_.rows()[i], list_.layers());
        column_->insertWidget(int(i), controls_[i]);
        controls_[i]->show();
    }
    sync();
}

void DirectionPanel::sync() {
    const core::SampleRequest& request = model_.state().request;
    for (std::size_t i = 0; i < controls_.size(); ++i)
        controls_[i]->setAmount(DirectionList::amount(request, list_.rows()[i]));
    reset_->setEnabled(!request.directions.empty() || !request.edits.walks.empty());
    add_->setEnabled(list_.layers() > 0);
    retranslate();
}

std::vector<ValueSlider*> DirectionPanel::sliders() const {
    std::vector<ValueSlider*> all;
    for (const DirectionControl* control : controls_) all.push_back(control->value());
    return all;
}

void DirectionPanel::setBusy(bool busy) {
    busy_ = busy;
    retranslate();
}

void DirectionPanel::enterEvent(QEnterEvent* event) {
    QWidget::enterEvent(event);
    Q_EMIT approached();
}

bool DirectionPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) Q_EMIT approached();
    return QWidget::eventFilter(watched, event);
}

void DirectionPanel::retranslate() {
    title_->setText(tr("Directions"));
    title_->setToolTip(
        tr("Walks through latent space: named ones, the network's own (SeFa, strongest first), principal components"));
    text_->setText(busy_ ? tr("Looking for directions ...") : tr("They appear when a generator is open."));
    text_->setVisible(busy_ || controls_.empty());
    add_->setAccessibleName(tr("More directions"));
    add_->setToolTip(tr("More directions: of the network, of w, or from a file (which may be dropped here)"));
    reset_->setAccessibleName(tr("All directions back to zero"));
    reset_->setToolTip(tr("All directions back to zero"));
}

void DirectionPanel::tint() {
    add_->setIcon(lineIcon(QStringLiteral("plus")));
    reset_->setIcon(lineIcon(QStringLiteral("reset")));
}

}  // namespace syper::ui
