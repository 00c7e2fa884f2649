// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/names.h"
#include "models/domain/project_sections.h"

namespace belay::projectfile {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A level, or the id of an item.
void readWaivable(const Node &node, const QStringList &items, WaiverPolicy &policy)
{
    const QString word = node.text();
    if (word == "must"_L1) {
        policy.must = true;
    } else if (word == "should"_L1) {
        policy.should = true;
    } else if (items.contains(word)) {
        policy.items.append(word);
    } else if (!word.isEmpty()) {
        const QString nearest = nearestWord(word, items);
        QString what = u"the checklist has no item '%1'"_s.arg(cleanLine(word, 80));
        if (!nearest.isEmpty())
            what += u", did you mean '%1'?"_s.arg(nearest);
        node.complain(what, u"Name items by id, or a level: \"must\", \"should\"."_s);
    }
}

void readWaivable(const Node &node, const Surroundings &around, WaiverPolicy &policy)
{
    if (!node.present())
        return;
    policy.must = false;
    policy.should = false;
    if (!node.isText()) {
        for (const Node &element : node.elements())
            readWaivable(element, around.items, policy);
        return;
    }
    const qsizetype word = node.oneOf({u"none"_s, u"should"_s, u"all"_s});
    policy.should = word >= 1;
    policy.must = word == 2;
}

} // namespace

WaiverPolicy readWaivers(const Node &node, const Surroundings &around)
{
    WaiverPolicy policy;
    if (!node.present() || (!node.hasOnly({u"waivers"_s, u"second_person"_s}) && !node.isObject()))
        return policy;
    readWaivable(node.at(u"waivers"_s), around, policy);
    policy.secondPerson = node.at(u"second_person"_s).boolean(false);
    return policy;
}

} // namespace belay::projectfile
