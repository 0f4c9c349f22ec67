// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>

#include "widgets/page.h"

namespace syper::ui {

/// The line at the bottom that takes the place of message boxes: icon, sentence, what one may do. Its space is always
/// there, so that nothing jumps. Information goes by itself; what asks for something stays until it is done or closed.
class Banner : public QFrame {
    Q_OBJECT
public:
    explicit Banner(QWidget* parent = nullptr);

    void show(const Notice& notice);
    void clear();
    /// Somebody turned to other things: information goes.
    void passOn();
    /// How long information stays, in milliseconds, where nothing can be done about it, and where something can.
    void setPassing(int plain, int withActions);
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
    void startPassing();
    /// Good news or information that nothing keeps.
    [[nodiscard]] bool passes() const;
    /// Somebody points at it, or has the keyboard in it.
    [[nodiscard]] bool attended() const;

    Notice notice_;
    QLabel* symbol_;
    QLabel* label_;
    QHBoxLayout* actions_;
    QToolButton* close_;
    QTimer passing_;
    int plainMs_ = 6000, actionsMs_ = 8000;
    quint64 shown_ = 0;  // how many there were
};

}  // namespace syper::ui
