// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/message.h"

#include "models/domain/names.h"
#include "models/domain/project.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString hosts(int count)
{
    return count == 1 ? u"1 host"_s : u"%1 hosts"_s.arg(count);
}

QString took(const Occasion &occasion)
{
    return formatDuration(std::max<qint64>(0, occasion.timeMs - occasion.startedMs));
}

QString wayBack(const Occasion &occasion)
{
    return occasion.from.isEmpty() ? u"Nothing was live before."_s
                                   : u"%1 is the release before."_s.arg(occasion.from);
}

/// "1.5.0 live 6 min": since when, where that is known.
QString liveSince(const Occasion &occasion)
{
    return occasion.liveMs == 0
               ? occasion.version
               : u"%1 live %2"_s.arg(occasion.version, formatDuration(occasion.timeMs - occasion.liveMs));
}

QString reasonSentence(const Occasion &occasion)
{
    if (occasion.reason.isEmpty())
        return {};
    const QString end = occasion.reason.endsWith(u'.') ? QString() : u"."_s;
    return u" Reason: %1%2"_s.arg(occasion.reason, end);
}

Message failed(const Occasion &o)
{
    if (o.outcome == Outcome::Cancelled)
        return {u"%1 %2 was stopped in %3"_s.arg(o.project, o.version, o.environment), o.text, {}};
    if (o.kind == PlanKind::Rollback)
        return {u"The rollback of %1 in %2 is not complete"_s.arg(o.project, o.environment), o.text, {}};
    if (!o.stopped.isEmpty())
        return {u"%1 %2 stopped at %3"_s.arg(o.project, o.version, o.stopped),
                u"%1: %2"_s.arg(o.environment, o.text),
                {}};
    return {u"%1 %2 is not complete in %3"_s.arg(o.project, o.version, o.environment), o.text, {}};
}

Message rolledBack(const Occasion &o)
{
    const bool byItself = o.kind == PlanKind::Deploy; // it failed, and its undoing brought the old one back
    const QString version = byItself ? o.from : o.version;
    const QString text = byItself ? o.text
                                  : u"%1 in %2.%3 Deploys to %4 are held until somebody unlocks them."_s.arg(
                                        hosts(o.hosts), took(o), reasonSentence(o), o.environment);
    if (version.isEmpty())
        return {u"%1 was taken back in %2"_s.arg(o.project, o.environment), text, {}};
    return {u"%1 is back on %2 in %3"_s.arg(o.project, version, o.environment), text, {}};
}

Message usual(const Occasion &o)
{
    switch (o.moment) {
    case NotifyMoment::Started:
        return {u"%1 %2 is going to %3"_s.arg(o.project, o.version, o.environment),
                u"%1, by %2. %3%4"_s.arg(hosts(o.hosts), o.by, wayBack(o), reasonSentence(o)),
                {}};
    case NotifyMoment::Succeeded:
        return {u"%1 %2 is live in %3"_s.arg(o.project, o.version, o.environment),
                u"%1, %2."_s.arg(hosts(o.hosts), took(o)),
                {}};
    case NotifyMoment::Failed:
        return failed(o);
    case NotifyMoment::RolledBack:
        return rolledBack(o);
    case NotifyMoment::Hold:
        return {u"%1 in %2: hold"_s.arg(o.project, o.environment),
                u"%1. %2 Not at the trigger yet."_s.arg(liveSince(o), o.text),
                {}};
    case NotifyMoment::Trigger:
        return {u"Roll back %1 in %2?"_s.arg(o.project, o.environment),
                u"%1. %2 %3"_s.arg(liveSince(o), o.text, wayBack(o)),
                {}};
    case NotifyMoment::NoData:
        break;
    }
    return {u"No metrics from %1 in %2"_s.arg(o.project, o.environment),
            u"%1. %2"_s.arg(liveSince(o), o.text),
            {}};
}

QString footerOf(const Occasion &o)
{
    return u"Belay · %1 · run %2"_s.arg(o.environment, o.run);
}

} // namespace

QString capped(const QString &text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    qsizetype end = most - 1;
    if (end > 0 && text.at(end - 1).isHighSurrogate())
        --end;
    return QString(text.left(end) + u'…');
}

std::map<QString, QString> occasionValues(const Occasion &o)
{
    const Message words = usual(o);
    return {{u"project"_s, o.project},
            {u"environment"_s, o.environment},
            {u"version"_s, o.version},
            {u"from"_s, o.from},
            {u"by"_s, o.by},
            {u"reason"_s, o.reason},
            {u"moment"_s, toString(o.moment)},
            {u"run"_s, o.run},
            {u"hosts"_s, QString::number(o.hosts)},
            {u"hosts_done"_s, QString::number(o.hostsDone)},
            {u"duration"_s, took(o)},
            {u"title"_s, words.title},
            {u"text"_s, words.text}};
}

Message messageFor(const Occasion &occasion, const NotifySpec &spec, const Escape &escape)
{
    std::map<QString, QString> values = occasionValues(occasion);
    if (escape) {
        for (auto &[name, value] : values)
            value = escape(value);
    }
    const auto filled = [&values](const QString &given, const QString &name) {
        return given.isEmpty() ? values.at(name) : expand(given, values);
    };
    const QString footer = footerOf(occasion);
    return {filled(spec.title, u"title"_s), filled(spec.text, u"text"_s), escape ? escape(footer) : footer};
}

} // namespace belay
