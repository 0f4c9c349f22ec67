// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/file_picker.h"

#include <QFileDialog>

namespace syper::ui {
namespace {

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
        auto* dialog = new QFileDialog(parent, question.title, question.folder, question.filter);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(mode);
        dialog->setFileMode(files);
        dialog->setOption(QFileDialog::ShowDirsOnly, files == QFileDialog::Directory);
        if (mode == QFileDialog::AcceptSave) dialog->selectFile(question.folder);
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

void FilePicker::replace(FilePicker* picker) {
    replaced = picker;
}

}  // namespace syper::ui
