// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QtTest>

#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace {

/// Which folders a folder may include from, besides itself. "ui/" with a slash: everything below. The
/// folder's own row is the longest that fits. Arrows point down only.
struct Floor
{
    QString folder;
    QStringList mayInclude;
};

const std::vector<Floor> &floors()
{
    static const std::vector<Floor> table{
        {u"models/domain"_s, {}},
        {u"models/store"_s, {u"models/domain"_s}},
        {u"models/item"_s, {u"models/domain"_s}},
        {u"app/engine"_s, {u"models/domain"_s}},
        // Plugins: one small file per thing. They know the ports, and each other only where a line says so.
        {u"app/local"_s, {u"app/engine"_s, u"models/domain"_s}},
        {u"app/secrets"_s, {u"app/engine"_s, u"models/domain"_s}},
        {u"app/checks"_s, {u"app/engine"_s, u"models/domain"_s}},
        {u"app/metrics"_s, {u"app/engine"_s, u"models/domain"_s, u"models/domain/statistics"_s}},
        {u"app/logs"_s, {u"app/engine"_s, u"models/domain"_s}},
        {u"app/notify"_s, {u"app/engine"_s, u"models/domain"_s}},
        {u"app/report"_s, {u"app/engine"_s, u"models/domain"_s}},
        {u"app/scan"_s, {u"app/engine"_s, u"models/domain"_s}},
        {u"app/init"_s, {u"app/engine"_s, u"models/domain"_s}},
        {u"app/targets"_s, {u"app/local"_s, u"app/engine"_s, u"models/domain"_s}},
        {u"app/strategies"_s, {u"app/targets"_s, u"app/engine"_s, u"models/domain"_s}},
        {u"app/net"_s, {u"app/local"_s, u"app/engine"_s, u"models/domain"_s}},
        {u"app/session"_s, {u"app/engine"_s, u"models/domain"_s}},
        {u"app/sandbox"_s, {u"app/engine"_s, u"models/domain"_s}},
        // Composition, command line and the window's intents know the parts, but no widget.
        {u"app"_s, {u"app/"_s, u"models/"_s}},
        {u"app/cli"_s, {u"app/"_s, u"models/"_s}},
        {u"app/window"_s, {u"app/"_s, u"models/"_s}},
        {u"ui"_s, {u"ui/"_s, u"models/domain"_s, u"models/item"_s}},
    };
    return table;
}

/// A library's headers, and the only folder that may see them. An empty folder: nobody.
struct Library
{
    QRegularExpression header;
    QString folder;
};

const std::vector<Library> &libraries()
{
    static const std::vector<Library> table{
        {QRegularExpression(u"^curl/"_s), u"app/net"_s},
        {QRegularExpression(u"^libssh2"_s), u"app/net"_s},
        {QRegularExpression(u"^git2"_s), u"app/scan"_s},
        {QRegularExpression(u"^yaml-cpp/"_s), u"app/scan"_s},
        {QRegularExpression(u"^SQLiteCpp/"_s), u"models/store"_s},
        {QRegularExpression(u"^sqlite3"_s), u"models/store"_s},
        {QRegularExpression(u"^(QtCharts|QChart|QLineSeries|QValueAxis)"_s), u"ui/charts"_s},
        {QRegularExpression(u"^(QtSql|QSql)"_s), QString()}, // a second SQLite in the process
    };
    return table;
}

/// Headers of things one can see. Only the window's floor, and the one main that opens it.
bool isWidget(const QString &header)
{
    static const QRegularExpression widgets(
        u"^(QtWidgets|QtSvg|QWidget|QApplication|QMainWindow|QDialog|QLabel|QMessageBox|QAbstractScrollArea|"
        "QStyledItemDelegate|QStyle|QLayout|QVBoxLayout|QHBoxLayout|QPushButton|QTableView|QListView)"_s);
    return widgets.match(header).hasMatch();
}

bool isOrLiesIn(const QString &folder, const QString &other)
{
    return folder == other || folder.startsWith(other + u'/');
}

QString folderOf(const QString &path)
{
    return path.section(u'/', 0, -2);
}

const Floor *floorOf(const QString &folder)
{
    const Floor *best = nullptr;
    for (const Floor &floor : floors()) {
        if (isOrLiesIn(folder, floor.folder) && (!best || floor.folder.size() > best->folder.size()))
            best = &floor;
    }
    // Rooms of `app` have rows of their own; only files that lie in it directly belong to its own.
    return best && best->folder == u"app"_s && folder != u"app"_s ? nullptr : best;
}

