// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/metric_query_node.h"

#include <algorithm>
#include <iterator>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;
using Node = MetricQuery::Node;
using NodePtr = std::shared_ptr<const Node>;
using Kind = Node::Kind;

constexpr qsizetype longestQuery = 8192;
constexpr int deepest = 50; ///< nested parentheses; the parser calls itself

bool isWordStart(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_' || c == u':';
}

bool isWordChar(QChar c)
{
    return isWordStart(c) || (c >= u'0' && c <= u'9');
}

/// Recursive descent. A function that returns null has set the problem; the first problem is kept.
class Parser
{
public:
    explicit Parser(const QString &text)
        : m_text(text)
    {
    }

    NodePtr parse()
    {
        NodePtr root = alternatives();
        skipSpaces();
        return root && m_pos < m_text.size() ? wrong(u"an operator or the end"_s) : root;
    }

    Error problem() const
    {
        return {
            ErrorKind::Invalid, u"The query cannot be read: %1 in column %2."_s.arg(m_problem).arg(m_column),
            m_text,
            u"For source “scrape” a query may use metric{label=\"…\"}, rate(), sum(), avg(), max(), min(), "
            "histogram_quantile(), numbers and + - * /."_s};
    }

private:
    // -- characters

    void skipSpaces()
    {
        while (m_pos < m_text.size() && m_text.at(m_pos).isSpace())
            ++m_pos;
    }

    QChar peek()
    {
        skipSpaces();
        return m_pos < m_text.size() ? m_text.at(m_pos) : QChar();
    }

    bool take(QChar c)
    {
        if (peek() != c)
            return false;
        ++m_pos;
        return true;
    }

    QString word()
    {
        skipSpaces();
        const qsizetype start = m_pos;
        if (m_pos < m_text.size() && isWordStart(m_text.at(m_pos))) {
            while (m_pos < m_text.size() && isWordChar(m_text.at(m_pos)))
                ++m_pos;
        }
        return m_text.mid(start, m_pos - start);
    }

    bool takeWord(const QString &wanted)
    {
        skipSpaces();
        const qsizetype start = m_pos;
        if (word() == wanted)
            return true;
        m_pos = start;
        return false;
    }

    std::nullptr_t problemAt(qsizetype position, const QString &problem)
    {
        if (m_problem.isEmpty()) {
            m_problem = problem;
            m_column = static_cast<int>(position) + 1;
        }
        return nullptr;
    }

    std::nullptr_t wrong(const QString &expected)
    {
        skipSpaces();
        return problemAt(m_pos, QString(expected + u" was expected"));
    }

    bool expect(QChar c)
    {
        if (take(c))
            return true;
        wrong(QString(c));
        return false;
    }

    // -- arithmetic

    NodePtr alternatives()
    {
        NodePtr left = expression();
        while (left && takeWord(u"or"_s))
            left = binary(Kind::Or, left, expression());
        return left;
    }

    NodePtr expression()
    {
        NodePtr left = term();
        while (left) {
            if (take(u'+'))
                left = binary(Kind::Add, left, term());
            else if (take(u'-'))
                left = binary(Kind::Subtract, left, term());
            else
                break;
        }
        return left;
    }

    NodePtr term()
    {
        NodePtr left = unary();
        while (left) {
            if (take(u'*'))
                left = binary(Kind::Multiply, left, unary());
            else if (take(u'/'))
                left = binary(Kind::Divide, left, unary());
            else
                break;
        }
        return left;
    }

    static NodePtr binary(Kind kind, const NodePtr &left, const NodePtr &right)
    {
        if (!right)
            return nullptr;
        Node node;
        node.kind = kind;
        node.left = left;
        node.right = right;
        return std::make_shared<const Node>(std::move(node));
    }

    static NodePtr constant(double value)
    {
        Node node;
        node.number = value;
        return std::make_shared<const Node>(std::move(node));
    }

    NodePtr unary()
    {
        if (++m_depth > deepest)
            return problemAt(m_pos, u"nested too deeply"_s);
        NodePtr node;
        if (take(u'-'))
            node = binary(Kind::Subtract, constant(0), unary());
        else if (take(u'+'))
            node = unary();
        else
            node = primary();
        --m_depth;
        return node;
    }

