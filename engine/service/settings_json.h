// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <type_traits>

namespace syper::service {

/// Settings as JSON, for any struct with a function eachSetting(settings, visit) that calls visit("key", member) for
/// every member. A member of another type than these has a settingToJson() and a settingFromJson() beside its struct.

inline QJsonValue settingToJson(quint64 value) {
    return QString::number(value);  // 64 bits do not fit a JSON number
}
template <class T>
requires std::is_same_v<T, QString> || std::is_same_v<T, bool> || std::is_same_v<T, int> || std::is_same_v<T, qint64> ||
    std::is_same_v<T, double>
        QJsonValue settingToJson(const T& value) {
    return value;
}

/// What is missing or of another type leaves `to` as it is.
inline void settingFromJson(const QJsonValue& json, QString& to) {
    to = json.toString(to);
}
inline void settingFromJson(const QJsonValue& json, bool& to) {
    to = json.toBool(to);
}
inline void settingFromJson(const QJsonValue& json, int& to) {
    to = json.toInt(to);
}
inline void settingFromJson(const QJsonValue& json, qint64& to) {
    to = json.toInteger(to);
}
inline void settingFromJson(const QJsonValue& json, double& to) {
    to = json.toDouble(to);
}
inline void settingFromJson(const QJsonValue& json, quint64& to) {
    to = json.isString() ? json.toString().toULongLong() : quint64(json.toInteger(qint64(to)));
}

template <class Settings>
QJsonObject settingsToJson(const Settings& settings) {
    QJsonObject json;
    eachSetting(settings,
                [&json](const char* key, const auto& value) { json[QLatin1String(key)] = settingToJson(value); });
    return json;
}

/// Keys that are missing keep their default; unknown ones are ignored, so that newer files open.
template <class Settings>
Settings settingsFromJson(const QJsonObject& json) {
    Settings settings;
    eachSetting(settings, [&json](const char* key, auto& value) { settingFromJson(json[QLatin1String(key)], value); });
    return settings;
}

}  // namespace syper::service