bool opensTheWindow(const QString &path)
{
    return path.startsWith(u"app/desktop"_s);
}

/// Why this file may not include this header, or nothing.
QString objection(const QString &path, const QString &header, bool isOurs)
{
    const QString folder = folderOf(path);
    if (!isOurs) {
        for (const Library &library : libraries()) {
            if (library.header.match(header).hasMatch() &&
                (library.folder.isEmpty() || !isOrLiesIn(folder, library.folder)))
                return library.folder.isEmpty() ? u"nobody includes it"_s
                                                : u"only %1 includes it"_s.arg(library.folder);
        }
        if (isWidget(header) && !isOrLiesIn(folder, u"ui"_s) && !opensTheWindow(path))
            return u"only ui includes widgets"_s;
        return {};
    }
    const Floor *floor = floorOf(folder);
    if (!floor)
        return u"%1 has no row in the table of floors"_s.arg(folder);
    const QString from = folderOf(header);
    if (isOrLiesIn(from, floor->folder) && (floor->folder != u"app"_s || from == folder))
        return {};
    if (opensTheWindow(path) && isOrLiesIn(from, u"ui"_s))
        return {};
    for (const QString &allowed : floor->mayInclude) {
        if (from == allowed || (allowed.endsWith(u'/') && QString(from + u'/').startsWith(allowed)))
            return {};
    }
    return u"%1 may not include %2"_s.arg(floor->folder, from);
}

QStringList sources()
{
    const QString root = QStringLiteral(BELAY_SOURCE_DIR);
    QStringList paths;
    for (const QString &top : {u"app"_s, u"models"_s, u"ui"_s}) {
        QDirIterator each(root + u'/' + top, {u"*.h"_s, u"*.cpp"_s}, QDir::Files,
                          QDirIterator::Subdirectories);
        while (each.hasNext())
            paths << each.next().mid(root.size() + 1);
    }
    paths.sort();
    return paths;
}

struct Include
{
    QString header;
    bool isOurs = false;
};

std::vector<Include> includesOf(const QByteArray &text)
{
    static const QRegularExpression line(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_s,
                                         QRegularExpression::MultilineOption);
    std::vector<Include> found;
    for (auto each = line.globalMatch(QString::fromUtf8(text)); each.hasNext();) {
        const auto match = each.next();
        found.push_back({match.captured(2), match.captured(1) == u"\""_s});
    }
    return found;
}

QByteArray textOf(const QString &path)
{
    QFile file(QStringLiteral(BELAY_SOURCE_DIR) + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// The floors of the house: what may include what. CMake's link lines are the law, this keeps it.
class IncludesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLawSaysNo_data();
    void theLawSaysNo();
    void includesAreRead();
    void theTreeKeepsTheLaw();
    void everyFileNamesItsLicence();
    void aColourIsNamedByNumberInOneFileOnly();
};

void IncludesTest::theLawSaysNo_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("header");
    QTest::addColumn<bool>("isOurs");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char *path, const char *header, const char *answer, bool isOurs = true) {
        QTest::addRow("%s includes %s", path, header)
            << QString::fromUtf8(path) << QString::fromUtf8(header) << isOurs << QString::fromUtf8(answer);
    };
    row("models/domain/plan.cpp", "models/domain/plan.h", "");
    row("models/domain/plan.cpp", "models/store/history_store.h",
        "models/domain may not include models/store");
    row("models/store/schema.cpp", "app/engine/ports.h", "models/store may not include app/engine");
    row("app/engine/runner.cpp", "models/domain/plan.h", "");
    row("app/engine/runner.cpp", "app/net/curl_http.h", "app/engine may not include app/net");
    row("app/engine/runner.cpp", "models/store/history_store.h", "app/engine may not include models/store");
    row("app/targets/local_host_shell.cpp", "app/local/process.h", "");
    row("app/local/local_shell.cpp", "app/targets/observe.h", "app/local may not include app/targets");
    row("app/metrics/sampler.cpp", "app/workspace.h", "app/metrics may not include app");
    row("app/workspace.cpp", "app/checks/check_step.h", "");
    row("app/workspace.cpp", "ui/main_window.h", "app may not include ui");
    row("app/desktop.cpp", "ui/main_window.h", "");
    row("app/desktop_shell.cpp", "ui/pages/history_page.h", "");
    row("app/window/projects.cpp", "ui/window_intents.h", "app/window may not include ui");
    row("ui/pages/history_page.cpp", "models/item/run_model.h", "");
    row("ui/pages/history_page.cpp", "models/store/history_store.h", "ui may not include models/store");
    row("ui/main_window.cpp", "app/workspace.h", "ui may not include app");
    row("app/balancers/nginx.cpp", "app/engine/ports.h", "app/balancers has no row in the table of floors");
    row("app/net/curl_http.cpp", "curl/curl.h", "", false);
    row("app/metrics/sampler.cpp", "curl/curl.h", "only app/net includes it", false);
    row("app/engine/runner.cpp", "libssh2.h", "only app/net includes it", false);
    row("app/scan/rules.cpp", "app/checks/judges.h", "app/scan may not include app/checks");
    row("app/checks/builtin.cpp", "git2.h", "only app/scan includes it", false);
    row("app/init/detect.cpp", "yaml-cpp/yaml.h", "only app/scan includes it", false);
    row("app/past.cpp", "SQLiteCpp/Database.h", "only models/store includes it", false);
    row("app/past.cpp", "sqlite3.h", "only models/store includes it", false);
    row("models/store/schema.cpp", "QSqlQuery", "nobody includes it", false);
    row("ui/pages/monitor_step.cpp", "QtCharts/QChart", "only ui/charts includes it", false);
    row("app/session/run_session.cpp", "QWidget", "only ui includes widgets", false);
    row("app/desktop.cpp", "QApplication", "", false);
}