    NodePtr primary()
    {
        const QChar c = peek();
        if (take(u'(')) {
            NodePtr inner = alternatives();
            return inner && expect(u')') ? inner : nullptr;
        }
        if (c == u'{')
            return selector(QString(), Kind::Selector);
        if (c.isDigit() || c == u'.')
            return number();
        if (isWordStart(c))
            return named();
        return wrong(u"a number, a metric or a function"_s);
    }

    NodePtr number()
    {
        static const QRegularExpression pattern(u"[0-9]*\\.?[0-9]*(?:[eE][+-]?[0-9]+)?"_s);
        skipSpaces();
        const qsizetype start = m_pos;
        const QString text = pattern
                                 .match(m_text, m_pos, QRegularExpression::NormalMatch,
                                        QRegularExpression::AnchorAtOffsetMatchOption)
                                 .captured();
        bool isNumber = false;
        const double value = text.toDouble(&isNumber);
        if (!isNumber)
            return problemAt(start, u"a number was expected"_s);
        m_pos += text.size();
        return constant(value);
    }

    // -- functions and metrics

    NodePtr named()
    {
        skipSpaces();
        const qsizetype start = m_pos;
        const QString name = word();
        if (name == u"sum" && aggregates())
            return aggregate(std::nullopt);
        if (name == u"avg" && aggregates())
            return aggregate(Kind::Average);
        if (name == u"max" && aggregates())
            return aggregate(Kind::Maximum);
        if (name == u"min" && aggregates())
            return aggregate(Kind::Minimum);
        if (peek() != u'(')
            return selector(name, Kind::Selector);
        ++m_pos;
        NodePtr node;
        if (name == u"rate")
            node = selector(word(), Kind::Rate);
        else if (name == u"histogram_quantile")
            node = quantile();
        else
            return problemAt(start, u"“%1” is not a known function"_s.arg(name));
        return node && expect(u')') ? node : nullptr;
    }

    /// `sum(` or `sum by`, not a metric called sum.
    bool aggregates()
    {
        if (peek() == u'(')
            return true;
        const qsizetype start = m_pos;
        const QString next = word();
        m_pos = start;
        return next == u"by" || next == u"without";
    }

    NodePtr aggregate(std::optional<Kind> kind)
    {
        if (!grouping() || !expect(u'('))
            return nullptr;
        NodePtr inner = alternatives();
        if (!inner || !expect(u')') || !grouping())
            return nullptr;
        if (!kind)
            return inner;
        Node node;
        node.kind = *kind;
        node.left = inner;
        return std::make_shared<const Node>(std::move(node));
    }

    /// `by (le)` is allowed because histogram_quantile needs it in PromQL; other groups would be several
    /// numbers.
    bool grouping()
    {
        skipSpaces();
        const qsizetype start = m_pos;
        const QString keyword = word();
        if (keyword != u"by" && keyword != u"without") {
            m_pos = start;
            return true;
        }
        if (!expect(u'('))
            return false;
        const QString label = word();
        if (keyword == u"by" && (label == u"le" || label.isEmpty()) && take(u')'))
            return true;
        problemAt(start, u"only “by (le)” can be used, other groups give several numbers"_s);
        return false;
    }

    NodePtr quantile()
    {
        const NodePtr share = number();
        if (!share)
            return nullptr;
        if (share->number > 1)
            return problemAt(m_pos - 1, u"a quantile from 0 to 1 was expected"_s);
        if (!expect(u','))
            return nullptr;
        skipSpaces();
        const qsizetype start = m_pos;
        const NodePtr buckets = expression();
        if (!buckets)
            return nullptr;
        if (buckets->kind != Kind::Rate && buckets->kind != Kind::Selector)
            return problemAt(start, u"rate(…_bucket) or sum(rate(…_bucket)) by (le) was expected"_s);
        Node node = *buckets;
        node.ofRate = buckets->kind == Kind::Rate;
        node.kind = Kind::Quantile;
        node.number = share->number;
        return std::make_shared<const Node>(std::move(node));
    }

