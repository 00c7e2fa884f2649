// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/backup.h"

#include "app/checks/wording.h"
#include "models/domain/names.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// With an empty IFS an unquoted variable is not split, only its * and ? are filled in. What is packed is
/// read to its end, gently, up to a gigabyte.
const char *const scriptBody = R"sh(
newest=
before=
count=0
IFS=
for file in $pattern; do
    if [ ! -f "$file" ]; then continue; fi
    count=$((count + 1))
    if [ -z "$newest" ] || [ "$file" -nt "$newest" ]; then
        before=$newest
        newest=$file
    elif [ -z "$before" ] || [ "$file" -nt "$before" ]; then
        before=$file
    fi
done
tell() { printf '%s\t%s\n' "$1" "$(printf '%s' "$2" | tr '\000-\037' '?')"; }
head_of() { head -c 64 | od -An -v -tx1 | tr -d ' \n'; }
end_in() { tail -c 4096 | grep -c -e 'PostgreSQL database dump complete' -e 'PostgreSQL database cluster dump complete' -e 'Dump completed'; }
tell files "$count"
tell now "$(date +%s)"
if [ -n "$before" ]; then tell before "$(wc -c <"$before" | tr -d ' ')"; fi
if [ -n "$newest" ]; then
    tell path "$newest"
    tell written "$(stat -c %Y "$newest" 2>/dev/null || stat -f %m "$newest")"
    if [ -r "$newest" ]; then
        bytes=$(wc -c <"$newest" | tr -d ' ')
        tell bytes "$bytes"
        start=$(head_of <"$newest")
        case $start in
        1f8b*)
            tell gzip 1
            if [ "$bytes" -le 1073741824 ] && command -v gzip >/dev/null 2>&1; then
                tell unpacked 1
                if nice -n 19 gzip -t <"$newest" 2>/dev/null; then
                    tell intact 1
                    tell head "$(gzip -dc <"$newest" 2>/dev/null | head_of)"
                    tell ended "$(nice -n 19 gzip -dc <"$newest" | end_in)"
                fi
            fi
            ;;
        *)
            tell head "$start"
            tell ended "$(end_in <"$newest")"
            ;;
        esac
    else
        tell unreadable 1
    fi
fi
tell end 1
)sh";

enum class Form { PostgresArchive, PostgresSql, MysqlSql, Sqlite, Unknown };

Form formOf(const QByteArray &head)
{
    if (head.startsWith("PGDMP") || head.startsWith("toc.dat"))
        return Form::PostgresArchive;
    if (head.contains("-- PostgreSQL database"))
        return Form::PostgresSql;
    if (head.contains("-- MySQL dump") || head.contains("-- MariaDB dump") || head.startsWith("/*M!"))
        return Form::MysqlSql;
    return head.startsWith("SQLite format 3") ? Form::Sqlite : Form::Unknown;
}

QString formName(Form form)
{
    switch (form) {
    case Form::PostgresArchive:
        return u"a pg_dump archive"_s;
    case Form::PostgresSql:
        return u"a PostgreSQL dump in SQL"_s;
    case Form::MysqlSql:
        return u"a MySQL dump in SQL"_s;
    case Form::Sqlite:
        return u"an SQLite database"_s;
    case Form::Unknown:
        break;
    }
    return u"a file of a form that is not known here"_s;
}

QString restoreCommand(Form form, const BackupSeen &seen)
{
    const QString file = shellQuoted(seen.path);
    const QString from = seen.gzip ? QString(u"gzip -dc "_s + file + u" | "_s) : QString();
    const QString tail = seen.gzip ? QString() : QString(u' ' + file);
    switch (form) {
    case Form::PostgresArchive:
        return QString(from + u"pg_restore --clean --if-exists --exit-on-error -d DATABASE"_s + tail);
    case Form::PostgresSql:
        return QString(from + u"psql -v ON_ERROR_STOP=1 --single-transaction -d DATABASE"_s +
                       (seen.gzip ? QString() : QString(u" -f "_s + file)));
    case Form::MysqlSql:
        return seen.gzip ? QString(from + u"mysql DATABASE"_s) : QString(u"mysql DATABASE < "_s + file);
    case Form::Sqlite:
        return seen.gzip ? QString(u"gzip -dc "_s + file + u" > DATABASE"_s)
                         : QString(u"cp "_s + file + u" DATABASE"_s);
    case Form::Unknown:
        break;
    }
    return {};
}

QString withoutContent(const BackupSeen &seen, Form form)
{
    if (!seen.readable)
        return u"the account Belay uses may not read it"_s;
    if (seen.gzip && !seen.unpacked)
        return u"it was not unpacked, so its end was not looked at"_s;
    return form == Form::Unknown ? u"its form is not known here"_s : QString();
}

