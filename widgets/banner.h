// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "widgets/page.h"

namespace syper::ui {

/// The line at the bottom that takes the place of message boxes: icon, sentence, what one may do. Its space is always
/// there, so that nothing jumps.
class Banner : public QFrame {
    Q_OBJECT
public:
    explicit Banner(QWidget* parent = nullptr);

    void show(const Notice& notice);
    void clear();
    /// Gives the keyboard to the first thing that one may do.
    void focusActions();
    [[nodiscard]] QString text() const { return notice_.text; }
    [[nodiscard]] const Notice& notice() const noexcept { return notice_; }

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void elide();
    void retranslate();

    Notice notice_;
    QLabel* symbol_;
    QLabel* label_;
    QHBoxLayout* actions_;
    QToolButton* close_;
};

}  // namespace syper::ui
