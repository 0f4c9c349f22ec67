// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QString>
#include <functional>
#include <optional>
#include <vector>

#include "core/api/image8.h"
#include "service/task_runner.h"

namespace syper::service {

/// What one model said of a spot when it was kept.
struct HardOpinion {
    QString name, sha256;
    int weightBits = 32, activationBits = 32;
    double similarity = 0.0;   ///< to the start
    std::optional<bool> same;  ///< nothing where the model has no threshold
    bool flipped = false;      ///< decided otherwise than the model that is not quantized
};

/// A place in latent space where quantized models answer otherwise than their teacher.
struct HardSpot {
    QString recipe;  ///< as it stands in the picture
    QString start;   ///< of the picture that it was compared with
    std::vector<HardOpinion> opinions;
    core::Image8 small;  ///< for lists

    /// The picture's name: equal recipes have equal names.
    [[nodiscard]] QString file() const;
};

/// The spots kept so far: pictures with their recipes in a folder of their own, and an index beside them. Whatever is
/// kept is on the disk at once; an index cut by a crash loses its last line at most. Files are written on `tasks`.
class HardSet : public QObject {
    Q_OBJECT
public:
    static constexpr int kSmall = 64;  ///< pixels across of HardSpot::small

    /// A spot and its picture as it was written, to be put back.
    struct Removed {
        HardSpot spot;
        core::Image8 picture;
    };

    /// Reads what is in `folder`; changed() follows. tasks outlives this.
    HardSet(TaskRunner& tasks, QString folder, QObject* parent = nullptr);

    /// In the order in which they were kept.
    [[nodiscard]] const std::vector<HardSpot>& spots() const noexcept { return spots_; }
    /// Is it kept, or on its way to the disk?
    [[nodiscard]] bool contains(const QString& recipe) const;

    /// Keeps a spot unless it is there already; `small` is made here. kept() or failed() follows.
    void keep(const HardSpot& spot, const core::Image8& picture);
    /// Removes those with these recipes; removed() or failed() follows.
    void remove(const QStringList& recipes);
    /// Copies all pictures into `folder`, which is made, with hard-set.csv: a line a spot and model. `done` gets how
    /// many pictures there are, unless failed() says why not.
    void exportTo(const QString& folder, std::function<void(int pictures)> done);

Q_SIGNALS:
    void changed();
    void kept(const syper::service::HardSpot& spot);
    void removed(const std::vector<syper::service::HardSet::Removed>& spots);
    void failed(const syper::service::Failure& failure);

private:
    TaskRunner& tasks_;
    QString folder_;
    std::vector<HardSpot> spots_;
    QSet<QString> coming_;  ///< recipes that are being written
};

}  // namespace syper::service