/// In hours up to three days: backups are made once a day, and "1 d" may be an hour late.
QString ageText(qint64 ms)
{
    constexpr qint64 hour = 3600000;
    return ms >= hour && ms < 72 * hour ? u"%1 h"_s.arg(ms / hour) : formatDuration(ms);
}

QString ageOf(const BackupSeen &seen)
{
    return ageText((seen.nowS - seen.writtenS) * 1000);
}

} // namespace

QString backupScript(const QString &pattern)
{
    return QString(u"pattern="_s + shellQuoted(pattern) + QString::fromUtf8(scriptBody));
}

Result<BackupSeen> parseBackup(const QByteArray &output)
{
    BackupSeen seen;
    bool whole = false;
    for (const QByteArray &line : output.split('\n')) {
        const qsizetype tab = line.indexOf('\t');
        const QByteArray key = line.left(tab);
        const QByteArray value = tab < 0 ? QByteArray() : line.mid(tab + 1);
        const qint64 number = value.trimmed().toLongLong();
        if (key == "files")
            seen.files = number;
        else if (key == "now")
            seen.nowS = number;
        else if (key == "before")
            seen.bytesBefore = number;
        else if (key == "path")
            seen.path = QString::fromUtf8(value);
        else if (key == "written")
            seen.writtenS = number;
        else if (key == "bytes")
            seen.bytes = number;
        else if (key == "head")
            seen.head = QByteArray::fromHex(value);
        else if (key == "ended")
            seen.ended = number > 0;
        else if (key == "gzip")
            seen.gzip = true;
        else if (key == "unpacked")
            seen.unpacked = true;
        else if (key == "intact")
            seen.intact = true;
        else if (key == "unreadable")
            seen.readable = false;
        else if (key == "end")
            whole = true;
    }
    if (!whole)
        return fail(ErrorKind::Unproven, u"The host did not tell all about its backups."_s);
    return seen;
}

Inspected judgeBackup(const BackupSpec &spec, const BackupSeen &seen)
{
    if (seen.path.isEmpty())
        return {CheckState::Failed, u"no file is %1 on %2"_s.arg(spec.path, spec.host.name), {}};
    const Form form = formOf(seen.head);
    QStringList wrong;
    if ((seen.nowS - seen.writtenS) * 1000 > spec.maxAge.count())
        wrong.append(u"it is %1 old, and may be %2"_s.arg(ageOf(seen), ageText(spec.maxAge.count())));
    if (seen.readable && seen.bytes < spec.minSize)
        wrong.append(u"it has %1, and needs %2"_s.arg(formatBytes(seen.bytes), formatBytes(spec.minSize)));
    if (seen.readable && seen.bytesBefore > 0 && seen.bytes * 2 < seen.bytesBefore)
        wrong.append(u"it has less than half of the one before: %1 after %2"_s.arg(
            formatBytes(seen.bytes), formatBytes(seen.bytesBefore)));
    if (seen.unpacked && !seen.intact)
        wrong.append(u"it is damaged: gzip cannot unpack it"_s);
    const bool marked = form == Form::PostgresSql || form == Form::MysqlSql;
    if (marked && !seen.ended)
        wrong.append(u"it is cut off: the line that ends a dump is missing"_s);

    QStringList detail;
    detail.append(u"%1 on %2, written %3 ago, %4%5"_s.arg(
        seen.path, spec.host.name, ageOf(seen), seen.readable ? formatBytes(seen.bytes) : u"size not known"_s,
        seen.readable ? QString(u", "_s + formName(form) + (seen.gzip ? u" in gzip"_s : QString()))
                      : QString()));
    detail.append(seen.bytesBefore < 0
                      ? u"There is no backup before it to compare with."_s
                      : u"The one before has %1; %2 in all."_s.arg(
                            formatBytes(seen.bytesBefore), counted(seen.files, u"file"_s, u"files"_s)));
    if (const QString command = restoreCommand(form, seen); !command.isEmpty())
        detail.append(QString(u"To restore it, with the service stopped:\n    "_s + command));
    detail.append(u"Whether it was ever restored cannot be seen. A backup nobody has restored is a hope."_s);

    const QString unknown = withoutContent(seen, form);
    Inspected result;
    result.detail = detail.join(u'\n');
    const QString name = seen.path.section(u'/', -1);
    if (!wrong.isEmpty()) {
        result.state = CheckState::Failed;
        result.summary = name + u": "_s + wrong.join(u"; "_s);
    } else if (!unknown.isEmpty() && !(seen.unpacked && !seen.intact)) {
        result.state = CheckState::CannotRun;
        result.summary = name + u": "_s + unknown;
    } else {
        result.state = CheckState::Passed;
        result.summary = u"%1: %2, %3 old"_s.arg(name, formatBytes(seen.bytes), ageOf(seen));
    }
    return result;
}

} // namespace belay
