// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QButtonGroup>
#include <QFrame>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QToolButton>

namespace syper::ui {

class RunPanel;

/// A page about runs: what a new one is to be on the left, what the chosen ones came to in the middle, all of them on
/// the right. Where that is too narrow, new run and list share the left column by turns.
class RunPageFrame : public QWidget {
    Q_OBJECT
public:
    /// Takes all three.
    RunPageFrame(QWidget* form, QWidget* middle, RunPanel* runs, QWidget* parent = nullptr);

    /// Brings the list to the front where it shares its place.
    void showRuns();
    [[nodiscard]] bool narrow() const noexcept { return narrow_; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setNarrow(bool narrow);
    void retranslate();

    QHBoxLayout* row_;
    QStackedWidget* left_;
    QWidget* choice_;
    QButtonGroup which_;
    QToolButton *new_, *list_;
    RunPanel* runs_;
    bool narrow_ = false;
};

}  // namespace syper::ui
