// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QToolButton>
#include <QWidget>
#include <vector>

#include "core/api/sampler.h"

namespace syper::ui {

class DirectionList;
class NetworkStrip;

/// A row of small pictures that show where one control leads from here: truncation from none to much, the next seeds,
/// a walk along a direction, the latents of a file, or the same latent in other networks. A click goes there.
class SweepStrip : public QWidget {
    Q_OBJECT
public:
    static constexpr int kSteps = 7;        ///< at most
    static constexpr int kNarrowSteps = 5;  ///< where there is little room

    /// directions outlives this.
    explicit SweepStrip(const DirectionList& directions, QWidget* parent = nullptr);

    /// Offers the directions there are now.
    void fillAxes();
    /// Walks along this one from -3 to 3 standard deviations.
    void showDirection(int id);
    /// Offers the latents of a file, and shows those around the present one. Each is [wDim] or [numWs * wDim].
    void showLatents(const QString& name, std::vector<std::vector<float>> latents);
    /// Lets latents go that have neither of these lengths.
    void keepLatents(std::size_t oneLength, std::size_t otherLength);
    /// The requests around `centre` along what is chosen; their pictures are expected through setPicture().
    [[nodiscard]] std::vector<core::SampleRequest> around(const core::SampleRequest& centre);
    void setPicture(int step, const QImage& picture);
    /// The strip of networks, which may be chosen in place of the steps; key: switches between them.
    [[nodiscard]] NetworkStrip& networks() const noexcept { return *networks_; }
    void toggleNetworks();
    void retranslate();

Q_SIGNALS:
    /// Another control was chosen: around() answers differently now.
    void axisChanged();
    /// Something of it is to be looked at: whoever hides it may want to show it.
    void wanted();
    void chosen(const syper::core::SampleRequest& request, const QString& text);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showAxis();
    [[nodiscard]] bool narrow() const;
    struct Step {
        QToolButton* button = nullptr;
        core::SampleRequest request;
        QString caption;
    };
    [[nodiscard]] std::pair<core::SampleRequest, QString> stepAt(const core::SampleRequest& centre, int step) const;
    /// Which latent of the file the first step shows.
    [[nodiscard]] int firstLatent(const core::SampleRequest& centre) const;
    /// How many pictures there are along what is chosen.
    [[nodiscard]] int stepCount() const;

    QComboBox* axis_;
    const DirectionList& directions_;
    std::vector<Step> steps_;
    NetworkStrip* networks_;
    QString latentsName_;
    std::vector<std::vector<float>> latents_;
    bool wasNarrow_ = false;
    int before_ = 0;  ///< the axis to go back to from the networks
};

}  // namespace syper::ui
