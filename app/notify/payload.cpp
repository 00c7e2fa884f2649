// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/payload.h"

#include "models/domain/json.h"
#include "models/domain/names.h"

#include <array>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;
using Json = nlohmann::json;

// What the receivers take at most, in characters.
constexpr qsizetype slackHeader = 150;
constexpr qsizetype slackText = 3000;
constexpr qsizetype discordTitle = 256;
constexpr qsizetype discordText = 4096;
constexpr qsizetype teamsText = 4000;

Json slackBlock(const char *type, const Json &text)
{
    return {{"type", type}, {"text", text}};
}

Json slackWords(const char *type, const QString &text)
{
    Json words = {{"type", type}, {"text", text}};
    if (type == std::string("plain_text"))
        words["emoji"] = false;
    return words;
}

/// Cut before it is escaped, so that no entity is cut in half.
QString slackSafe(const QString &value)
{
    constexpr qsizetype longest = slackText / 6; // & becomes five characters
    return slackEscaped(capped(value, longest));
}

Json textRun(const QString &text)
{
    return {{"type", "TextRun"}, {"text", capped(text, teamsText)}};
}

Json textBlock(const Json &run)
{
    return {{"type", "RichTextBlock"}, {"inlines", Json::array({run})}};
}

/// Adaptive Cards name their colours; which ones they are is up to the reader's theme.
const char *cardColour(NotifyMoment moment)
{
    switch (moment) {
    case NotifyMoment::Succeeded:
    case NotifyMoment::RolledBack:
        return "good";
    case NotifyMoment::Failed:
    case NotifyMoment::Trigger:
        return "attention";
    case NotifyMoment::Hold:
    case NotifyMoment::NoData:
        return "warning";
    case NotifyMoment::Started:
        break;
    }
    return "default";
}

} // namespace

QString slackEscaped(const QString &value)
{
    QString text = value;
    return text.replace(u'&', "&amp;"_L1).replace(u'<', "&lt;"_L1).replace(u'>', "&gt;"_L1);
}

QString discordEscaped(const QString &value)
{
    constexpr QStringView special = u"\\*_~`|<>[]()#@:";
    QString out;
    for (const QChar c : value) {
        if (special.contains(c))
            out += u'\\';
        out += c;
    }
    return out;
}

nlohmann::json slackPayload(const Occasion &occasion, const NotifySpec &spec)
{
    const Message marked = messageFor(occasion, spec, slackSafe);
    const Message plain = messageFor(occasion, spec);
    const QString all = capped(QString(marked.title + u" — "_s + marked.text), slackText);
    Json context = {{"type", "context"},
                    {"elements", Json::array({slackWords("plain_text", capped(plain.footer, slackHeader))})}};
    return {{"text", all},
            {"unfurl_links", false},
            {"unfurl_media", false},
            {"blocks",
             Json::array({slackBlock("header", slackWords("plain_text", capped(plain.title, slackHeader))),
                          slackBlock("section", slackWords("mrkdwn", capped(marked.text, slackText))),
                          context})}};
}

nlohmann::json teamsPayload(const Occasion &occasion, const NotifySpec &spec)
{
    const Message words = messageFor(occasion, spec);
    Json title = textRun(words.title);
    title["weight"] = "bolder";
    title["size"] = "medium";
    title["color"] = cardColour(occasion.moment);
    Json footer = textRun(words.footer);
    footer["isSubtle"] = true;
    footer["size"] = "small";
    const Json card = {
        {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
        {"type", "AdaptiveCard"},
        {"version", "1.4"},
        {"body", Json::array({textBlock(title), textBlock(textRun(words.text)), textBlock(footer)})}};
    return {{"type", "message"},
            {"attachments", Json::array({{{"contentType", "application/vnd.microsoft.card.adaptive"},
                                          {"contentUrl", nullptr},
                                          {"content", card}}})}};
}

nlohmann::json discordPayload(const Occasion &occasion, const NotifySpec &spec)
{
    const Message words = messageFor(occasion, spec, discordEscaped);
    const Json embed = {{"title", capped(words.title, discordTitle)},
                        {"description", capped(words.text, discordText)},
                        {"footer", {{"text", messageFor(occasion, spec).footer}}},
                        {"timestamp", isoTime(occasion.timeMs)}};
    return {{"embeds", Json::array({embed})}, {"allowed_mentions", {{"parse", Json::array()}}}};
}

nlohmann::json webhookPayload(const Occasion &occasion, const NotifySpec &spec)
{
    const Message words = messageFor(occasion, spec);
    return {{"schemaVersion", 1},
            {"event", "notification"},
            {"moment", toString(occasion.moment)},
            {"title", words.title},
            {"text", words.text},
            {"run", occasion.run},
            {"kind", toString(occasion.kind)},
            {"project", occasion.project},
            {"environment", occasion.environment},
            {"version", occasion.version},
            {"fromVersion", occasion.from},
            {"by", occasion.by},
            {"reason", occasion.reason},
            {"outcome", occasion.outcome == Outcome::None ? Json() : Json(toString(occasion.outcome))},
            {"hosts", occasion.hosts},
            {"hostsDone", occasion.hostsDone},
            {"time", isoTime(occasion.timeMs)},
            {"started", isoTime(occasion.startedMs)}};
}

nlohmann::json annotationPayload(const Occasion &occasion, const NotifySpec &spec)
{
    const Message words =
        messageFor(occasion, spec, [](const QString &value) { return value.toHtmlEscaped(); });
    Json tags = Json::array({"belay", "project:" + occasion.project.toStdString(),
                             "environment:" + occasion.environment.toStdString(),
                             "version:" + occasion.version.toStdString(),
                             occasion.kind == PlanKind::Rollback ? "rollback" : "deploy"});
    for (const QString &tag : spec.tags)
        tags.push_back(tag);
    Json out = {
        {"time", occasion.startedMs}, {"tags", tags}, {"text", QString(words.title + u". "_s + words.text)}};
    if (occasion.moment != NotifyMoment::Started)
        out["timeEnd"] = std::max(occasion.timeMs, occasion.startedMs);
    if (!spec.dashboard.isEmpty())
        out["dashboardUID"] = spec.dashboard;
    return out;
}

} // namespace belay
