// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include "service/engine.h"
#include "widgets/page.h"
#include "widgets/timeline_model.h"

namespace syper::ui {

/// Keyframes as JSON, as `syper interpolate --keyframes` reads them too; each holds its recipe on one network.
[[nodiscard]] QByteArray keyframesText(const Keyframes& keyframes, const std::string& networkSha256);
/// The reverse, for any network. Throws core::Error{BadFormat}.
[[nodiscard]] Keyframes parseKeyframes(const QByteArray& text);

/// Keeps the keyframes on disk with every edit, so that a crash loses none, and brings them back at the next start.
/// Files are read and written on the engine's worker.
class TimelineStore : public QObject {
    Q_OBJECT
public:
    /// Both outlive this.
    TimelineStore(service::Engine& engine, TimelineModel& model, QObject* parent = nullptr);

    /// The earlier session's keyframes are in the model.
    [[nodiscard]] bool restored() const noexcept { return restored_; }

Q_SIGNALS:
    void notice(const syper::ui::Notice& notice);
    void restoringEnded();

private:
    void restore();
    void save();
    void tellOnce(const QString& text);

    service::Engine& engine_;
    TimelineModel& model_;
    QString path_;
    bool restored_ = false, told_ = false;
    bool unsaved_ = false;  ///< until a network is open, which keyframes name
};

}  // namespace syper::ui
