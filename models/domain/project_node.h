// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/json_scan.h"
#include "models/domain/project.h"
#include "models/domain/result.h"

#include <nlohmann/json.hpp>

#include <QString>
#include <QStringList>

#include <array>
#include <limits>
#include <utility>
#include <vector>

/// Reading belay.json value by value. Private to project_file.cpp and its kin.
namespace belay::projectfile {

using Json = nlohmann::json;

/// Everything that is wrong with one file, each with its line and key.
class Problems
{
public:
    Problems(QString file, std::map<QString, JsonPlace> places)
        : m_file(std::move(file))
        , m_places(std::move(places))
    {
    }

    /// `path` names the value; when the file does not have it, the line of what contains it is given.
    void add(const QString &path, const QString &what, const QString &hint = {});
    bool empty() const { return m_found.empty(); }
    /// The first problem in the file's order; the others are in the detail.
    Error error() const;
    JsonPlace place(QString path) const;

private:
    struct Problem
    {
        int line;
        QString text;
        QString hint;
    };
    QString m_file;
    std::map<QString, JsonPlace> m_places;
    std::vector<Problem> m_found;
};

template <typename Enum, std::size_t n> using Words = std::array<std::pair<Enum, QLatin1StringView>, n>;

/// One value of the file, or the lack of it. A wrong type is noted in Problems, and the default is answered:
/// reading goes on, so that a person learns about all mistakes at once.
class Node
{
public:
    Node(const Json *value, QString path, Problems &problems)
        : m_value(value)
        , m_path(std::move(path))
        , m_problems(&problems)
    {
    }

    bool present() const { return m_value != nullptr; }
    bool isObject() const { return m_value && m_value->is_object(); }
    bool isText() const { return m_value && m_value->is_string(); }
    const QString &path() const { return m_path; }
    Problems &problems() const { return *m_problems; }
    void complain(const QString &what, const QString &hint = {}) const
    {
        m_problems->add(m_path, what, hint);
    }

    Node at(const QString &key) const;
    /// The same, and its absence is a problem.
    Node need(const QString &key, const QString &hint = {}) const;
    /// True for an object all of whose keys are known; unknown ones are noted.
    bool hasOnly(const QStringList &known) const;
    std::vector<Node> elements() const;
    /// In the file's order.
    std::vector<std::pair<QString, Node>> members() const;

    /// Not empty and without control characters (a tab is one).
    QString text(const QString &otherwise = {}) const;
    QStringList texts() const;
    std::map<QString, QString> textMap() const;
    bool boolean(bool otherwise) const;
    int integer(int otherwise, int least, int most) const;
    std::optional<double> number() const;
    Milliseconds duration(Milliseconds otherwise, Milliseconds least) const;

    template <typename Enum, std::size_t n> Enum word(const Words<Enum, n> &words, Enum otherwise) const
    {
        QStringList known;
        for (const auto &[value, name] : words)
            known.append(name);
        const qsizetype at = oneOf(known);
        return at < 0 ? otherwise : words[static_cast<std::size_t>(at)].first;
    }
    /// The index of the text in `known`; -1: absent, or noted as a problem.
    qsizetype oneOf(const QStringList &known) const;

private:
    bool is(bool right, const QString &expected) const;

    const Json *m_value;
    QString m_path;
    Problems *m_problems;
};

} // namespace belay::projectfile
