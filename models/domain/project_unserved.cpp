// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/names.h"
#include "models/domain/project_sections.h"

namespace belay::projectfile {

namespace {

using namespace Qt::Literals::StringLiterals;

const QStringList &methods()
{
    static const QStringList names = {u"get"_s, u"post"_s, u"put"_s, u"patch"_s, u"delete"_s, u"head"_s};
    return names;
}

void checkSmokeRequest(const Node &node)
{
    if (!node.hasOnly(methods() + QStringList{u"title"_s, u"headers"_s, u"body"_s, u"expect"_s, u"save"_s}) &&
        !node.isObject())
        return;
    int requests = 0;
    for (const QString &method : methods()) {
        if (const Node path = node.at(method); path.present()) {
            ++requests;
            path.text();
        }
    }
    if (requests != 1)
        node.complain(u"expected exactly one of %1"_s.arg(methods().join(", "_L1)));
    node.at(u"title"_s).text();
    node.at(u"headers"_s).textMap();
    node.at(u"save"_s).textMap();
    if (const Node expect = node.at(u"expect"_s); expect.present()) {
        expect.hasOnly({u"status"_s, u"json"_s, u"contains"_s});
        expect.at(u"status"_s).integer(200, 100, 599);
        expect.at(u"contains"_s).text();
    }
}

} // namespace

void checkBalancer(const Node &node)
{
    if (!node.hasOnly({u"kind"_s, u"host"_s, u"socket"_s, u"backend"_s, u"server"_s, u"drain"_s, u"config"_s,
                       u"url"_s, u"enable"_s, u"disable"_s}) &&
        !node.isObject())
        return;
    node.need(u"kind"_s).oneOf({u"haproxy"_s, u"nginx"_s, u"caddy"_s, u"command"_s});
    for (const QString &key : {u"host"_s, u"socket"_s, u"backend"_s, u"server"_s, u"config"_s, u"url"_s,
                               u"enable"_s, u"disable"_s})
        node.at(key).text();
    node.at(u"drain"_s).duration(Milliseconds(0), Milliseconds(0));
}

void checkSmoke(const Node &node)
{
    for (const Node &request : node.elements())
        checkSmokeRequest(request);
}

} // namespace belay::projectfile