void IncludesTest::theLawSaysNo()
{
    QFETCH(QString, path);
    QFETCH(QString, header);
    QFETCH(bool, isOurs);
    QFETCH(QString, answer);
    QCOMPARE(objection(path, header, isOurs), answer);
}

void IncludesTest::includesAreRead()
{
    const auto found =
        includesOf("#pragma once\n#include <QString>\n  #  include \"app/a.h\"\n// #include <x>\n");
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0].header, u"QString"_s);
    QVERIFY(!found[0].isOurs);
    QCOMPARE(found[1].header, u"app/a.h"_s);
    QVERIFY(found[1].isOurs);
}

void IncludesTest::theTreeKeepsTheLaw()
{
    const QStringList paths = sources();
    QVERIFY2(paths.size() > 100, "the sources were not found");
    QStringList objections;
    for (const QString &path : paths) {
        for (const Include &include : includesOf(textOf(path))) {
            // What moc writes lies beside the file and has no folder.
            if (include.isOurs && !include.header.contains(u'/'))
                continue;
            const QString why = objection(path, include.header, include.isOurs);
            if (!why.isEmpty())
                objections << u"%1 includes %2: %3"_s.arg(path, include.header, why);
        }
    }
    QVERIFY2(objections.isEmpty(), qPrintable(u'\n' + objections.join(u'\n')));
}

void IncludesTest::everyFileNamesItsLicence()
{
    QStringList missing;
    for (const QString &path : sources()) {
        const QByteArray text = textOf(path);
        if (!text.startsWith("// SPDX-License-Identifier: GPL-3.0-or-later\n"))
            missing << path + u": no SPDX line"_s;
        if (path.endsWith(u".h"_s) && !text.contains("\n#pragma once\n"))
            missing << path + u": no #pragma once"_s;
    }
    QVERIFY2(missing.isEmpty(), qPrintable(u'\n' + missing.join(u'\n')));
}

/// The window and the files it writes show the same colours: both take them from the shades.
void IncludesTest::aColourIsNamedByNumberInOneFileOnly()
{
    static const QRegularExpression literal(
        u"#[0-9A-Fa-f]{6}\\b|(?<!char\\()\\b0x[0-9A-Fa-f]{6}\\b|[ :\"=](rgb|hsl)a?\\("_s);
    QStringList found;
    for (const QString &path : sources()) {
        if (literal.match(QString::fromUtf8(textOf(path))).hasMatch())
            found << path;
    }
    QCOMPARE(found, QStringList{u"models/domain/shades.h"_s});
}

QTEST_GUILESS_MAIN(IncludesTest)
#include "tst_includes.moc"
