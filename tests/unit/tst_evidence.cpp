// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/commits.h"
#include "app/checks/dependencies.h"
#include "app/checks/evidence.h"

#include <QtTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

Commit commit(const char *hash, const char *author, const char *subject, const char *body = "",
              const QStringList &parents = {})
{
    return {QString::fromUtf8(hash),    QString::fromUtf8(author), QString::fromUtf8(author) + "@x"_L1,
            QString::fromUtf8(subject), QString::fromUtf8(body),   parents};
}

Changes since140(std::vector<Commit> commits, const QStringList &files = {u"lib/a.ex"_s})
{
    Changes changes;
    changes.sinceVersion = u"1.4.0"_s;
    changes.sinceCommit = u"c140"_s;
    changes.commits = std::move(commits);
    changes.files = files;
    return changes;
}

PastRelease run(const char *kind, const char *environment, const char *version, Outcome outcome,
                bool migrated, qint64 minute)
{
    return {QString::fromUtf8(kind),
            QString::fromUtf8(environment),
            QString::fromUtf8(version),
            u"c-"_s + QString::fromUtf8(version),
            u"dana@desk"_s,
            1795262400000 + minute * 60000,
            outcome,
            {},
            migrated};
}

const QStringList staging{u"staging"_s};

} // namespace

