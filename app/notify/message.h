// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notify/occasion.h"

#include <functional>
#include <map>

namespace belay {

/// What a person reads. `footer` says where it comes from.
struct Message
{
    QString title;
    QString text;
    QString footer;

    bool operator==(const Message &) const = default;
};

/// How a value is made harmless for a receiver before it stands among the receiver's own markup.
using Escape = std::function<QString(const QString &)>;

// All pure.

/// What the placeholders of templates stand for: project, environment, version, from, by, reason, moment,
/// run, hosts, hosts_done, duration, text, title.
std::map<QString, QString> occasionValues(const Occasion &occasion);

/// The usual words, or the receiver's templates filled in. Values are escaped, the template's own text is
/// not: whoever wrote it knows the receiver.
Message messageFor(const Occasion &occasion, const NotifySpec &spec, const Escape &escape = {});

/// At most so many characters, never half of one, with an ellipsis where something was left out.
QString capped(const QString &text, qsizetype most);

} // namespace belay
