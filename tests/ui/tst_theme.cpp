// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/belay_style.h"
#include "ui/theme/icons.h"
#include "ui/theme/language.h"
#include "ui/theme/palette.h"
#include "ui/theme/status.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/system_theme.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDirIterator>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include <cmath>

using namespace Qt::Literals::StringLiterals;
using namespace belay;

namespace {

/// Relative luminance and contrast as WCAG 2.1 defines them.
double luminance(const QColor &color)
{
    const auto linear = [](double c) {
        return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double lighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
}

using ColorOf = QColor Tokens::*;

struct Pair
{
    const char *name;
    ColorOf front;
    ColorOf back;
    double needed;
};

const Pair pairs[] = {
    {"text on bg", &Tokens::text, &Tokens::bg, 4.5},
    {"text on surface", &Tokens::text, &Tokens::surface, 4.5},
    {"text2 on surface", &Tokens::text2, &Tokens::surface, 4.5},
    {"text2 on sunken", &Tokens::text2, &Tokens::sunken, 4.5},
    {"text2 on dangerBg", &Tokens::text2, &Tokens::dangerBg, 4.5},
    {"text2 on warnBg", &Tokens::text2, &Tokens::warnBg, 4.5},
    {"text2 on infoBg", &Tokens::text2, &Tokens::infoBg, 4.5},
    {"text3 on surface", &Tokens::text3, &Tokens::surface, 4.5},
    {"text3 on bg", &Tokens::text3, &Tokens::bg, 4.5},
    {"text3 on sunken", &Tokens::text3, &Tokens::sunken, 4.5},
    {"accent on infoBg", &Tokens::accent, &Tokens::infoBg, 4.5},
    {"onAccent on accent", &Tokens::onAccent, &Tokens::accent, 4.5},
    {"onDanger on danger", &Tokens::onDanger, &Tokens::danger, 4.5},
    {"ok on okBg", &Tokens::ok, &Tokens::okBg, 4.5},
    {"warn on warnBg", &Tokens::warn, &Tokens::warnBg, 4.5},
    {"danger on dangerBg", &Tokens::danger, &Tokens::dangerBg, 4.5},
    {"info on infoBg", &Tokens::info, &Tokens::infoBg, 4.5},
    {"neutral on neutralBg", &Tokens::neutral, &Tokens::neutralBg, 4.5},
    {"ok on surface", &Tokens::ok, &Tokens::surface, 4.5},
    {"warn on surface", &Tokens::warn, &Tokens::surface, 4.5},
    {"danger on surface", &Tokens::danger, &Tokens::surface, 4.5},
    {"borderStrong on surface", &Tokens::borderStrong, &Tokens::surface, 3.0},
    {"borderStrong on bg", &Tokens::borderStrong, &Tokens::bg, 3.0},
    {"focus on bg", &Tokens::focus, &Tokens::bg, 3.0},
    {"focus on surface", &Tokens::focus, &Tokens::surface, 3.0},
    {"chart before on surface", &Tokens::chartBefore, &Tokens::surface, 3.0},
    {"chart after on surface", &Tokens::chartAfter, &Tokens::surface, 3.0},
    {"chart canary on surface", &Tokens::chartCanary, &Tokens::surface, 3.0},
    {"chart trigger on surface", &Tokens::chartTrigger, &Tokens::surface, 3.0},
};

QColor middleOf(const QIcon &icon)
{
    return icon.pixmap(QSize(32, 32)).toImage().pixelColor(16, 16);
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { applyTheme(*qApp, Theme::Light); }

    void everyPairOfColoursHasEnoughContrast_data()
    {
        QTest::addColumn<int>("pair");
        QTest::addColumn<bool>("dark");
        for (int i = 0; i < static_cast<int>(std::size(pairs)); ++i) {
            QTest::addRow("%s, light", pairs[i].name) << i << false;
            QTest::addRow("%s, dark", pairs[i].name) << i << true;
        }
    }

    void everyPairOfColoursHasEnoughContrast()
    {
        QFETCH(int, pair);
        QFETCH(bool, dark);
        const Tokens &t = dark ? darkTokens() : lightTokens();
        const double found = contrast(t.*pairs[pair].front, t.*pairs[pair].back);
        QVERIFY2(found >= pairs[pair].needed, qPrintable(u"contrast is %1"_s.arg(found)));
    }

    void thePaletteSetsEveryRoleOfEveryGroup()
    {
        for (const Tokens *t : {&lightTokens(), &darkTokens()}) {
            const QPalette palette = makePalette(*t);
            for (int role = 0; role < QPalette::NColorRoles; ++role) {
                if (role == QPalette::NoRole)
                    continue;
                for (const QPalette::ColorGroup group :
                     {QPalette::Active, QPalette::Inactive, QPalette::Disabled})
                    QVERIFY2(palette.isBrushSet(group, static_cast<QPalette::ColorRole>(role)),
                             qPrintable(u"role %1 group %2"_s.arg(role).arg(group)));
            }
        }
    }

    void theStyleSheetIsShortAndLeavesNoNameUnreplaced()
    {
        for (const Tokens *t : {&lightTokens(), &darkTokens()}) {
            const QString sheet = makeStyleSheet(*t);
            QVERIFY(sheet.count(u'\n') < 150);
            QVERIFY2(!sheet.contains(u'@'), qPrintable(sheet));
        }
    }

    void aSwitchOfThemeChangesPaletteAndTellsOnce()
    {
        QSignalSpy told(themeNotifier(), &ThemeNotifier::changed);
        applyTheme(*qApp, Theme::Dark);
        QCOMPARE(told.count(), 1);
        QVERIFY(isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Window), darkTokens().bg);
        applyTheme(*qApp, Theme::Light);
        QCOMPARE(QApplication::palette().color(QPalette::Window), lightTokens().bg);
    }

    void anIconFollowsTheThemeByItself()
    {
        const QIcon square = icon(u"minus"_s, ColorRole::Text);
        QCOMPARE(middleOf(square), lightTokens().text);
        applyTheme(*qApp, Theme::Dark);
        QCOMPARE(middleOf(square), darkTokens().text);
    }

    void anIconIsAsSharpAsTheScaleAsks()
    {
        const QPixmap pixmap = icon(u"server"_s).pixmap(QSize(16, 16), 2.0);
        QCOMPARE(pixmap.size(), QSize(32, 32));
        QCOMPARE(pixmap.devicePixelRatio(), 2.0);
    }

    void aDisabledIconIsPaler()
    {
        const QIcon line = icon(u"minus"_s, ColorRole::Text);
        const QColor disabled = line.pixmap(QSize(32, 32), QIcon::Disabled).toImage().pixelColor(16, 16);
        QVERIFY(luminance(disabled) > luminance(middleOf(line)));
    }

    void anUnknownIconIsNamedInAWarning()
    {
        QTest::ignoreMessage(QtWarningMsg, "icon 'no-such-icon' is not in resources/icons");
        QVERIFY(icon(u"no-such-icon"_s).isNull());
    }

    void everyIconNamedInTheSourcesExists()
    {
        // A Lucide name stands as a literal in a call of icon(), make…Button() and its like; the resource
        // list is the law.
        static const QRegularExpression call(
            u"(?:\\bicon|(?:Primary|Secondary|Danger|Quiet|Icon)Button|addFootEntry|setIcon|EmptyState|addDestination)\\(u\"([a-z0-9-]+)\"_s"_s);
        QStringList missing;
        int seen = 0;
        QDirIterator files(QStringLiteral(BELAY_SOURCE_DIR) + u"/ui"_s, {u"*.cpp"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            auto found = call.globalMatch(QString::fromUtf8(file.readAll()));
            while (found.hasNext()) {
                const QString name = found.next().captured(1);
                ++seen;
                if (!hasIcon(name))
                    missing += file.fileName() + u": "_s + name;
            }
        }
        QVERIFY(seen > 10);
        QCOMPARE(missing.join(u'\n'), QString());
    }

    void noColourIsNamedByNumberOutsideTheTheme()
    {
        static const QRegularExpression literal(
            u"#[0-9A-Fa-f]{6}\\b|QColor\\(\\s*(\\d|Qt::|0x)|\\bQt::(red|green|blue|white|black|gray)\\b"_s);
        QStringList found;
        QDirIterator files(QStringLiteral(BELAY_SOURCE_DIR) + u"/ui"_s, {u"*.cpp"_s, u"*.h"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            if (path.contains("/ui/theme/"_L1))
                continue;
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            if (literal.match(QString::fromUtf8(file.readAll())).hasMatch())
                found += path;
        }
        QCOMPARE(found.join(u'\n'), QString());
    }

    void everyStateHasAShapeAndAWord()
    {
        QList<StatusLook> looks;
        for (int i = 0; i <= static_cast<int>(CheckState::Stale); ++i)
            looks += statusLook(static_cast<CheckState>(i));
        for (int i = 0; i <= static_cast<int>(StepState::Undone); ++i)
            looks += statusLook(static_cast<StepState>(i));
        for (int i = 0; i <= static_cast<int>(VerdictKind::NotEnoughData); ++i)
            looks += statusLook(static_cast<VerdictKind>(i));
        for (int i = 0; i <= static_cast<int>(Outcome::Handled); ++i)
            looks += statusLook(static_cast<Outcome>(i));
        for (const StatusLook &look : looks) {
            QVERIFY(!look.word.isEmpty());
            QVERIFY2(hasIcon(look.icon), qPrintable(look.icon));
        }
    }

    void unknownIsNeverGreen()
    {
        QCOMPARE(statusLook(VerdictKind::NotEnoughData).tone, Tone::Neutral);
        QCOMPARE(statusLook(VerdictKind::Collecting).tone, Tone::Info);
        QCOMPARE(statusLook(StepState::Unknown).tone, Tone::Warn);
        QCOMPARE(statusLook(Outcome::VerdictNoData).tone, Tone::Neutral);
        QCOMPARE(statusLook(Outcome::None).tone, Tone::Info);
    }

    void theSystemsThemeIsReadFromWhatTheDesktopLeavesUs_data()
    {
        QTest::addColumn<QByteArray>("own");
        QTest::addColumn<QByteArray>("gtk");
        QTest::addColumn<bool>("paletteDark");
        QTest::addColumn<bool>("expected");
        QTest::newRow("own word wins") << QByteArray("dark") << QByteArray("Adwaita") << false << true;
        QTest::newRow("own word for light")
            << QByteArray("light") << QByteArray("Adwaita:dark") << true << false;
        QTest::newRow("GTK variant") << QByteArray() << QByteArray("Adwaita:dark") << false << true;
        QTest::newRow("GTK name") << QByteArray() << QByteArray("Yaru-dark") << false << true;
        QTest::newRow("GTK light") << QByteArray() << QByteArray("Adwaita") << true << false;
        QTest::newRow("palette dark") << QByteArray() << QByteArray() << true << true;
        QTest::newRow("palette light") << QByteArray() << QByteArray() << false << false;
    }

    void theSystemsThemeIsReadFromWhatTheDesktopLeavesUs()
    {
        QFETCH(QByteArray, own);
        QFETCH(QByteArray, gtk);
        QFETCH(bool, paletteDark);
        QFETCH(bool, expected);
        const auto set = [](const char *name, const QByteArray &value) {
            value.isEmpty() ? qunsetenv(name) : qputenv(name, value);
        };
        QStandardPaths::setTestModeEnabled(true); // the tester's own GTK settings must not answer
        set("BELAY_THEME", own);
        set("GTK_THEME", gtk);
        const bool dark = systemIsDark(makePalette(paletteDark ? darkTokens() : lightTokens()));
        qunsetenv("BELAY_THEME");
        qunsetenv("GTK_THEME");
        QStandardPaths::setTestModeEnabled(false);
        QCOMPARE(dark, expected);
    }

    void aLanguageWithoutATranslationFallsBackToEnglish()
    {
        QVERIFY(installLanguage(*qApp, QLocale(QLocale::English)));
        QVERIFY(!installLanguage(*qApp, QLocale(QLocale::Icelandic)));
        QCOMPARE(statusLook(CheckState::Passed).word, u"Passed"_s);
    }

    void theWordOfAThemeIsReadBack()
    {
        for (const Theme theme : {Theme::Light, Theme::Dark, Theme::System})
            QVERIFY(themeFromString(toString(theme)) == theme);
        QVERIFY(themeFromString(u"sepia"_s) == Theme::System);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
