// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBoxLayout>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QWidget>
#include <memory>
#include <vector>

#include "service/engine.h"
#include "service/projection_watch.h"
#include "widgets/explore_model.h"
#include "widgets/loss_line.h"
#include "widgets/page.h"
#include "widgets/picture_pair.h"

namespace syper::ui {

/// A photograph brought into the latent space: what is looked for, the picture so far, the distance as it falls. The
/// best latent becomes the state of Explore, which can be undone, and can be written for other tools.
class ProjectionPanel : public QWidget {
    Q_OBJECT
public:
    /// Both outlive this.
    ProjectionPanel(service::Engine& engine, ExploreModel& model, QWidget* parent = nullptr);

    /// Projects the eye in that photograph, or its middle. One at a time: a second one is refused in words.
    void project(const QString& photograph);
    void browse();
    void togglePause();
    /// Ends the search; the best so far is taken.
    void takeBest();
    /// Ends the search; nothing is taken.
    void discard();
    /// Asks where, and writes the present picture's w there.
    void savePresent();
    /// Another network is open.
    void setNetwork();
    /// Whether there is a network to project into.
    void setUsable(bool usable);
    void retranslate();

    [[nodiscard]] bool running() const noexcept { return job_ != nullptr; }
    [[nodiscard]] service::Job* job() const noexcept { return job_; }
    [[nodiscard]] const PicturePair& pictures() const noexcept { return *pictures_; }
    [[nodiscard]] const LossLine& line() const noexcept { return *line_; }
    [[nodiscard]] QToolButton* pauseButton() const noexcept { return pause_; }
    [[nodiscard]] QToolButton* takeButton() const noexcept { return take_; }
    [[nodiscard]] QToolButton* discardButton() const noexcept { return discard_; }
    [[nodiscard]] QToolButton* saveButton() const noexcept { return save_; }
    [[nodiscard]] QComboBox* space() const noexcept { return space_; }
    [[nodiscard]] QSpinBox* steps() const noexcept { return steps_; }
    [[nodiscard]] QString text() const { return text_->text(); }

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);
    /// A search began; whoever hides this may want to show it.
    void begun();
    /// A typed value was confirmed; the keys belong to the picture again.
    void confirmed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildChoices();
    QWidget* buildCommands();
    QToolButton* button(QWidget* parent, const char* iconName);
    void begin(const service::ProjectionTarget& target);
    void advanced();
    void showSoFar(const std::vector<float>& ws);
    void finished(const core::ProjectOutcome& outcome);
    void offer();
    void take();
    void ended();
    void save(const std::function<std::vector<float>()>& latent, const core::NetworkInfo& network);
    void showState();
    [[nodiscard]] QString stateText() const;
    void tint();

    service::Engine& engine_;
    ExploreModel& model_;
    QStackedWidget* row_;
    QBoxLayout* middle_;
    PicturePair* pictures_;
    LossLine* line_;
    QLabel* text_;
    QToolButton *pause_, *take_, *discard_, *save_;
    QPushButton* choose_;
    QComboBox* space_;
    QSpinBox* steps_;
    // of the projection under way, or of the last one
    QString name_, network_;  ///< of the photograph; the network's choice when it began
    std::optional<core::NetworkInfo> info_;
    int classIndex_ = -1;
    std::shared_ptr<service::ProjectionWatch> watch_;
    QPointer<service::Job> job_;
    std::optional<core::ProjectOutcome> outcome_;
    bool discarding_ = false, usable_ = false, reading_ = false;
    // the picture so far
    quint64 pictureAsked_ = 0;  ///< 0: none is on its way
    QElapsedTimer sincePicture_;
};

}  // namespace syper::ui
