// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_config_reader.h"

#include "app/net/local_user.h"
#include "app/net/ssh_patterns.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int includeDepth = 16;
constexpr qint64 sizeLimit = 4 * 1024 * 1024;

/// Files that match a pattern with * and ? in its last parts, in the order of their names.
QStringList filesLike(const QString &pattern)
{
    QStringList found{u""_s};
    for (const QString &part : pattern.split(u'/')) {
        QStringList next;
        const bool isPattern = part.contains(u'*') || part.contains(u'?') || part.contains(u'[');
        for (const QString &folder : found) {
            if (!isPattern) {
                next.append(folder.isEmpty() && part.isEmpty() ? u"/"_s : QDir(folder).filePath(part));
                continue;
            }
            for (const QString &name :
                 QDir(folder).entryList({part}, QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name))
                next.append(QDir(folder).filePath(name));
        }
        found = next;
    }
    return found;
}

/// One pass over the files for one host.
class Reader
{
public:
    Reader(QString address, QString home)
        : m_address(std::move(address))
        , m_home(std::move(home))
    {
    }

    void read(const SshConfigSource &source, bool neverActive, int depth);
    SshConfigReading take();

private:
    void line(const QString &text, const SshConfigSource &source, bool &active, bool neverActive, int depth);
    bool hostMatches(const QStringList &patterns) const;
    bool matches(const QStringList &criteria);
    bool fits(const QString &criterion, const QByteArray &patterns);
    void include(const QStringList &patterns, const SshConfigSource &source, bool neverActive, int depth);
    void set(const QString &key, const QStringList &values);
    /// The first value counts.
    bool isFirst(const QString &key) { return m_seen.insert(key).second; }
    QString connectedName() const;
    QString withHome(const QString &path) const
    {
        return path.startsWith("~/"_L1) ? QString(m_home + path.mid(1)) : path;
    }

    QString m_address;
    QString m_home;
    SshConfigReading m_reading;
    std::set<QString> m_seen;
};

/// What is connected to: "%h" in a HostName stands for what was typed.
QString Reader::connectedName() const
{
    QString name = m_reading.config.hostName;
    return name.isEmpty() ? m_address : name.replace("%h"_L1, m_address).replace("%%"_L1, "%"_L1);
}

bool Reader::hostMatches(const QStringList &patterns) const
{
    bool active = false;
    for (const QString &each : patterns) {
        const bool negated = each.startsWith(u'!');
        if (!globMatches(each.mid(negated ? 1 : 0).toUtf8(), m_address.toUtf8()))
            continue;
        if (negated)
            return false;
        active = true;
    }
    return active;
}

bool Reader::fits(const QString &criterion, const QByteArray &patterns)
{
    const QString user = m_reading.config.user.isEmpty() ? localUserName() : m_reading.config.user;
    if (criterion == "host"_L1)
        return listMatches(patterns, connectedName().toLower().toUtf8());
    if (criterion == "originalhost"_L1)
        return listMatches(patterns, m_address.toLower().toUtf8());
    if (criterion == "user"_L1)
        return listMatches(patterns, user.toUtf8());
    if (criterion == "localuser"_L1)
        return listMatches(patterns, localUserName().toUtf8());
    m_reading.whole = false;
    return false;
}

bool Reader::matches(const QStringList &criteria)
{
    if (criteria.size() == 1 && criteria.first().toLower() == "all"_L1)
        return true;
    bool all = !criteria.isEmpty();
    for (qsizetype i = 0; i < criteria.size(); ++i) {
        QString criterion = criteria.at(i).toLower();
        const bool negated = criterion.startsWith(u'!');
        criterion = criterion.mid(negated ? 1 : 0);
        if (criterion == "canonical"_L1 || criterion == "final"_L1) {
            m_reading.whole = false;
            all = false;
            continue;
        }
        QString patterns = criteria.value(++i);
        if (const qsizetype sign = criterion.indexOf(u'='); sign > 0) {
            patterns = criterion.mid(sign + 1);
            criterion = criterion.left(sign);
            --i;
        }
        if (all) // what follows a criterion that does not fit is not judged
            all = fits(criterion, patterns.toUtf8()) != negated;
    }
    return all && m_reading.whole;
}

void Reader::include(const QStringList &patterns, const SshConfigSource &source, bool neverActive, int depth)
{
    for (const QString &each : patterns) {
        const QString home = withHome(each);
        const QString pattern = home.startsWith(u'/') ? home : QString(source.includeFolder + u'/' + home);
        for (const QString &file : filesLike(pattern))
            if (QFileInfo(file).isFile())
                read({file, source.includeFolder}, neverActive, depth + 1);
    }
}

