// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <QToolButton>
#include <QWidget>
#include <functional>

class QHBoxLayout;
class QLabel;

namespace syper::ui {

class ExploreModel;
class SampleView;

/// The line below the picture: what it is, and what one may do with it.
class ExploreTools : public QWidget {
    Q_OBJECT
public:
    /// All outlive this.
    ExploreTools(ExploreModel& model, SampleView& view, QSettings& settings, QWidget* parent = nullptr);

    void setStatus(const QString& text);
    /// Whether there is a picture to do something with.
    void setUsable(bool usable);
    /// Another picture is pinned, or none: what compares with it follows.
    void showPinned(const QString& description);
    /// The wipe between the pinned and the present picture, on or off.
    void toggleWipe();
    void retranslate();

Q_SIGNALS:
    void pinWanted();
    void copyWanted();
    void pasteWanted();
    void saveWanted();

private:
    QToolButton* add(const char* iconName, bool checkable, std::function<void()> run);
    void tint();

    ExploreModel& model_;
    SampleView& view_;
    QHBoxLayout* row_;
    QLabel* status_;
    QToolButton *undo_, *redo_, *pin_, *wipe_, *oneToOne_, *smooth_, *copy_, *paste_, *save_;
};

}  // namespace syper::ui
