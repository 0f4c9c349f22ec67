// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <QWidget>
#include <functional>

namespace syper::ui {

/// What a page shows in place of content it does not have: what is missing, why, and the way out as buttons.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(QWidget* parent = nullptr);

    void setTexts(const QString& iconName, const QString& heading, const QString& text);
    /// The first action added is the primary one.
    QPushButton* addAction(std::function<void()> run);

private:
    void tint();

    QLabel* symbol_;
    QLabel* heading_;
    QLabel* text_;
    QHBoxLayout* actions_;
    QString iconName_;
};

}  // namespace syper::ui