void Reader::set(const QString &key, const QStringList &values)
{
    using Setter = void (*)(SshConfig &, const QString &);
    static const std::map<QString, Setter> firstOnes{
        {u"hostname"_s, [](SshConfig &config, const QString &value) { config.hostName = value; }},
        {u"user"_s, [](SshConfig &config, const QString &value) { config.user = value; }},
        {u"port"_s, [](SshConfig &config, const QString &value) { config.port = value.toInt(); }},
        {u"hostkeyalias"_s, [](SshConfig &config, const QString &value) { config.hostKeyAlias = value; }},
        {u"identitiesonly"_s,
         [](SshConfig &config, const QString &value) {
             config.identitiesOnly = value == "yes"_L1 || value == "true"_L1;
         }},
        {u"gssapiauthentication"_s,
         [](SshConfig &config, const QString &value) {
             config.gssapi = value == "yes"_L1 || value == "true"_L1;
         }},
        {u"identityagent"_s, [](SshConfig &config, const QString &value) { config.identityAgent = value; }},
        {u"pkcs11provider"_s,
         [](SshConfig &config, const QString &value) {
             config.pkcs11Provider = value == "none"_L1 ? QString() : value;
         }},
    };
    const QString value = values.value(0);
    SshConfig &config = m_reading.config;
    if (key == "identityfile"_L1 || key == "certificatefile"_L1) {
        QStringList &files = key == "identityfile"_L1 ? config.identityFiles : config.certificateFiles;
        if (const QString file = withHome(value); !files.contains(file))
            files.append(file);
    } else if (key == "userknownhostsfile"_L1 && isFirst(key)) {
        for (const QString &file : values)
            config.userKnownHosts.append(withHome(file));
    } else if ((key == "proxyjump"_L1 || key == "proxycommand"_L1) && isFirst(u"proxy"_s)) {
        // Whichever comes first rules out the other, also when it says "none".
        if (value != "none"_L1)
            (key == "proxyjump"_L1 ? config.proxyJump : config.proxyCommand) = values.join(u' ');
    } else if (key == "canonicalizehostname"_L1 && isFirst(key)) {
        m_reading.whole = m_reading.whole && value == "no"_L1;
    } else if (const auto setter = firstOnes.find(key); setter != firstOnes.end() && isFirst(key)) {
        setter->second(config, withHome(value));
    }
}

void Reader::line(const QString &text, const SshConfigSource &source, bool &active, bool neverActive,
                  int depth)
{
    const QStringList words = sshConfigWords(text);
    if (words.size() < 2)
        return;
    const QString key = words.first().toLower();
    const QStringList values = words.mid(1);
    if (key == "host"_L1)
        active = !neverActive && hostMatches(values);
    else if (key == "match"_L1)
        active = !neverActive && matches(values);
    else if (key == "include"_L1)
        include(values, source, !active, depth);
    else if (active)
        set(key, values);
}

void Reader::read(const SshConfigSource &source, bool neverActive, int depth)
{
    QFile file(source.file);
    if (depth > includeDepth || !file.open(QIODevice::ReadOnly) || file.size() > sizeLimit)
        return;
    bool active = !neverActive;
    for (const QByteArray &each : file.readAll().split('\n'))
        line(QString::fromUtf8(each), source, active, neverActive, depth);
}

SshConfigReading Reader::take()
{
    SshConfig &config = m_reading.config;
    config.hostName = connectedName().toLower();
    // Tokens other than those of HostName are for ssh to fill in.
    QStringList texts = config.identityFiles + config.certificateFiles + config.userKnownHosts;
    texts << config.identityAgent << config.user << config.hostKeyAlias;
    for (const QString &text : texts)
        m_reading.whole = m_reading.whole && !text.contains(u'%') && !text.contains("${"_L1);
    return m_reading;
}

} // namespace

QStringList sshConfigWords(const QString &line)
{
    const QString text = line.trimmed();
    QStringList words;
    QString word;
    QChar quote;
    bool inWord = false;
    bool mayBeSign = true; // one "=" may stand between the keyword and its value
    const auto end = [&] {
        if (inWord)
            words.append(std::exchange(word, QString()));
        inWord = false;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar each = text.at(i);
        if (!quote.isNull()) {
            if (each == quote)
                quote = QChar();
            else
                word += each;
        } else if (each.isSpace()) {
            end();
        } else if (each == u'=' && mayBeSign &&
                   ((words.isEmpty() && inWord) || (words.size() == 1 && !inWord))) {
            end();
            mayBeSign = false;
        } else if (each == u'#' && !inWord) {
            break;
        } else {
            if (each == u'"' || (each == u'\'' && !words.isEmpty()))
                quote = each;
            else if (each == u'\\' && i + 1 < text.size() && u"\"'\\ "_s.contains(text.at(i + 1)))
                word += text.at(++i);
            else
                word += each;
            inWord = true;
        }
    }
    end();
    return words;
}

SshConfigReading readSshConfig(const QString &address, const std::vector<SshConfigSource> &sources,
                               const QString &home)
{
    Reader reader(address, home);
    for (const SshConfigSource &source : sources)
        reader.read(source, false, 0);
    return reader.take();
}

} // namespace belay
