// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QTimer>
#include <QToolButton>
#include <QWidget>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/engine.h"
#include "widgets/identity_meter.h"

class QGridLayout;
class QHBoxLayout;
class QLabel;

namespace syper::ui {

/// A picture and the hash of the network that made it.
struct IdentityPicture {
    service::Sampled sampled;
    std::string network;
};

/// A picture, and what the models say of it beside the one that the walk began at.
struct IdentityMeasure {
    IdentityPicture start, picture;
    std::vector<IdentityVerdict> verdicts;
};

/// How far the identity has moved: the teacher and the students side by side, each with its similarity to the start
/// and its decision. The start is the first picture of a network, the pinned one while there is one, or where somebody
/// said "from here".
class IdentityBar : public QWidget {
    Q_OBJECT
public:
    /// engine outlives this.
    explicit IdentityBar(service::Engine& engine, QWidget* parent = nullptr);

    /// Another network is open: its first picture is the start.
    void beginAnew();
    /// The exact picture on screen.
    void setPicture(const service::Sampled& picture);
    /// What pictures are compared with while it is pinned; nothing = the start again.
    void setPinned(const std::optional<service::Sampled>& pinned);
    /// The picture on screen is the start from now on.
    void restart();
    /// The newest answer, which may be of a picture before the present one.
    [[nodiscard]] const std::optional<IdentityMeasure>& measure() const noexcept { return measure_; }
    /// Is the answer of the picture on screen?
    [[nodiscard]] bool upToDate() const;
    /// Is an answer of the picture on screen on its way?
    [[nodiscard]] bool expected() const;
    [[nodiscard]] const QList<IdentityMeter*>& meters() const noexcept { return meters_; }
    /// Puts a small button to the bar's right end, into a grid of two rows.
    void addTool(QToolButton* button, int row, int column, int columns = 1);
    void retranslate();

Q_SIGNALS:
    void measured(const syper::ui::IdentityMeasure& measure);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fillModels();
    [[nodiscard]] IdentityPicture onNetwork(const service::Sampled& picture) const;
    [[nodiscard]] const std::optional<IdentityPicture>& start() const { return pinned_ ? pinned_ : start_; }
    void send();
    void answered(const service::IdentityReading& reading);
    [[nodiscard]] IdentityMeter* meter(const QString& model) const;
    void showWhat();
    void tint();

    service::Engine& engine_;
    std::optional<IdentityPicture> start_, pinned_, picture_;
    quint64 lastPin_ = 0;                       ///< the id of the pinned picture, also where "from here" came after it
    quint64 sentStart_ = 0;                     ///< the service's number for start()
    std::optional<quint64> sentFrom_;           ///< the id of the picture that was sent as the start
    std::map<quint64, IdentityPicture> asked_;  ///< not answered yet
    std::optional<IdentityMeasure> measure_;
    QLabel *caption_, *what_, *none_;
    QHBoxLayout* row_;
    QGridLayout* tools_;
    QToolButton* restart_;
    QList<IdentityMeter*> meters_;
    QTimer late_;
};

}  // namespace syper::ui
