// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/file_picker.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>

namespace syper::ui {
namespace {

/// `wanted`, from the nearest folder that is there: a missing one would stand as the name of a file in the dialog.
QString begin(const QString& wanted, bool save) {
    if (wanted.isEmpty() || QFileInfo(wanted).isRelative()) return wanted;
    QString folder = save ? QFileInfo(wanted).path() : wanted;
    while (!QFileInfo::exists(folder) && !QFileInfo(folder).isRoot()) folder = QFileInfo(folder).path();
    return save ? QDir(folder).filePath(QFileInfo(wanted).fileName()) : folder;
}

class DialogPicker : public FilePicker {
public:
    void openFile(QWidget* parent, const Question& question, Answer answer) override {
        show(parent, question, std::move(answer), QFileDialog::AcceptOpen, QFileDialog::ExistingFile);
    }
    void openFolder(QWidget* parent, const Question& question, Answer answer) override {
        show(parent, question, std::move(answer), QFileDialog::AcceptOpen, QFileDialog::Directory);
    }
    void saveFile(QWidget* parent, const Question& question, Answer answer) override {
        show(parent, question, std::move(answer), QFileDialog::AcceptSave, QFileDialog::AnyFile);
    }

private:
    static void show(QWidget* parent, const Question& question, Answer answer, QFileDialog::AcceptMode mode,
                     QFileDialog::FileMode files) {
        auto* dialog = new QFileDialog(parent, question.title, begin(question.folder, mode == QFileDialog::AcceptSave),
                                       question.filter);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(mode);
        dialog->setFileMode(files);
        dialog->setOption(QFileDialog::ShowDirsOnly, files == QFileDialog::Directory);
        if (mode == QFileDialog::AcceptSave) dialog->selectFile(QFileInfo(question.folder).fileName());
        QObject::connect(dialog, &QFileDialog::fileSelected, dialog, std::move(answer));
        dialog->open();
    }
};

FilePicker* replaced = nullptr;

}  // namespace

FilePicker& FilePicker::current() {
    static DialogPicker dialogs;
    return replaced != nullptr ? *replaced : dialogs;
}

QString pictureFilter() {
    return QCoreApplication::translate("FilePicker", "Pictures") +
           QStringLiteral(
               " (*.png *.jpg *.jpeg *.jpe *.webp *.bmp *.tif *.tiff *.ppm *.pgm *.pnm *.gif *.heic *.avif)");
}

void FilePicker::replace(FilePicker* picker) {
    replaced = picker;
}

}  // namespace syper::ui
