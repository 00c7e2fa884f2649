// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/json_scan.h"

#include <QSet>

#include <cctype>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int deepest = 64;
constexpr std::size_t mostValues = 100000;

class Scanner
{
public:
    explicit Scanner(const QByteArray &text)
        : m_text(text)
    {
    }

    JsonScan scan()
    {
        if (m_text.startsWith("\xEF\xBB\xBF"))
            m_at = 3;
        if (skipBlank() && value({}, 0) && skipBlank() && !atEnd())
            complain(u"there is text after the end of the document"_s);
        return std::move(m_result);
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    char peek() const { return atEnd() ? '\0' : m_text.at(m_at); }
    bool startsHere(const char *word) const { return m_text.mid(m_at, qstrlen(word)) == word; }

    bool complain(const QString &what, const QString &hint = {}, int line = 0)
    {
        if (!m_result.problem)
            m_result.problem = JsonProblem{line > 0 ? line : m_line, what, hint};
        return false;
    }

    QString here() const
    {
        if (atEnd())
            return u"the end of the file"_s;
        const auto c = static_cast<unsigned char>(peek());
        return c > 0x20 && c < 0x7f ? u"'%1'"_s.arg(QLatin1Char(peek()))
                                    : u"byte 0x%1"_s.arg(c, 2, 16, QChar(u'0'));
    }

    void step()
    {
        if (m_text.at(m_at) == '\n')
            ++m_line;
        ++m_at;
    }

    bool skipBlank()
    {
        while (!atEnd()) {
            const char c = peek();
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                step();
            } else if (startsHere("//")) {
                while (!atEnd() && peek() != '\n')
                    ++m_at;
            } else if (startsHere("/*")) {
                const int begun = m_line;
                while (!atEnd() && !startsHere("*/"))
                    step();
                if (atEnd())
                    return complain(u"a comment is never closed"_s, u"Close it with */."_s, begun);
                m_at += 2;
            } else {
                return true;
            }
        }
        return true;
    }

    bool value(const QString &path, int depth)
    {
        if (depth > deepest)
            return complain(u"values are nested deeper than %1 levels"_s.arg(deepest));
        if (m_result.places.size() >= mostValues)
            return complain(u"there are more than %1 values"_s.arg(mostValues));
        m_result.places.emplace(path, JsonPlace{m_line, m_at});
        switch (peek()) {
        case '{':
            return members(path, depth);
        case '[':
            return elements(path, depth);
        case '"':
            return string(nullptr);
        case '\'':
            return complain(u"text is in single quotes"_s, u"JSON wants double quotes."_s);
        default:
            return word();
        }
    }

    bool word()
    {
        const qsizetype begin = m_at;
        while (!atEnd() &&
               (std::isalnum(static_cast<unsigned char>(peek())) || QByteArrayView("+-._").contains(peek())))
            ++m_at;
        const QByteArray text = m_text.mid(begin, m_at - begin);
        if (text.isEmpty())
            return complain(u"expected a value, found %1"_s.arg(here()));
        const bool number = text.front() == '-' || (text.front() >= '0' && text.front() <= '9');
        if (!number && text != "true" && text != "false" && text != "null")
            return complain(u"'%1' is not a value"_s.arg(QString::fromLatin1(text.left(40))),
                            u"Text needs double quotes."_s);
        return true;
    }

    bool string(QString *out)
    {
        const int begun = m_line;
        const qsizetype begin = ++m_at;
        while (!atEnd() && peek() != '"' && peek() != '\n')
            m_at += peek() == '\\' ? 2 : 1;
        if (m_at >= m_text.size() || peek() != '"')
            return complain(u"text is never closed with a double quote"_s, {}, begun);
        if (out)
            *out = QString::fromUtf8(m_text.mid(begin, m_at - begin));
        ++m_at;
        return true;
    }

    /// After an element: true to go on with the next one; false at the end or at a problem.
    bool nextAfterComma(char close)
    {
        if (!skipBlank())
            return false;
        if (peek() == close) {
            ++m_at;
            return false;
        }
        if (peek() != ',')
            return complain(u"expected ',' or '%1', found %2"_s.arg(QLatin1Char(close)).arg(here()));
        const int comma = m_line;
        ++m_at;
        if (!skipBlank())
            return false;
        if (peek() == close)
            return complain(u"there is a comma before '%1'"_s.arg(QLatin1Char(close)),
                            u"Remove the trailing comma."_s, comma);
        return true;
    }

    bool elements(const QString &path, int depth)
    {
        ++m_at;
        if (!skipBlank())
            return false;
        if (peek() == ']') {
            ++m_at;
            return true;
        }
        int index = 0;
        do {
            if (!value(u"%1[%2]"_s.arg(path).arg(index++), depth + 1))
                return false;
        } while (nextAfterComma(']'));
        return !m_result.problem;
    }

    bool members(const QString &path, int depth)
    {
        ++m_at;
        if (!skipBlank())
            return false;
        if (peek() == '}') {
            ++m_at;
            return true;
        }
        QSet<QString> seen;
        do {
            if (!member(path, depth, seen))
                return false;
        } while (nextAfterComma('}'));
        return !m_result.problem;
    }

    bool member(const QString &path, int depth, QSet<QString> &seen)
    {
        if (peek() != '"')
            return complain(u"expected a key in double quotes, found %1"_s.arg(here()));
        const int line = m_line;
        QString key;
        if (!string(&key))
            return false;
        if (seen.contains(key))
            return complain(u"the key '%1' is there twice"_s.arg(key.left(80)), u"Remove one of them."_s,
                            line);
        seen.insert(key);
        if (!skipBlank())
            return false;
        if (peek() != ':')
            return complain(u"expected ':' after the key '%1', found %2"_s.arg(key.left(80), here()));
        ++m_at;
        return skipBlank() && value(path.isEmpty() ? key : QString(path + u'.' + key), depth + 1);
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    JsonScan m_result;
};

} // namespace

JsonScan scanJson(const QByteArray &text)
{
    return Scanner(text).scan();
}

} // namespace belay
