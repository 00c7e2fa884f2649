// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/sample_block.h"

#include <nlohmann/json.hpp>

#include <QStringList>

#include <bit>
#include <cmath>
#include <cstdint>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr char version = 1;
constexpr std::uint64_t isBefore = 1;
constexpr std::uint64_t hasValue = 2;
constexpr std::uint64_t isYesterday = 4;
constexpr std::uint64_t isLastWeek = 8;
constexpr std::uint64_t mostNames = 100'000;
constexpr std::uint64_t mostSamples = 10'000'000;

std::uint64_t zigzag(qint64 value)
{
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

qint64 unzigzag(std::uint64_t value)
{
    return static_cast<qint64>(value >> 1) ^ -static_cast<qint64>(value & 1);
}

/// The difference of two times, wrapping, so that no time is out of reach.
qint64 minus(qint64 a, qint64 b)
{
    return static_cast<qint64>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

qint64 plus(qint64 a, qint64 b)
{
    return static_cast<qint64>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

class Writer
{
public:
    void number(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.append(static_cast<char>((value & 0x7f) | 0x80));
        bytes.append(static_cast<char>(value));
    }
    void name(const QString &name)
    {
        const QByteArray utf8 = name.toUtf8();
        number(static_cast<std::uint64_t>(utf8.size()));
        bytes.append(utf8);
    }
    void value(double value)
    {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (int i = 0; i < 8; ++i)
            bytes.append(static_cast<char>(bits >> (8 * i)));
    }

    QByteArray bytes;
};

/// Reads on; `good` turns false at the first thing that is not there, and everything after it is zero.
class Reader
{
public:
    explicit Reader(const QByteArray &bytes)
        : m_bytes(bytes)
    {
    }

    bool good = true;
    bool atEnd() const { return m_at == m_bytes.size(); }

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto next = byte();
            value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        good = false;
        return 0;
    }
    QString name()
    {
        const std::uint64_t size = number();
        if (size > static_cast<std::uint64_t>(m_bytes.size() - m_at)) {
            good = false;
            return {};
        }
        const auto text = QString::fromUtf8(m_bytes.constData() + m_at, static_cast<qsizetype>(size));
        m_at += static_cast<qsizetype>(size);
        return text;
    }
    double value()
    {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i)
            bits |= static_cast<std::uint64_t>(byte()) << (8 * i);
        return std::bit_cast<double>(bits);
    }
    unsigned char byte()
    {
        if (atEnd()) {
            good = false;
            return 0;
        }
        return static_cast<unsigned char>(m_bytes.at(m_at++));
    }

private:
    const QByteArray &m_bytes;
    qsizetype m_at = 0;
};

std::uint64_t indexOf(QStringList &names, const QString &name)
{
    qsizetype index = names.indexOf(name);
    if (index < 0) {
        index = names.size();
        names << name;
    }
    return static_cast<std::uint64_t>(index);
}

/// Any other window is not packed: it would not come back.
std::uint64_t windowFlag(const QString &window)
{
    return window == "yesterday"_L1 ? isYesterday : window == "last-week"_L1 ? isLastWeek : 0;
}

/// One sample, as differences from the one before.
void write(Writer &out, QStringList &names, const RunEvent &event, const RunEvent &last)
{
    const bool isValue = event.sample->value && std::isfinite(*event.sample->value);
    out.number(zigzag(minus(event.seq, last.seq)));
    out.number(zigzag(minus(event.timeMs, last.timeMs)));
    out.number(indexOf(names, event.step));
    out.number(indexOf(names, event.host));
    out.number(indexOf(names, event.series));
    out.number((event.before ? isBefore : 0) | (isValue ? hasValue : 0) | windowFlag(event.window));
    out.number(zigzag(minus(event.sample->timeMs, last.sample->timeMs)));
    if (isValue)
        out.value(*event.sample->value);
}

RunEvent nothingBefore()
{
    RunEvent none;
    none.sample = Sample{};
    return none;
}

RunEvent read(Reader &in, const QStringList &names, const RunEvent &last)
{
    const auto name = [&] {
        const std::uint64_t index = in.number();
        in.good = in.good && index < static_cast<std::uint64_t>(names.size());
        return in.good ? names.at(static_cast<qsizetype>(index)) : QString();
    };
    RunEvent event;
    event.kind = EventKind::SampleTaken;
    event.seq = plus(last.seq, unzigzag(in.number()));
    event.timeMs = plus(last.timeMs, unzigzag(in.number()));
    event.step = name();
    event.host = name();
    event.series = name();
    const std::uint64_t flags = in.number();
    event.before = (flags & isBefore) != 0;
    if ((flags & (isYesterday | isLastWeek)) != 0)
        event.window = (flags & isYesterday) != 0 ? u"yesterday"_s : u"last-week"_s;
    event.sample = Sample{plus(last.sample->timeMs, unzigzag(in.number())), std::nullopt};
    if ((flags & hasValue) != 0)
        event.sample->value = in.value();
    return event;
}

tl::unexpected<Error> noSamples()
{
    return fail(ErrorKind::Invalid, u"The samples of a run cannot be read: they are damaged."_s);
}

} // namespace

QByteArray packSamples(const std::vector<RunEvent> &events)
{
    QStringList names;
    Writer samples;
    samples.number(events.size());
    RunEvent last = nothingBefore();
    for (const RunEvent &event : events) {
        write(samples, names, event, last);
        last = event;
    }
    Writer out;
    out.bytes.append(version);
    out.number(static_cast<std::uint64_t>(names.size()));
    for (const QString &name : names)
        out.name(name);
    return out.bytes + samples.bytes;
}

Result<std::vector<RunEvent>> unpackSamples(const QByteArray &packed)
{
    Reader in(packed);
    if (in.byte() != version)
        return noSamples();
    QStringList names;
    const std::uint64_t nameCount = in.number();
    for (std::uint64_t i = 0; in.good && i < std::min(nameCount, mostNames); ++i)
        names << in.name();
    const std::uint64_t count = in.number();
    std::vector<RunEvent> events;
    RunEvent last = nothingBefore();
    for (std::uint64_t i = 0; in.good && i < std::min(count, mostSamples); ++i) {
        last = read(in, names, last);
        events.push_back(last);
    }
    if (!in.good || !in.atEnd())
        return noSamples();
    return events;
}

bool isPackable(const RunEvent &event)
{
    if (event.kind != EventKind::SampleTaken || !event.sample)
        return false;
    const auto again = unpackSamples(packSamples({event}));
    if (!again || again->size() != 1)
        return false;
    RunEvent same = again->front();
    same.run = event.run;
    return toJson(same) == toJson(event);
}

} // namespace belay
