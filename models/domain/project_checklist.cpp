// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/names.h"
#include "models/domain/project_sections.h"

#include <QSet>

#include <algorithm>

namespace belay::projectfile {

namespace {

using namespace Qt::Literals::StringLiterals;

CheckExpect readExpect(const Node &node)
{
    CheckExpect expect;
    if (!node.present() || !node.hasOnly({u"exit"_s, u"coverage_at_least"_s}))
        return expect;
    expect.exitCode = node.at(u"exit"_s).integer(expect.exitCode, 0, 255);
    const Node coverage = node.at(u"coverage_at_least"_s);
    expect.coverageAtLeast = coverage.number();
    if (expect.coverageAtLeast && (*expect.coverageAtLeast < 0 || *expect.coverageAtLeast > 100))
        coverage.complain(u"expected a percentage from 0 to 100"_s);
    return expect;
}

/// "run" makes it a command, "ask" a question; exactly one of them.
void readKind(const Node &node, CheckItem &item)
{
    const Node run = node.at(u"run"_s);
    const Node ask = node.at(u"ask"_s);
    if (run.present() == ask.present()) {
        node.complain(u"expected either \"run\" or \"ask\""_s,
                      u"\"run\" is a command to judge; \"ask\" is \"confirm\" or \"text\"."_s);
        return;
    }
    if (ask.present()) {
        item.kind = CheckKind::Ask;
        item.textRequired = ask.oneOf({u"confirm"_s, u"text"_s}) == 1;
        for (const QString &key : {u"timeout"_s, u"expect"_s, u"judge"_s})
            if (const Node extra = node.at(key); extra.present())
                extra.complain(u"'%1' belongs to \"run\", and this item is asked"_s.arg(key));
        return;
    }
    item.kind = CheckKind::Command;
    item.run = run.text();
    const Node judge = node.at(u"judge"_s);
    if (judge.present())
        item.judge = judgeNames().value(judge.oneOf(judgeNames()));
    item.timeout = node.at(u"timeout"_s).duration(item.timeout, Milliseconds(1));
    item.expect = readExpect(node.at(u"expect"_s));
}

CheckItem readItem(const Node &node)
{
    static constexpr Words<CheckLevel, 2> levels{
        {{CheckLevel::Must, "must"_L1}, {CheckLevel::Should, "should"_L1}}};
    static constexpr Words<CheckPhase, 4> phases{{{CheckPhase::Before, "before"_L1},
                                                  {CheckPhase::During, "during"_L1},
                                                  {CheckPhase::After, "after"_L1},
                                                  {CheckPhase::IfIssues, "if-issues"_L1}}};
    CheckItem item;
    if (!node.hasOnly({u"id"_s, u"title"_s, u"group"_s, u"level"_s, u"phase"_s, u"run"_s, u"ask"_s,
                       u"judge"_s, u"timeout"_s, u"expect"_s, u"help"_s}) &&
        !node.isObject())
        return item;
    item.id = node.need(u"id"_s).text();
    if (!item.id.isEmpty())
        checkName(node.at(u"id"_s), u"item"_s, item.id);
    item.title = node.need(u"title"_s).text();
    item.group = node.at(u"group"_s).text(u"Project"_s);
    item.origin = u"belay.json"_s;
    item.help = node.at(u"help"_s).text();
    item.level = node.at(u"level"_s).word(levels, CheckLevel::Must);
    item.phase = node.at(u"phase"_s).word(phases, CheckPhase::Before);
    readKind(node, item);
    return item;
}

QStringList idsOf(const std::vector<CheckItem> &items)
{
    QStringList ids;
    for (const CheckItem &item : items)
        ids.append(item.id);
    return ids;
}

bool isItemOfAnyProfile(const QString &id)
{
    return idsOf(profileItems(u"phoenix"_s)).contains(id) || idsOf(profileItems(u"node"_s)).contains(id) ||
           idsOf(profileItems(u"generic"_s)).contains(id);
}

/// An id that another profile knows is allowed: disabling what is not there does no harm. A misspelt one
/// would.
void checkDisabled(const Node &node, const QString &profile, const ChecklistSpec &checklist)
{
    if (!node.present())
        return;
    const QStringList known = idsOf(profileItems(profile)) + idsOf(checklist.items);
    for (const Node &element : node.elements()) {
        const QString id = element.text();
        if (id.isEmpty() || known.contains(id) || isItemOfAnyProfile(id))
            continue;
        const QString nearest = nearestWord(id, known);
        QString what = u"the checklist of profile '%1' has no item '%2'"_s.arg(profile, cleanLine(id, 80));
        if (!nearest.isEmpty())
            what += u", did you mean '%1'?"_s.arg(nearest);
        element.complain(what, u"`belay check --json` lists the items."_s);
    }
}

} // namespace

const QStringList &judgeNames()
{
    static const QStringList names = {u"exit"_s,     u"mix-compile"_s, u"mix-format"_s, u"mix-test"_s,
                                      u"coverage"_s, u"credo"_s,       u"sobelow"_s,    u"hex-audit"_s,
                                      u"dialyzer"_s, u"mix-release"_s, u"npm-audit"_s};
    return names;
}

QStringList checklistIds(const QString &profile, const ChecklistSpec &checklist)
{
    return idsOf(effectiveItems(profile, checklist.items, checklist.disable));
}

ChecklistSpec readChecklist(const Node &node, const QString &profile)
{
    ChecklistSpec checklist;
    if (!node.present() ||
        (!node.hasOnly({u"disable"_s, u"items"_s, u"critical_paths"_s}) && !node.isObject()))
        return checklist;
    checklist.disable = node.at(u"disable"_s).texts();
    checklist.criticalPaths = readRelativePaths(node.at(u"critical_paths"_s));
    QSet<QString> ids;
    if (const Node items = node.at(u"items"_s); items.present()) {
        for (const Node &element : items.elements()) {
            const CheckItem item = readItem(element);
            if (!item.id.isEmpty() && ids.contains(item.id))
                element.at(u"id"_s).complain(u"there are two items with the id '%1'"_s.arg(item.id));
            ids.insert(item.id);
            checklist.items.push_back(item);
        }
    }
    checkDisabled(node.at(u"disable"_s), profile, checklist);
    return checklist;
}

} // namespace belay::projectfile
