// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant>
#include <QObject>

namespace syper::ui {

/// Whether the desktop wants dark colours: asked of the desktop portal, which also tells when that changes. Where there
/// is no session bus nothing is ever told.
class SystemTheme : public QObject {
    Q_OBJECT
public:
    explicit SystemTheme(QObject* parent = nullptr);

Q_SIGNALS:
    void darkWanted(bool dark);

private Q_SLOTS:
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void tell(const QVariant& value);
};

}  // namespace syper::ui
