// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notify/message.h"

#include <nlohmann/json_fwd.hpp>

namespace belay {

// What each kind of receiver is sent. All pure. Whatever a version, a name or a reason holds stays text: it
// calls nobody, links nowhere and breaks no header.

/// Slack's mrkdwn: & < > as entities, so that <!channel> and links are text.
QString slackEscaped(const QString &value);
/// Discord's Markdown: every sign that means something with a backslash before it.
QString discordEscaped(const QString &value);

/// An incoming webhook of Slack: a header, a text, and where it comes from.
nlohmann::json slackPayload(const Occasion &occasion, const NotifySpec &spec);
/// An Adaptive Card for Teams' workflows. Its texts are runs, which know no Markdown.
nlohmann::json teamsPayload(const Occasion &occasion, const NotifySpec &spec);
/// An embed; mentions are switched off as a whole.
nlohmann::json discordPayload(const Occasion &occasion, const NotifySpec &spec);
/// Stable keys, for programs.
nlohmann::json webhookPayload(const Occasion &occasion, const NotifySpec &spec);

/// A mail as a mail program reads it on standard input: headers, an empty line, the text. No value can add a
/// header or a receiver.
QByteArray mailText(const Occasion &occasion, const NotifySpec &spec);

/// A Grafana annotation: where the run began, or from there to its end.
nlohmann::json annotationPayload(const Occasion &occasion, const NotifySpec &spec);

} // namespace belay