    NodePtr selector(const QString &metric, Kind kind)
    {
        if (metric.isEmpty() && peek() != u'{')
            return wrong(u"a metric's name"_s);
        const qsizetype start = m_pos;
        Node node;
        node.kind = kind;
        node.metric = metric.toUtf8();
        if (take(u'{')) {
            while (!take(u'}')) {
                if (!matcher(node.matchers))
                    return nullptr;
                if (!take(u',') && peek() != u'}')
                    return wrong(u"a comma or }"_s);
            }
        }
        const auto isName = [](const LabelMatcher &one) { return one.label == "__name__"; };
        std::copy_if(node.matchers.begin(), node.matchers.end(), std::back_inserter(node.names), isName);
        std::erase_if(node.matchers, isName);
        if (metric.isEmpty() && node.names.empty())
            return problemAt(start, u"a metric's name was expected"_s);
        if (peek() == u'[' && !range(kind))
            return nullptr;
        return std::make_shared<const Node>(std::move(node));
    }

    bool range(Kind kind)
    {
        static const QRegularExpression pattern(u"\\[\\s*([0-9]+(ms|[smhdwy]))+\\s*\\]"_s);
        const auto match = pattern.match(m_text, m_pos, QRegularExpression::NormalMatch,
                                         QRegularExpression::AnchorAtOffsetMatchOption);
        if (kind == Kind::Rate && match.hasMatch()) {
            m_pos += match.capturedLength();
            return true;
        }
        problemAt(m_pos, kind == Kind::Rate ? u"a range like [1m] was expected"_s
                                            : u"a range is only possible inside rate()"_s);
        return false;
    }

    bool matcher(std::vector<LabelMatcher> &matchers)
    {
        LabelMatcher matcher;
        matcher.label = word().toUtf8();
        if (matcher.label.isEmpty())
            return wrong(u"a label's name"_s) != nullptr;
        skipSpaces();
        const QString op = m_text.mid(m_pos, 2);
        if (op == u"=~" || op == u"!~" || op == u"!=") {
            m_pos += 2;
            matcher.isPattern = op.endsWith(u'~');
            matcher.negated = op.startsWith(u'!');
        } else if (!take(u'=')) {
            return wrong(u"one of = != =~ !~"_s) != nullptr;
        }
        skipSpaces();
        const qsizetype start = m_pos;
        QString value;
        if (!quoted(value))
            return false;
        matcher.text = value.toUtf8();
        if (matcher.isPattern) {
            matcher.pattern = QRegularExpression(QRegularExpression::anchoredPattern(value),
                                                 QRegularExpression::DontCaptureOption);
            if (!matcher.pattern.isValid())
                return problemAt(start, u"a valid regular expression was expected"_s) != nullptr;
        }
        matchers.push_back(std::move(matcher));
        return true;
    }

    bool quoted(QString &value)
    {
        const QChar quote = peek();
        if (quote != u'"' && quote != u'\'')
            return wrong(u"a quoted value"_s) != nullptr;
        for (++m_pos; m_pos < m_text.size(); ++m_pos) {
            const QChar c = m_text.at(m_pos);
            if (c == quote) {
                ++m_pos;
                return true;
            }
            if (c != u'\\' || m_pos + 1 == m_text.size()) {
                value += c;
                continue;
            }
            const QChar escaped = m_text.at(++m_pos);
            value += escaped == u'n' ? QChar(u'\n') : escaped == u't' ? QChar(u'\t') : escaped;
        }
        return wrong(u"the closing quote"_s) != nullptr;
    }

    QString m_text;
    qsizetype m_pos = 0;
    int m_depth = 0;
    QString m_problem;
    int m_column = 0;
};

} // namespace

Result<NodePtr> parseMetricQuery(const QString &text)
{
    if (text.size() > longestQuery)
        return fail(ErrorKind::Invalid, u"The query is longer than 8192 characters."_s,
                    u"Write a shorter one."_s);
    Parser parser(text);
    NodePtr root = parser.parse();
    if (!root)
        return tl::unexpected(parser.problem());
    return root;
}

} // namespace belay
