// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/explore_tools.h"

#include <QHBoxLayout>
#include <QLabel>

#include "widgets/explore_compare.h"
#include "widgets/explore_model.h"
#include "widgets/icons.h"
#include "widgets/sample_view.h"
#include "widgets/theme.h"
#include "widgets/undo_menu.h"

namespace syper::ui {
namespace {

constexpr int kNarrow = 480;  // pixels across
const QString kSmooth = QStringLiteral("explore/smooth");

}  // namespace

ExploreTools::ExploreTools(ExploreModel& model, const HistoryModel& history, SampleView& view, ExploreCompare& compare,
                           QSettings& settings, QWidget* parent)
    : QWidget(parent),
      model_(model),
      view_(view),
      compare_(compare),
      row_(new QHBoxLayout(this)),
      status_(new QLabel(this)) {
    row_->setContentsMargins(0, 0, 0, 0);
    row_->setSpacing(size::kUnit);
    status_->setProperty("role", QStringLiteral("secondary"));
    status_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row_->addWidget(status_, 1);
    undo_ = add("undo", false, [this] { model_.undoStack().undo(); });
    redo_ = add("redo", false, [this] { model_.undoStack().redo(); });
    for (QToolButton* button : {undo_, redo_}) {
        const UndoMenu::Way way = button == undo_ ? UndoMenu::Way::Undo : UndoMenu::Way::Redo;
        button->setMenu(new UndoMenu(model_, history, way, button));
        button->setPopupMode(QToolButton::MenuButtonPopup);
    }
    pin_ = add("pin", false, [this] { compare_.pin(); });
    compareButton_ = add("compare", true, {});
    compareButton_->setPopupMode(QToolButton::InstantPopup);
    compareButton_->setMenu(new QMenu(compareButton_));
    connect(compareButton_->menu(), &QMenu::aboutToShow, this, [this] { compare_.fill(*compareButton_->menu()); });
    connect(compareButton_->menu(), &QMenu::aboutToHide, this, &ExploreTools::showPinned, Qt::QueuedConnection);
    connect(&compare_, &ExploreCompare::changed, this, &ExploreTools::showPinned);
    oneToOne_ = add("onetoone", true, [this] { view_.setZoom(oneToOne_->isChecked() ? 1.0 : 0.0); });
    smooth_ = add("smooth", true, [this, &settings] {
        view_.setSmooth(smooth_->isChecked());
        settings.setValue(kSmooth, smooth_->isChecked());
    });
    copy_ = add("copy", false, [this] { Q_EMIT copyWanted(); });
    paste_ = add("paste", false, [this] { Q_EMIT pasteWanted(); });
    save_ = add("save", false, [this] { Q_EMIT saveWanted(); });
    save_->setProperty("flat", false);
    save_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(&view_, &SampleView::zoomChanged, this, [this](double zoom) { oneToOne_->setChecked(zoom == 1.0); });
    // A small picture filling the window is an eye when it is smooth, and a mosaic when it is sharp.
    smooth_->setChecked(settings.value(kSmooth, true).toBool());
    view_.setSmooth(smooth_->isChecked());
    connect(&model_.undoStack(), &QUndoStack::indexChanged, this, &ExploreTools::showSteps);
    connect(&Theme::instance(), &Theme::changed, this, &ExploreTools::tint);
    tint();
}

QToolButton* ExploreTools::add(const char* iconName, bool checkable, std::function<void()> run) {
    auto* button = new QToolButton(this);
    button->setProperty("iconName", QLatin1String(iconName));
    button->setProperty("flat", true);
    button->setIconSize({size::kIcon, size::kIcon});
    button->setCheckable(checkable);
    if (run) connect(button, &QToolButton::clicked, this, [run = std::move(run)] { run(); });
    row_->addWidget(button);
    return button;
}

void ExploreTools::setStatus(const QStringList& words) {
    words_ = words;
    showStatus();
}

void ExploreTools::showStatus() {
    QString text;
    for (qsizetype first = 0; first < words_.size(); ++first) {
        text = words_.mid(first).join(QStringLiteral("    "));
        if (status_->fontMetrics().horizontalAdvance(text) <= status_->width()) break;
    }
    status_->setText(text);
    status_->setToolTip(words_.join(QStringLiteral(", ")));
}

void ExploreTools::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < kNarrow;
    row_->setSpacing(narrow ? 0 : size::kUnit);
    save_->setToolButtonStyle(narrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    row_->activate();  // how much is left for the words
    showStatus();
}

void ExploreTools::setUsable(bool usable) {
    for (QToolButton* button : {pin_, compareButton_, oneToOne_, smooth_, copy_, save_}) button->setEnabled(usable);
}

void ExploreTools::showSteps() {
    const QUndoStack& stack = model_.undoStack();
    undo_->setEnabled(stack.canUndo());
    redo_->setEnabled(stack.canRedo());
    undo_->setToolTip(stack.canUndo() ? tr("Undo: %1 (Ctrl+Z)").arg(stack.undoText()) : undo_->accessibleName());
    redo_->setToolTip(stack.canRedo() ? tr("Redo: %1 (Ctrl+Y)").arg(stack.redoText()) : redo_->accessibleName());
}

void ExploreTools::showPinned() {
    const QString description = compare_.description();
    compareButton_->setChecked(view_.compare() != Compare::Hold);
    compareButton_->setToolTip(description.isEmpty() ? compareButton_->accessibleName() : description);
    pin_->setToolTip(description.isEmpty() ? pin_->accessibleName()
                                           : tr("Pin the present picture instead (P); Esc lets go"));
}

void ExploreTools::retranslate() {
    save_->setText(tr("Save"));
    const std::pair<QToolButton*, QString> tools[] = {{undo_, tr("Undo (Ctrl+Z)")},
                                                      {redo_, tr("Redo (Ctrl+Y)")},
                                                      {pin_, tr("Pin this picture to compare with (P)")},
                                                      {compareButton_, tr("Compare with the pinned picture (C)")},
                                                      {oneToOne_, tr("One pixel a pixel (1; 0 fits)")},
                                                      {smooth_, tr("Smooth instead of sharp pixels")},
                                                      {copy_, tr("Copy the recipe as text (Ctrl+C)")},
                                                      {paste_, tr("Paste a recipe (Ctrl+V)")},
                                                      {save_, tr("Save the picture with its recipe (S)")}};
    for (const auto& [button, text] : tools) {
        button->setToolTip(text);
        button->setAccessibleName(text);
    }
    showPinned();
    showSteps();
}

void ExploreTools::tint() {
    for (QToolButton* button : findChildren<QToolButton*>())
        button->setIcon(lineIcon(button->property("iconName").toString()));
}

}  // namespace syper::ui
