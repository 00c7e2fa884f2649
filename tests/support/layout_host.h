// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/targets/artifact.h"
#include "app/targets/layout_scripts.h"
#include "models/domain/fleet.h"
#include "models/domain/project.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

/// Runs a script and says what it printed when the exit code is another.
#define COMPARE_CODE(ran, expected)                                                                          \
    do {                                                                                                     \
        const belay::test::Ran done = (ran);                                                                 \
        QVERIFY2(done.code == (expected),                                                                    \
                 qPrintable(QString::number(done.code) + QStringLiteral(": ") + done.out + done.err));       \
    } while (false)

namespace belay::test {

inline const QString r1 = QStringLiteral("20261121140000");
inline const QString r2 = QStringLiteral("20261121150000");
inline const QString r3 = QStringLiteral("20261121160000");
inline const QString r4 = QStringLiteral("20261121170000");

/// Writes a file and the folders above it.
bool write(const QString &path, const QByteArray &bytes);

/// What a script left: its exit code and what it printed.
struct Ran
{
    int code = -1;
    QString out;
    QString err;
    QString said() const; ///< the first "belay: " line
};

/// A folder that plays a host: scripts run on it for real, by a chosen shell, as a run of belay would run
/// them.
class LayoutHost
{
public:
    /// `shell`: "dash", "bash" or "busybox" (with busybox's own tools in PATH).
    explicit LayoutHost(const QString &shell = QStringLiteral("dash"));

    static QStringList shells(); ///< those installed here

    Ran sh(const QString &script, const QByteArray &input = {}) const;
    QStringList command() const; ///< program and arguments that read a script from standard input
    void startDetached(const QString &script) const;
    QStringList environment() const;

    QString root() const { return m_folder.path(); }
    QString path() const { return m_folder.path() + QStringLiteral("/srv/my_app"); }
    QString at(const QString &relative) const { return path() + u'/' + relative; }
    LayoutSite site(const QString &run) const;
    QString currentText() const; ///< readlink current
    QStringList releases() const;
    QStringList logEvents() const; ///< "event release" per line of .belay/log
    QByteArray read(const QString &relative) const;
    HostObservation observe(const TargetSpec &target = {}) const;

    /// A folder with one file for each "name=content".
    Artifact artifact(const QStringList &files) const;
    QByteArray tar(const Artifact &artifact) const; ///< of all its files, as a transfer brings them
    /// Asks what is needed, with the whole list, and sends everything.
    Ran upload(const LayoutSite &site, const Artifact &artifact, const QString &release) const;
    /// Sends these bytes in the turn that the answer of the host named.
    Ran transfer(const LayoutSite &site, const Artifact &artifact, const QString &release, const Ran &asked,
                 const QByteArray &bytes) const;

    /// Lock, preflight, upload, publish, switch, record, prune, unlock; the first step that fails ends it.
    Ran deploy(const QString &run, const QString &release, const QString &version, int keep = 5) const;
    Ran prepare(const QString &run, const QString &release, const QString &version,
                const QStringList &files = {QStringLiteral("bin/app=hello")}) const;
    SwitchOptions switchTo(const QString &run, const QString &release, const QString &version) const;
    Ran rollback(const QString &run, bool hold = true) const;

private:
    QTemporaryDir m_folder;
    QString m_shell;
};

} // namespace belay::test