class TestEvidence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void subjectsAreReadAsConventionalCommits_data()
    {
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("said"); // type|scope|breaking|description|note
        const auto row = [](const char *subject, const char *body, const char *said) {
            QTest::newRow(subject) << QString::fromUtf8(subject) << QString::fromUtf8(body)
                                   << QString::fromUtf8(said);
        };
        row("feat: sell by the dozen", "", "feat||no|sell by the dozen|");
        row("Fix(shop): round once", "", "fix|shop|no|round once|");
        row("feat(api)!: drop v1", "", "feat|api|yes|drop v1|");
        row("refactor: names", "Text.\n\nBREAKING CHANGE: the key is now 'id'",
            "refactor||yes|names|the key is now 'id'");
        row("perf: faster", "BREAKING-CHANGE: needs 2 GB", "perf||yes|faster|needs 2 GB");
        row("Sell by the dozen", "", "||no|Sell by the dozen|");
        row("note: the BREAKING CHANGE word alone says nothing", "About a BREAKING CHANGE: no footer",
            "note||no|the BREAKING CHANGE word alone says nothing|");
        row("http://example.com is gone", "", "||no|http://example.com is gone|");
    }
    void subjectsAreReadAsConventionalCommits()
    {
        QFETCH(QString, subject);
        QFETCH(QString, body);
        QFETCH(QString, said);
        Commit one;
        one.subject = subject;
        one.body = body;
        const ConventionalCommit read = conventional(one);
        QCOMPARE(QStringList({read.type, read.scope, read.breaking ? u"yes"_s : u"no"_s, read.description,
                              read.breakingNote})
                     .join(u'|'),
                 said);
    }

    void approvalsAreThoseOfOtherPeople_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("none") << u"Text."_s << QStringList();
        QTest::newRow("two") << u"Reviewed-by: Bo <bo@x>\nApproved-by: Cy <cy@x>"_s
                             << QStringList{u"Bo"_s, u"Cy"_s};
        QTest::newRow("the author") << u"Reviewed-by: Ann <ann@x>"_s << QStringList();
        QTest::newRow("the author's other address") << u"Reviewed-by: ann <a@home>"_s << QStringList();
        QTest::newRow("the same one twice")
            << u"Acked-by: Bo <bo@x>\nreviewed-by: Bo <bo@x>"_s << QStringList{u"Bo"_s};
        QTest::newRow("writing it with somebody is no review")
            << u"Co-authored-by: Bo <bo@x>\nSigned-off-by: Cy <cy@x>"_s << QStringList();
        QTest::newRow("without an address") << u"Reviewed-by: Bo"_s << QStringList{u"Bo"_s};
    }
    void approvalsAreThoseOfOtherPeople()
    {
        QFETCH(QString, body);
        QFETCH(QStringList, names);
        QCOMPARE(approvers(commit("1", "ann", "x", body.toUtf8().constData())), names);
    }

    /// 1 ← 2 ← M1 (by bo, brings 3 and 4) ← M2 (by ann herself, brings 5)
    void aMergeBySomebodyElseIsAReviewOfWhatItBrings()
    {
        const std::vector<Commit> commits{
            commit("M2", "ann", "Merge branch 'five'", "", {u"M1"_s, u"5"_s}),
            commit("5", "ann", "five", "", {u"M1"_s}),
            commit("M1", "bo", "Merge pull request #7 from ann/three", "", {u"2"_s, u"4"_s}),
            commit("4", "ann", "four", "", {u"3"_s}),
            commit("3", "bo", "three", "", {u"1"_s}),
            commit("2", "ann", "two (#6)", "", {u"1"_s}),
            commit("1", "ann", "one", "Reviewed-by: Cy <cy@x>", {u"0"_s}),
        };
        QStringList lines;
        for (const Reviewed &one : reviews(commits))
            lines.append(QString(one.commit->hash + u' ' + one.by.join(u',') + u' ' + one.pullRequest));
        QCOMPARE(lines, (QStringList{u"5  "_s, u"4 bo #7"_s, u"3  #7"_s, u"2  #6"_s, u"1 Cy "_s}));
    }

    void theReviewSaysHowMuchAndByWhom()
    {
        const Changes changes = since140(
            {commit("2222222222", "ann", "two"), commit("1111111111", "bo", "one", "Reviewed-by: Cy <cy@x>")},
            {u"lib/a.ex"_s, u"priv/repo/migrations/1_a.exs"_s});
        const Inspected found = judgeReview(changes);
        QCOMPARE(found.summary,
                 u"2 commits, 2 files, 1 migration since 1.4.0, by 2 authors: git names no second "
                 "person for 1"_s);
        QVERIFY(found.detail.contains(u"\n22222222 two (ann)\n\n"_s));
        QVERIFY(found.detail.contains(u"\n11111111 one (bo): Cy\n\n"_s));
        QVERIFY(!found.detail.contains(u"Many changes at once"_s));
    }

    void manyChangesAtOnceAreNamed_data()
    {
        QTest::addColumn<int>("commits");
        QTest::addColumn<int>("files");
        QTest::addColumn<int>("migrations");
        QTest::addColumn<bool>("large");
        QTest::newRow("a few") << 30 << 150 << 2 << false;
        QTest::newRow("commits") << 31 << 1 << 0 << true;
        QTest::newRow("files") << 1 << 151 << 0 << true;
        QTest::newRow("migrations") << 1 << 3 << 3 << true;
    }
    void manyChangesAtOnceAreNamed()
    {
        QFETCH(int, commits);
        QFETCH(int, files);
        QFETCH(int, migrations);
        QFETCH(bool, large);
        QStringList names;
        for (int i = 0; i < files; ++i)
            names.append(i < migrations ? u"db/migrate/%1.rb"_s.arg(i) : u"lib/%1.rb"_s.arg(i));
        const Changes changes =
            since140(std::vector<Commit>(std::size_t(commits), commit("1", "ann", "x")), names);
        QCOMPARE(isLarge(changes), large);
        QCOMPARE(judgeReview(changes).detail.contains(u"Many changes at once"_s), large);
    }

    void nothingNewNeedsNothing()
    {
        const Changes same = since140({}, {});
        for (const Inspected &found : {judgeReview(same), judgeReadme(same), judgeNotes(same, u"1.5.0"_s),
                                       judgeMigrationGuide(same)}) {
            QVERIFY(found.state == CheckState::NotApplicable);
            QCOMPARE(found.summary, u"nothing has changed since 1.4.0"_s);
        }
        Changes dirty = same;
        dirty.uncommitted = true;
        QVERIFY(judgeReview(dirty).state != CheckState::NotApplicable);
        QVERIFY(judgeReview(dirty).detail.contains(u"in no commit"_s));
        // Nothing to start from: not known is not nothing.
        QVERIFY(judgeReview({}).state != CheckState::NotApplicable);
    }

    void migrationsAreKnownByTheirPlace_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("is");
        const auto row = [](const char *file, bool is) {
            QTest::newRow(file) << QString::fromUtf8(file) << is;
        };
        row("priv/repo/migrations/20261121_add.exs", true);
        row("apps/shop/priv/other_repo/migrations/1.exs", true);
        row("db/migrate/1_add.rb", true);
        row("prisma/migrations/1_add/migration.sql", true);
        row("shop/migrations/0001_initial.py", true);
        row("shop/migrations/__init__.py", false);
        row("alembic/versions/ab12.py", true);
        row("docs/migrations/README.md", false);
        row("lib/migrations.ex", false);
        row("priv/repo/migrations/.formatter.exs", true);
    }
    void migrationsAreKnownByTheirPlace()
    {
        QFETCH(QString, file);
        QFETCH(bool, is);
        QCOMPARE(!migrationsIn({file}).isEmpty(), is);
    }

    void theReadmeIsLookedFor()
    {
        QCOMPARE(judgeReadme(since140({commit("1", "a", "x")}, {u"lib/a.ex"_s, u"README.md"_s})).summary,
                 u"changed since 1.4.0: README.md"_s);
        QCOMPARE(judgeReadme(since140({commit("1", "a", "x")}, {u"lib/a.ex"_s, u"lib/b.ex"_s})).summary,
                 u"not changed since 1.4.0, while 2 other files were"_s);
        QVERIFY(judgeReadme({}).state == CheckState::CannotRun);
    }

    void releaseNotesAreDrafted()
    {
        const Changes changes = since140({
            commit("55555555aa", "ann", "feat(api)!: drop v1", "BREAKING CHANGE: call /v2"),
            commit("44444444aa", "ann", "Merge branch 'x'", "", {u"3"_s, u"2"_s}),
            commit("33333333aa", "ann", "fix: round once"),
            commit("22222222aa", "ann", "Tidy up"),
            commit("11111111aa", "ann", "feat: sell by the dozen"),
        });
        const QString draft = u"## 1.5.0\n\n"
                              "### Breaking changes\n\n- **api**: drop v1 (55555555)\n  call /v2\n\n"
                              "### Features\n\n- sell by the dozen (11111111)\n\n"
                              "### Fixes\n\n- round once (33333333)\n\n"
                              "### Other\n\n- Tidy up (22222222)\n"_s;
        QCOMPARE(draftNotes(changes, u"1.5.0"_s), draft);
        const Inspected found = judgeNotes(changes, u"1.5.0"_s);
        QCOMPARE(found.summary, u"drafted from 5 commits: 1 feature, 1 fix, 1 breaking"_s);
        QVERIFY(found.detail.startsWith(draft));
        QCOMPARE(draftNotes(since140({}), {}), u"## Unreleased\n\nNo changes since 1.4.0.\n"_s);
    }

    void aGuideIsAskedForWhatBreaks_data()
    {
        QTest::addColumn<QStringList>("subjects");
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("summary");
        QTest::newRow("nothing breaks")
            << QStringList{u"fix: a"_s, u"feat: b"_s} << QStringList{u"a"_s} << u"not-applicable"_s
            << u"no commit since 1.4.0 says that it breaks anything"_s;
        QTest::newRow("the commits do not say")
            << QStringList{u"fix: a"_s, u"b"_s, u"c"_s} << QStringList{u"a"_s} << u"passed"_s
            << u"no commit says that it breaks anything; 1 of 3 say what kind of change they are"_s;
        QTest::newRow("without a guide") << QStringList{u"fix!: a"_s} << QStringList{u"a"_s} << u"passed"_s
                                         << u"1 breaking change; no guide was changed with them"_s;
        QTest::newRow("with one") << QStringList{u"fix!: a"_s, u"feat!: b"_s}
                                  << QStringList{u"docs/UPGRADING.md"_s, u"a"_s} << u"passed"_s
                                  << u"2 breaking changes; changed with them: docs/UPGRADING.md"_s;
    }
    void aGuideIsAskedForWhatBreaks()
    {
        QFETCH(QStringList, subjects);
        QFETCH(QStringList, files);
        QFETCH(QString, state);
        QFETCH(QString, summary);
        std::vector<Commit> commits;
        for (const QString &subject : subjects)
            commits.push_back(commit("1", "ann", subject.toUtf8().constData()));
        const Inspected found = judgeMigrationGuide(since140(commits, files));
        QCOMPARE(found.summary, summary);
        QCOMPARE(toString(found.state), state);
    }

    void migrationsAreRehearsed_data()
    {
        QTest::addColumn<bool>("newOnes");
        QTest::addColumn<bool>("ran");
        QTest::addColumn<bool>("deployed");
        QTest::addColumn<QString>("summary");
        QTest::newRow("none is new") << false << false << false << u"no migration is new since 1.4.0"_s;
        QTest::newRow("they ran") << true << true << true
                                  << u"they ran on staging 2026-11-21 12:05 UTC, by dana@desk"_s;
        QTest::newRow("deployed without")
            << true << false << true << u"1.5.0 was deployed to staging without its migration command"_s;
        QTest::newRow("never deployed") << true << false << false << u"1.5.0 never ran on staging"_s;
    }
    void migrationsAreRehearsed()
    {
        QFETCH(bool, newOnes);
        QFETCH(bool, ran);
        QFETCH(bool, deployed);
        QFETCH(QString, summary);
        std::vector<PastRelease> past{run("deploy", "production", "1.5.0", Outcome::Succeeded, true, 9),
                                      run("deploy", "staging", "1.5.0", Outcome::Failed, true, 8)};
        if (deployed)
            past.push_back(run("deploy", "staging", "1.5.0", Outcome::Succeeded, ran, 5));
        past.push_back(run("deploy", "staging", "1.4.0", Outcome::Succeeded, true, 1));
        const Changes changes = since140({commit("1", "ann", "x")},
                                         newOnes ? QStringList{u"db/migrate/1.rb"_s} : QStringList{u"a"_s});
        const Inspected found = judgeMigrationsTested(changes, past, staging, {u"1.5.0"_s, {}});
        QCOMPARE(found.summary, summary);
        QCOMPARE(found.state == CheckState::NotApplicable, !newOnes);
        QVERIFY(judgeMigrationsTested(changes, past, {}, {u"1.5.0"_s, {}}).state ==
                (newOnes ? CheckState::CannotRun : CheckState::NotApplicable));
    }

    void theWayBackIsRehearsed_data()
    {
        QTest::addColumn<QString>("runs"); // newest first: d deploy, r rollback; version; ! failed
        QTest::addColumn<QString>("summary");
        QTest::newRow("never") << u"d1.5.0 d1.4.0"_s
                               << u"1.5.0 was never taken back on staging, nor was anything else"_s;
        QTest::newRow("this one")
            << u"r1.4.0 d1.5.0 d1.4.0"_s
            << u"1.5.0 was taken back to 1.4.0 on staging 2026-11-21 12:03 UTC, by dana@desk"_s;
        QTest::newRow("and deployed again")
            << u"d1.5.0 r1.4.0 d1.5.0"_s
            << u"1.5.0 was taken back to 1.4.0 on staging 2026-11-21 12:02 UTC, by dana@desk"_s;
        QTest::newRow("a failed one does not count")
            << u"r1.4.0! d1.5.0"_s << u"1.5.0 was never taken back on staging, nor was anything else"_s;
        QTest::newRow("another one") << u"d1.5.0 r1.3.0 d1.4.0"_s
                                     << u"1.5.0 was never taken back on staging; the last rollback there: to "
                                        "1.3.0 on staging 2026-11-21 12:02 UTC, by dana@desk"_s;
    }
    void theWayBackIsRehearsed()
    {
        QFETCH(QString, runs);
        QFETCH(QString, summary);
        std::vector<PastRelease> past;
        const QStringList words = runs.split(u' ');
        qint64 minute = words.size();
        for (const QString &word : words) {
            const bool failed = word.endsWith(u'!');
            const QByteArray version = word.mid(1).chopped(failed ? 1 : 0).toUtf8();
            past.push_back(run(word.startsWith(u'r') ? "rollback" : "deploy", "staging", version.constData(),
                               failed ? Outcome::Failed : Outcome::Succeeded, false, minute--));
        }
        QCOMPARE(judgeRollbackTested(past, staging, {u"1.5.0"_s, {}}).summary, summary);
    }

    void librariesAreFoundByName_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("summary");
        QTest::newRow("elixir") << u"{:sentry, \"~> 10.0\"},"_s << u"sentry in mix.exs"_s;
        QTest::newRow("scoped") << u"\"@sentry/node\": \"8\""_s << u"sentry in mix.exs"_s;
        QTest::newRow("a part of a word")
            << u":absentry, :sentryx"_s << u"no library known for error tracking in mix.exs"_s;
    }
    void librariesAreFoundByName()
    {
        QFETCH(QString, text);
        QFETCH(QString, summary);
        QCOMPARE(
            judgeLibraries({{u"mix.exs"_s, text}}, {u"sentry"_s, u"rollbar"_s}, u"error tracking"_s).summary,
            summary);
        QVERIFY(judgeLibraries({}, {u"sentry"_s}, u"error tracking"_s).state == CheckState::CannotRun);
    }

    void aFindingOfARuleFailsTheItem_data()
    {
        QTest::addColumn<QString>("own");
        QTest::addColumn<QString>("rules");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("summary");
        const auto row = [](const char *own, const char *rules, const char *state, const char *summary) {
            QTest::newRow(qPrintable(QLatin1String(own) + u' ' + QLatin1String(rules)))
                << QString::fromUtf8(own) << QString::fromUtf8(rules) << QString::fromUtf8(state)
                << QString::fromUtf8(summary);
        };
        row("passed", "passed", "passed", "own");
        row("passed", "failed", "failed", "own; rules");
        row("failed", "passed", "failed", "own");
        row("cannot-run", "passed", "cannot-run", "own");
        row("cannot-run", "failed", "failed", "own; rules");
        row("not-applicable", "passed", "not-applicable", "own");
        row("not-applicable", "failed", "failed", "own; rules");
        row("passed", "cannot-run", "passed", "own");
    }
    void aFindingOfARuleFailsTheItem()
    {
        QFETCH(QString, own);
        QFETCH(QString, rules);
        QFETCH(QString, state);
        QFETCH(QString, summary);
        const Inspected both = withFindings({checkStateFromString(own), u"own"_s, {}},
                                            {checkStateFromString(rules), u"rules"_s, {}});
        QCOMPARE(toString(both.state), state);
        QCOMPARE(both.summary, summary);
    }
};

QTEST_GUILESS_MAIN(TestEvidence)
#include "tst_evidence.moc"
