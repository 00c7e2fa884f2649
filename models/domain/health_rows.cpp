// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/health_rows.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;
using Json = nlohmann::json;

constexpr int deepest = 6;

bool isDatabase(const QString &name)
{
    static const QStringList exact = {u"db"_s, u"repo"_s, u"ecto"_s, u"sql"_s, u"pg"_s};
    static const QStringList parts = {u"database"_s, u"postgres"_s, u"mysql"_s, u"mariadb"_s,
                                      u"mongo"_s,    u"sqlite"_s,   u"ecto"_s};
    const QString low = name.toLower();
    return exact.contains(low) || std::any_of(parts.begin(), parts.end(),
                                              [&low](const QString &part) { return low.contains(part); });
}

bool isBadWord(const QString &word)
{
    static const QStringList bad = {u"error"_s,   u"down"_s,      u"fail"_s,        u"failed"_s,
                                    u"failing"_s, u"unhealthy"_s, u"critical"_s,    u"false"_s,
                                    u"ko"_s,      u"timeout"_s,   u"unavailable"_s, u"disconnected"_s,
                                    u"bad"_s};
    return bad.contains(word.toLower());
}

/// false, "error", {"status": "down"}, {"healthy": false}: the ways in which components say that they are
/// ill.
bool isIll(const Json &value)
{
    if (value.is_boolean())
        return !value.get<bool>();
    if (value.is_string())
        return isBadWord(QString::fromStdString(value.get<std::string>()));
    if (!value.is_object())
        return false;
    for (const char *key : {"status", "state", "healthy", "ok", "result"}) {
        if (value.contains(key) && isIll(value.at(key)))
            return true;
    }
    return false;
}

QString find(const Json &value, int depth)
{
    if (depth > deepest || !value.is_structured())
        return {};
    for (const auto &[key, inner] : value.items()) {
        const QString name = QString::fromStdString(key);
        if (value.is_object() && isDatabase(name) && isIll(inner))
            return name;
        if (const QString found = find(inner, depth + 1); !found.isEmpty())
            return found;
    }
    return {};
}

QString hostList(const QStringList &hosts)
{
    constexpr qsizetype shown = 3;
    if (hosts.size() <= shown + 1)
        return hosts.join(u", "_s);
    return u"%1 and %2 more"_s.arg(hosts.mid(0, shown).join(u", "_s), QString::number(hosts.size() - shown));
}

} // namespace

void HealthRows::add(const HealthLook &look)
{
    auto row =
        std::find_if(m_rows.begin(), m_rows.end(), [&look](const Row &one) { return one.host == look.host; });
    if (row == m_rows.end())
        row = m_rows.insert(m_rows.end(), Row{look.host, 0, 0, {}, {}});
    row->failed = look.healthy ? 0 : row->failed + 1;
    row->database = look.database.isEmpty() ? 0 : row->database + 1;
    row->said = look.said;
    row->component = look.database;
}

Verdict HealthRows::with(Verdict verdict, int inARow) const
{
    const int needed = std::max(1, inARow);
    QStringList down;
    QStringList ill;
    QString said;
    QString component;
    for (const Row &row : m_rows) {
        if (row.database >= needed) {
            ill << row.host;
            component = row.component;
        }
        if (row.failed >= needed) {
            down << row.host;
            said = row.said;
        }
    }
    if (verdict.kind == VerdictKind::RollBack || (down.isEmpty() && ill.isEmpty()))
        return verdict;
    const auto all = static_cast<qsizetype>(m_rows.size());
    const bool isAll = ill.size() == all || down.size() == all;
    const QString word = isAll ? u"Roll back"_s : u"Hold"_s;
    verdict.kind = isAll ? VerdictKind::RollBack : VerdictKind::Hold;
    if (ill.size() == all || (!isAll && !ill.isEmpty()))
        verdict.sentence =
            u"%1 — the database fails: %2 of the health check says so on %3, %4 times in a row."_s.arg(
                word, component, hostList(ill), QString::number(needed));
    else
        verdict.sentence = u"%1 — %2: %3 failed the health check %4 times in a row, last answer: %5."_s.arg(
            word, isAll ? u"the service is down"_s : u"not every host serves"_s, hostList(down),
            QString::number(needed), said);
    return verdict;
}

QString failingDatabase(const QByteArray &body)
{
    const Json json = Json::parse(body.begin(), body.end(), nullptr, false);
    return json.is_discarded() ? QString() : find(json, 0);
}

} // namespace belay
