// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/project_node.h"

#include "models/domain/names.h"
#include "models/domain/project_file.h"

#include <algorithm>
#include <cmath>

namespace belay::projectfile {

using namespace Qt::Literals::StringLiterals;

namespace {

QString found(const Json &value)
{
    switch (value.type()) {
    case Json::value_t::null:
        return u"null"_s;
    case Json::value_t::boolean:
        return value.get<bool>() ? u"true"_s : u"false"_s;
    case Json::value_t::string:
        return u"the text '%1'"_s.arg(
            cleanLine(QString::fromStdString(value.get_ref<const std::string &>()), 40));
    case Json::value_t::array:
        return u"a list"_s;
    case Json::value_t::object:
        return u"an object"_s;
    default:
        return u"the number %1"_s.arg(QString::fromStdString(value.dump()));
    }
}

bool isPlain(const QString &text)
{
    return std::none_of(text.begin(), text.end(),
                        [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

} // namespace

JsonPlace Problems::place(QString path) const
{
    while (true) {
        const auto at = m_places.find(path);
        if (at != m_places.end())
            return at->second;
        if (path.isEmpty())
            return {};
        path.truncate(std::max<qsizetype>(std::max(path.lastIndexOf(u'.'), path.lastIndexOf(u'[')), 0));
    }
}

void Problems::add(const QString &path, const QString &what, const QString &hint)
{
    const int line = place(path).line;
    const QString key = cleanLine(path, 200);
    m_found.push_back(
        {line,
         u"%1:%2: %3%4"_s.arg(m_file).arg(line).arg(key.isEmpty() ? key : key + ": "_L1,
                                                    what.endsWith(u'?') ? what : QString(what + u'.')),
         hint});
}

Error Problems::error() const
{
    std::vector<Problem> sorted = m_found;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Problem &a, const Problem &b) { return a.line < b.line; });
    constexpr std::size_t mostShown = 20;
    QStringList others;
    for (std::size_t i = 1; i < std::min(sorted.size(), mostShown); ++i)
        others.append(sorted[i].text);
    if (sorted.size() > mostShown)
        others.append(u"and %1 more"_s.arg(sorted.size() - mostShown));
    return Error{ErrorKind::Invalid, sorted.front().text, others.join(u'\n'), sorted.front().hint};
}

bool Node::is(bool right, const QString &expected) const
{
    if (present() && !right)
        complain(u"expected %1, found %2"_s.arg(expected, found(*m_value)));
    return present() && right;
}

Node Node::at(const QString &key) const
{
    const QString path = m_path.isEmpty() ? key : QString(m_path + u'.' + key);
    if (!isObject())
        return {nullptr, path, *m_problems};
    const auto member = m_value->find(key.toStdString());
    return {member == m_value->end() ? nullptr : &*member, path, *m_problems};
}

Node Node::need(const QString &key, const QString &hint) const
{
    const Node node = at(key);
    if (isObject() && !node.present())
        m_problems->add(m_path, u"the key '%1' is missing"_s.arg(key), hint);
    return node;
}

bool Node::hasOnly(const QStringList &known) const
{
    if (!is(isObject(), u"an object"_s))
        return false;
    bool all = true;
    for (const auto &[key, node] : members()) {
        if (known.contains(key))
            continue;
        all = false;
        const QString nearest = nearestWord(key, known);
        node.complain(nearest.isEmpty()
                          ? u"unknown key '%1'"_s.arg(cleanLine(key, 80))
                          : u"unknown key '%1', did you mean '%2'?"_s.arg(cleanLine(key, 80), nearest),
                      u"Known keys here: %1."_s.arg(known.join(", "_L1)));
    }
    return all;
}

std::vector<Node> Node::elements() const
{
    std::vector<Node> nodes;
    if (!is(m_value && m_value->is_array(), u"a list"_s))
        return nodes;
    for (std::size_t i = 0; i < m_value->size(); ++i)
        nodes.emplace_back(&(*m_value)[i], u"%1[%2]"_s.arg(m_path).arg(i), *m_problems);
    return nodes;
}

std::vector<std::pair<QString, Node>> Node::members() const
{
    std::vector<std::pair<QString, Node>> nodes;
    if (!is(isObject(), u"an object"_s))
        return nodes;
    for (const auto &[key, value] : m_value->items()) {
        const QString name = QString::fromStdString(key);
        nodes.emplace_back(name, at(name));
    }
    std::stable_sort(nodes.begin(), nodes.end(), [this](const auto &a, const auto &b) {
        return m_problems->place(a.second.path()).offset < m_problems->place(b.second.path()).offset;
    });
    return nodes;
}

QString Node::text(const QString &otherwise) const
{
    if (!is(isText(), u"text"_s))
        return otherwise;
    const QString text = QString::fromStdString(m_value->get_ref<const std::string &>());
    if (text.trimmed().isEmpty())
        complain(u"the text is empty"_s);
    else if (!isPlain(text))
        complain(u"the text contains a control character"_s, u"It has to be one line without tabs."_s);
    else
        return text;
    return otherwise;
}

QStringList Node::texts() const
{
    QStringList list;
    if (present())
        for (const Node &node : elements())
            list.append(node.text());
    return list;
}

std::map<QString, QString> Node::textMap() const
{
    std::map<QString, QString> map;
    if (present())
        for (const auto &[key, node] : members())
            map[key] = node.text();
    return map;
}

bool Node::boolean(bool otherwise) const
{
    return is(m_value && m_value->is_boolean(), u"true or false"_s) ? m_value->get<bool>() : otherwise;
}

int Node::integer(int otherwise, int least, int most) const
{
    const QString expected = u"a whole number from %1 to %2"_s.arg(least).arg(most);
    if (!is(m_value && m_value->is_number_integer(), expected))
        return otherwise;
    // An unsigned value beyond the signed range would turn negative in get<qint64>.
    const bool huge =
        m_value->is_number_unsigned() && m_value->get<quint64>() > quint64(std::numeric_limits<int>::max());
    const qint64 number = huge ? std::numeric_limits<qint64>::max() : m_value->get<qint64>();
    return is(number >= least && number <= most, expected) ? static_cast<int>(number) : otherwise;
}

std::optional<double> Node::number() const
{
    if (!is(m_value && m_value->is_number() && std::isfinite(m_value->get<double>()), u"a number"_s))
        return {};
    return m_value->get<double>();
}

Milliseconds Node::duration(Milliseconds otherwise, Milliseconds least) const
{
    if (!is(isText(), u"a duration as text, for example \"30s\""_s))
        return otherwise;
    const auto time = parseDuration(QString::fromStdString(m_value->get_ref<const std::string &>()));
    if (!time) {
        QString what = time.error().summary;
        if (what.endsWith(u'.'))
            what.chop(1);
        complain(what, time.error().hint);
        return otherwise;
    }
    if (*time < least) {
        complain(u"expected at least %1, found %2"_s.arg(formatDuration(least.count()),
                                                         formatDuration(time->count())));
        return otherwise;
    }
    return *time;
}

qsizetype Node::oneOf(const QStringList &known) const
{
    if (!is(isText(), u"one of %1"_s.arg(known.join(", "_L1))))
        return -1;
    const QString text = QString::fromStdString(m_value->get_ref<const std::string &>());
    const qsizetype at = known.indexOf(text);
    if (at < 0) {
        const QString nearest = nearestWord(text, known);
        complain(nearest.isEmpty()
                     ? u"'%1' is not known here"_s.arg(cleanLine(text, 80))
                     : u"'%1' is not known here, did you mean '%2'?"_s.arg(cleanLine(text, 80), nearest),
                 u"Expected one of %1."_s.arg(known.join(", "_L1)));
    }
    return at;
}

} // namespace belay::projectfile
