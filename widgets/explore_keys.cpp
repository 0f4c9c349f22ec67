// SPDX-License-Identifier: GPL-3.0-or-later
// Explore's keys: what they do, and how the shortcut sheet names them.
#include <QAction>
#include <QKeyEvent>

#include "widgets/explore_page.h"

namespace syper::ui {

void ExplorePage::addKeys() {
    const auto key = [this](const QKeySequence& keys, auto function) {
        auto* action = new QAction(this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, function);
        addAction(action);
    };
    key(QKeySequence(Qt::CTRL | Qt::Key_Z), [this] { model_.undoStack().undo(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_Y), [this] { model_.undoStack().redo(); });
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), [this] { model_.undoStack().redo(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_C), [this] { recipes_->copy(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_V), [this] { recipes_->paste(); });
    key(QKeySequence(Qt::SHIFT | Qt::Key_K), [this] { panels_->togglePlay(); });
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), [this] { recipes_->saveAs(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_O), [this] { browse(); });
}

QList<std::pair<QString, QString>> ExplorePage::shortcuts() const {
    return {{tr("R"), tr("Random seed")},
            {tr("Arrows"), tr("Step the focused slider (with Shift ten times as far)")},
            {tr("Double click"), tr("Reset a slider, or fit the picture")},
            {tr("Ctrl+Z, Ctrl+Y"), tr("Undo and redo")},
            {tr("P, Esc"), tr("Pin the picture to compare with, and let it go")},
            {tr("Space"), tr("See the pinned picture while held")},
            {tr("C, W"), tr("The next way to compare; wipe, its line also by the arrows")},
            {tr("H"), tr("Compare the identity with this picture from here on")},
            {tr("M, L, T"), tr("The layer mixer; the seed plane; the projection of a photograph")},
            {tr("K, Shift+K"), tr("Add a keyframe; play the keyframes, and stop")},
            {tr("F"), tr("Keep the picture among the favourites, or no longer")},
            {tr("X"), tr("Keep this spot in the hard set: where quantization fails")},
            {tr("N, G"), tr("The same latent in other networks, and back; there large, beside each other")},
            {tr("S"), tr("Save the picture with its recipe")},
            {tr("Ctrl+Shift+S"), tr("Save under another name")},
            {tr("Ctrl+C, Ctrl+V"), tr("Copy and paste the recipe as text")},
            {tr("1, 0"), tr("One pixel a pixel, and fit")},
            {tr("Ctrl+O"), tr("Open a network, a saved picture, latents or directions")}};
}

void ExplorePage::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() != Qt::NoModifier) return Page::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_R:
            return controls_->randomSeed();
        case Qt::Key_S:
            return recipes_->save();
        case Qt::Key_P:
            return compare_->pin();
        case Qt::Key_H:
            return identity_->restart();
        case Qt::Key_X:
            return hardSet_->keep();
        case Qt::Key_Escape:
            return grid_->isVisible() ? sweep_->networks().largeButton()->setChecked(false) : compare_->unpin();
        case Qt::Key_K:
            return panels_->addKeyframe();
        case Qt::Key_M:
            return panels_->showMixer();
        case Qt::Key_L:
            return panels_->showPlane();
        case Qt::Key_T:
            return panels_->showProjection();
        case Qt::Key_F:
            return journal_->toggleFavourite();
        case Qt::Key_C:
            return compare_->cycle();
        case Qt::Key_W:
            return compare_->toggle(Compare::Wipe);
        case Qt::Key_N:
            return sweep_->toggleNetworks();
        case Qt::Key_G:
            if (!sweep_->networks().isVisible()) sweep_->toggleNetworks();
            return sweep_->networks().largeButton()->click();
        case Qt::Key_1:
            return view_->setZoom(1.0);
        case Qt::Key_0:
            return view_->setZoom(0.0);
        case Qt::Key_Space:
            return view_->showPinned(true);
        default:
            Page::keyPressEvent(event);
    }
}

void ExplorePage::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) view_->showPinned(false);
    Page::keyReleaseEvent(event);
}

}  // namespace syper::ui
