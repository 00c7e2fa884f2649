// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

/// QString in and out of nlohmann::json, so that structs can be written field by field.
NLOHMANN_JSON_NAMESPACE_BEGIN
template <> struct adl_serializer<QString>
{
    static void to_json(json &out, const QString &text) { out = text.toStdString(); }
    static void from_json(const json &in, QString &text)
    {
        text = QString::fromStdString(in.get_ref<const std::string &>());
    }
};
template <> struct adl_serializer<QStringList>
{
    static void to_json(json &out, const QStringList &list)
    {
        out = json::array();
        for (const QString &text : list)
            out.push_back(text.toStdString());
    }
    static void from_json(const json &in, QStringList &list)
    {
        list.clear();
        for (const json &item : in)
            list.append(QString::fromStdString(item.get_ref<const std::string &>()));
    }
};
NLOHMANN_JSON_NAMESPACE_END
