// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QSettings>
#include <QStringList>
#include <QToolButton>
#include <QWidget>
#include <functional>

class QHBoxLayout;
class QLabel;

namespace syper::ui {

class ExploreCompare;
class ExploreModel;
class HistoryModel;
class SampleView;

/// The line below the picture: what it is, and what one may do with it.
class ExploreTools : public QWidget {
    Q_OBJECT
public:
    /// All outlive this.
    ExploreTools(ExploreModel& model, const HistoryModel& history, SampleView& view, ExploreCompare& compare,
                 QSettings& settings, QWidget* parent = nullptr);

    /// What the picture is, the most important word last: where there is little room the first ones give way.
    void setStatus(const QStringList& words);
    /// Whether there is a picture to do something with.
    void setUsable(bool usable);
    void retranslate();
    [[nodiscard]] QToolButton* compareButton() const noexcept { return compareButton_; }
    [[nodiscard]] QToolButton* undoButton() const noexcept { return undo_; }
    [[nodiscard]] QToolButton* redoButton() const noexcept { return redo_; }

Q_SIGNALS:
    void copyWanted();
    void pasteWanted();
    void saveWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showStatus();
    QToolButton* add(const char* iconName, bool checkable, std::function<void()> run);
    void showPinned();
    void showSteps();
    void tint();

    ExploreModel& model_;
    SampleView& view_;
    ExploreCompare& compare_;
    QHBoxLayout* row_;
    QLabel* status_;
    QStringList words_;
    QToolButton *undo_, *redo_, *pin_, *compareButton_, *oneToOne_, *smooth_, *copy_, *paste_, *save_;
};

}  // namespace syper::ui
