// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>
#include <functional>

namespace syper::ui {

/// How the user names a file or folder. An interface, so that tests answer without a dialog; never blocks.
class FilePicker {
public:
    struct Question {
        QString title;
        QString folder;  ///< where to begin, or a suggested file to save
        QString filter;  ///< "Networks (*.pkl *.safetensors)"
    };
    using Answer = std::function<void(const QString& path)>;  ///< not called if the user gives up

    virtual ~FilePicker() = default;
    virtual void openFile(QWidget* parent, const Question& question, Answer answer) = 0;
    virtual void openFolder(QWidget* parent, const Question& question, Answer answer) = 0;
    virtual void saveFile(QWidget* parent, const Question& question, Answer answer) = 0;

    /// The picker in use: the platform's dialogs unless a test put another there.
    [[nodiscard]] static FilePicker& current();
    /// Puts `picker` (not owned; null = the dialogs) in their place.
    static void replace(FilePicker* picker);
};

/// For the question for a picture: all kinds that are read.
[[nodiscard]] QString pictureFilter();

}  // namespace syper::ui
