// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <QStringList>
#include <array>
#include <functional>
#include <optional>

#include "core/api/inspect.h"
#include "service/task_runner.h"

namespace syper::service {

enum class ModelRole : std::uint8_t { Generator, Teacher, Student };
inline constexpr std::array kModelRoles{ModelRole::Generator, ModelRole::Teacher, ModelRole::Student};

/// A model as the choosers show it. `choice` is what is remembered: a path, or "bundled:STEM" for one that the program
/// ships (see core/api/resources.h).
struct ModelCard {
    QString choice;
    QString path;                        ///< the file itself; empty where a bundled one is not installed
    std::optional<core::FileInfo> info;  ///< nothing until the file has been read
    QString error;                       ///< why it cannot be used; empty if it can or is not known yet

    [[nodiscard]] QString name() const;  ///< the file's name without folder and ending
    [[nodiscard]] bool bundled() const { return choice.startsWith(QLatin1String("bundled:")); }
    [[nodiscard]] bool usable() const { return !path.isEmpty() && error.isEmpty(); }
};

/// How a model is called where several stand side by side: its name, or that of its run where all runs' files have one.
[[nodiscard]] QString modelTitle(const QString& choice);

/// Which generator, teacher and student the whole studio works with: one truth for all pages. Remembered in the
/// settings. Files are read on `tasks`, never on the GUI thread.
class ModelChoices : public QObject {
    Q_OBJECT
public:
    using Inspect = std::function<core::FileInfo(const std::filesystem::path&)>;

    /// settings and tasks outlive this.
    ModelChoices(Inspect inspect, TaskRunner& tasks, QSettings& settings, QObject* parent = nullptr);

    [[nodiscard]] const ModelCard& card(ModelRole role) const { return cards_[std::size_t(role)]; }
    /// The file of `role`, empty where there is none.
    [[nodiscard]] QString path(ModelRole role) const { return card(role).path; }
    /// What the program ships for `role`, as choices, first the default.
    [[nodiscard]] static QStringList bundled(ModelRole role);
    /// Files chosen before, newest first, without bundled ones.
    [[nodiscard]] QStringList recent(ModelRole role) const;

    /// What comparisons begin with, as choices: the teacher and the student chosen, and the students that ship.
    [[nodiscard]] QStringList compared() const;

    /// choice: a path or "bundled:STEM". Emits chosen() at once and read() when the file is known.
    void choose(ModelRole role, const QString& choice);
    /// Chooses a file that somebody picked, once a look into it says that it can be `role`; else emits refused().
    void open(ModelRole role, const QString& file);

Q_SIGNALS:
    void chosen(syper::service::ModelRole role);
    void read(syper::service::ModelRole role);
    /// What was opened is not what its role needs; the choice stays.
    void refused(const QString& text);

private:
    void inspect(ModelRole role);

    Inspect inspect_;
    TaskRunner& tasks_;
    QSettings& settings_;
    std::array<ModelCard, kModelRoles.size()> cards_;
};

}  // namespace syper::service
