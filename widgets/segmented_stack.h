// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBoxLayout>
#include <QButtonGroup>
#include <QStackedWidget>
#include <QToolButton>
#include <QWidget>

namespace syper::ui {

/// Several pages in one place, chosen by buttons: a row above them, or a column beside them. Where there is little room
/// the column shows icons, if there are any.
class SegmentedStack : public QWidget {
    Q_OBJECT
public:
    explicit SegmentedStack(QWidget* parent = nullptr, Qt::Orientation buttons = Qt::Horizontal);

    /// Returns the page's index. Texts come by setText().
    int add(QWidget* page);
    void setText(int index, const QString& text, const QString& explanation);
    void setIcon(int index, const QString& iconName);
    void show(int index);
    [[nodiscard]] int current() const { return stack_->currentIndex(); }
    [[nodiscard]] QAbstractButton* button(int index) const { return group_.button(index); }

Q_SIGNALS:
    void shown(int index);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void tint();

    QBoxLayout* row_;
    QStackedWidget* stack_;
    QButtonGroup group_;
};

}  // namespace syper::ui
