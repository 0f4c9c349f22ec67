// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPushButton>

namespace syper::ui {

/// A secondary label for `buddy`; it lies on `parent` until a layout takes it.
[[nodiscard]] QLabel* labelFor(QWidget* buddy, QWidget* parent);

/// What a form's field is called for who cannot see it, and what it says under the pointer.
void nameField(QWidget* field, const QString& name, const QString& tip = {});

/// What stands below a form of settings: how long it will take, and the buttons that start it or copy its command.
class FormActions : public QWidget {
    Q_OBJECT
public:
    explicit FormActions(QWidget* parent = nullptr);

    /// caution marks the detail.
    void setEstimate(const QString& text, const QString& detail, bool caution = false);
    void setStart(const QString& text, bool enabled);
    void setCopy(const QString& tip, bool enabled);

Q_SIGNALS:
    void startRequested();
    void copyRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QLabel *estimate_, *detail_;
    QPushButton *start_, *copy_;
};

}  // namespace syper::ui
