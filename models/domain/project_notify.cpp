// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/names.h"
#include "models/domain/project_sections.h"

#include <map>

namespace belay::projectfile {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr Words<NotifyKind, 8> kinds{{{NotifyKind::Slack, "slack"_L1},
                                      {NotifyKind::Teams, "teams"_L1},
                                      {NotifyKind::Discord, "discord"_L1},
                                      {NotifyKind::Webhook, "webhook"_L1},
                                      {NotifyKind::Email, "email"_L1},
                                      {NotifyKind::Command, "command"_L1},
                                      {NotifyKind::Desktop, "desktop"_L1},
                                      {NotifyKind::Grafana, "grafana"_L1}}};

constexpr Words<NotifyMoment, 7> moments{{{NotifyMoment::Started, "started"_L1},
                                          {NotifyMoment::Succeeded, "succeeded"_L1},
                                          {NotifyMoment::Failed, "failed"_L1},
                                          {NotifyMoment::RolledBack, "rolled-back"_L1},
                                          {NotifyMoment::Hold, "hold"_L1},
                                          {NotifyMoment::Trigger, "trigger"_L1},
                                          {NotifyMoment::NoData, "no-data"_L1}}};

bool namesSecret(const QString &text)
{
    return text.contains("{secret:"_L1);
}

/// Whoever has the address of a chat's webhook can write there.
bool addressIsSecret(NotifyKind kind)
{
    return kind == NotifyKind::Slack || kind == NotifyKind::Teams || kind == NotifyKind::Discord;
}

QString readAddress(const Node &node, NotifyKind kind)
{
    const QString url = node.text();
    if (url.isEmpty() || namesSecret(url))
        return url;
    if (addressIsSecret(kind)) {
        node.complain(u"this address is a secret and does not belong into the file"_s,
                      u"Write \"{secret:NAME}\", and set BELAY_SECRET_NAME where Belay runs."_s);
        return url;
    }
    return readUrl(node);
}

QString readTemplate(const Node &node)
{
    const QString text = node.text();
    std::map<QString, QString> known;
    for (const QString &name : notifyPlaceholders())
        known[name] = QString();
    for (const QString &name : missingValues(text, known)) {
        node.complain(u"there is no placeholder {%1}"_s.arg(cleanLine(name, 40)),
                      u"There are: %1."_s.arg(notifyPlaceholders().join(", "_L1)));
    }
    return text;
}

/// What the kind cannot do without.
void needForKind(const Node &node, const NotifySpec &spec)
{
    switch (spec.kind) {
    case NotifyKind::Slack:
    case NotifyKind::Teams:
    case NotifyKind::Discord:
    case NotifyKind::Webhook:
        node.need(u"url"_s);
        break;
    case NotifyKind::Grafana:
        node.need(u"url"_s, u"The server, for example \"https://grafana.example.com\"."_s);
        break;
    case NotifyKind::Email:
        node.need(u"to"_s, u"The receiver's address."_s);
        break;
    case NotifyKind::Command:
        node.need(u"run"_s, u"A shell line; it reads the message as JSON from its standard input."_s);
        break;
    case NotifyKind::Desktop:
        break;
    }
}

NotifySpec readOne(const Node &node)
{
    NotifySpec spec;
    if (!node.hasOnly({u"kind"_s, u"url"_s, u"token"_s, u"to"_s, u"from"_s, u"run"_s, u"title"_s, u"text"_s,
                       u"tags"_s, u"dashboard"_s, u"on"_s}) &&
        !node.isObject())
        return spec;
    const Node kind = node.need(u"kind"_s);
    const bool isKnown = kind.isText();
    spec.kind = kind.word(kinds, spec.kind);
    if (isKnown)
        needForKind(node, spec);
    spec.url = readAddress(node.at(u"url"_s), spec.kind);
    spec.token = node.at(u"token"_s).text();
    if (!spec.token.isEmpty() && !namesSecret(spec.token))
        node.at(u"token"_s)
            .complain(u"a token is a secret and does not belong into the file"_s,
                      u"Write \"{secret:NAME}\", and set BELAY_SECRET_NAME where Belay runs."_s);
    spec.to = node.at(u"to"_s).text();
    spec.from = node.at(u"from"_s).text();
    spec.run = node.at(u"run"_s).text();
    spec.title = readTemplate(node.at(u"title"_s));
    spec.text = readTemplate(node.at(u"text"_s));
    spec.tags = node.at(u"tags"_s).texts();
    spec.dashboard = node.at(u"dashboard"_s).text();
    if (const Node on = node.at(u"on"_s); on.present()) {
        const auto elements = on.elements();
        if (elements.empty())
            on.complain(u"expected at least one moment"_s, u"Leave \"on\" out to be told everything."_s);
        for (const Node &element : elements)
            spec.on.push_back(element.word(moments, NotifyMoment::Started));
    }
    return spec;
}

} // namespace

std::vector<NotifySpec> readNotify(const Node &node)
{
    std::vector<NotifySpec> receivers;
    if (!node.present())
        return receivers;
    for (const Node &one : node.elements())
        receivers.push_back(readOne(one));
    return receivers;
}

} // namespace belay::projectfile
