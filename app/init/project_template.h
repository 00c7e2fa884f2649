// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QString>
#include <QStringList>

namespace belay {

/// What a folder tells about the project in it. Read only, nothing is run.
struct Surroundings
{
    QString name;    ///< from mix.exs, package.json or the folder's name
    QString profile; ///< phoenix, node or generic
    bool isPhoenix = false;
    QStringList npmScripts; ///< package.json's
    QStringList found;      ///< file names that were recognised, for the comment on top
    QStringList sshHosts;   ///< concrete Host entries of ~/.ssh/config
    QString capistranoPath; ///< :deploy_to of config/deploy.rb
    QStringList capistranoServers;
};

Surroundings lookAround(const QString &folder);

/// A commented belay.json for what was found. `profile` overrides the guess; an unknown one is an Error
/// Invalid.
Result<QString> projectTemplate(const Surroundings &surroundings, const QString &profile);

} // namespace belay
