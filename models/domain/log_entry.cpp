// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/log_entry.h"

#include "models/domain/json.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace belay {

namespace {

using Json = nlohmann::json;

constexpr qsizetype mostBrackets = 2000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

template <std::size_t n> bool isOneOf(QByteArrayView word, const std::array<const char *, n> &known)
{
    for (const char *one : known) {
        if (word == one)
            return true;
    }
    return false;
}

constexpr std::array<const char *, 9> timeKeys{
    "time", "timestamp", "ts", "@timestamp", "datetime", "date", "t", "__REALTIME_TIMESTAMP", "asctime"};
constexpr std::array<const char *, 6> levelKeys{"level",    "severity", "lvl",
                                                "loglevel", "PRIORITY", "levelname"};
constexpr std::array<const char *, 4> messageKeys{"message", "msg", "MESSAGE", "event"};

// -- times

/// Reads digits; -1: there are not exactly that many.
int digits(QByteArrayView text, qsizetype at, int count)
{
    if (at + count > text.size())
        return -1;
    int value = 0;
    for (int i = 0; i < count; ++i) {
        const char c = text[at + i];
        if (!isDigit(c))
            return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
qint64 daysFromCivil(qint64 year, unsigned month, unsigned day)
{
    year -= month <= 2 ? 1 : 0;
    const qint64 era = (year >= 0 ? year : year - 399) / 400;
    const auto yearOfEra = static_cast<unsigned>(year - era * 400);
    const unsigned dayOfYear = (153 * (month + (month > 2 ? -3U : 9U)) + 2) / 5 + day - 1;
    const unsigned dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + static_cast<qint64>(dayOfEra) - 719468;
}

/// "2026-11-21T17:26:16.123Z", "2026-11-21 17:26:16,123 +01:00", "2026/11/21 17:26:16". Without a zone it is
/// taken as UTC. `length`: how much of the text it is; 0: it does not begin with a time.
qint64 isoTimeAt(QByteArrayView text, qsizetype &length)
{
    length = 0;
    const int year = digits(text, 0, 4);
    const int month = digits(text, 5, 2);
    const int day = digits(text, 8, 2);
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 60)
        return 0;
    const char between = text[4];
    if ((between != '-' && between != '/') || text[7] != between || (text[10] != 'T' && text[10] != ' ') ||
        text[13] != ':' || text[16] != ':')
        return 0;
    qsizetype at = 19;
    double fraction = 0;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
        double unit = 0.1;
        for (++at; at < text.size() && isDigit(text[at]); ++at, unit /= 10)
            fraction += unit * (text[at] - '0');
    }
    qint64 offset = 0;
    qsizetype zone = at < text.size() && text[at] == ' ' ? at + 1 : at;
    if (zone < text.size() && text[zone] == 'Z' && zone == at) {
        ++at;
    } else if (zone < text.size() && (text[zone] == '+' || text[zone] == '-')) {
        const int hours = digits(text, zone + 1, 2);
        const qsizetype colon = zone + 3 < text.size() && text[zone + 3] == ':' ? 1 : 0;
        const int minutes = digits(text, zone + 3 + colon, 2);
        if (hours >= 0 && minutes >= 0) {
            offset = (text[zone] == '-' ? -1 : 1) * (hours * 60 + minutes) * 60;
            at = zone + 5 + colon;
        }
    }
    length = at;
    const qint64 days = daysFromCivil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
    return ((days * 24 + hour) * 60 + minute) * 60'000 + second * 1000 - offset * 1000 +
           std::llround(std::floor(fraction * 1000 + 1e-6));
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size.
qint64 epochTime(double value)
{
    if (!(value > 1e8) || value > 1e20)
        return 0;
    for (const double unit : {1e11, 1e14, 1e17}) {
        if (value < unit)
            return std::llround(unit == 1e11 ? value * 1000 : unit == 1e14 ? value : value / 1000);
    }
    return std::llround(value / 1e6);
}

qint64 timeOf(const Json &value)
{
    if (value.is_number())
        return epochTime(value.get<double>());
    if (!value.is_string())
        return 0;
    const auto &text = value.get_ref<const std::string &>();
    qsizetype length = 0;
    if (const qint64 time = isoTimeAt(QByteArrayView(text.data(), qsizetype(text.size())), length);
        length > 0)
        return time;
    bool isNumber = false;
    const double number = QByteArrayView(text.data(), qsizetype(text.size())).toDouble(&isNumber);
    return isNumber ? epochTime(number) : 0;
}

// -- JSON

QByteArray plainText(const Json &value)
{
    if (value.is_string())
        return QByteArray::fromStdString(value.get_ref<const std::string &>());
    if (value.is_array() && !value.empty() && value.front().is_number_unsigned()) {
        QByteArray bytes; // journalctl writes what is not UTF-8 as a list of bytes
        for (const Json &one : value) {
            if (one.is_number_unsigned() && one.get<unsigned>() < 256)
                bytes.append(static_cast<char>(one.get<unsigned>()));
        }
        return bytes;
    }
    return QByteArray::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

bool readJson(QByteArrayView line, ServiceLogEntry &entry)
{
    // A destructor of values nested a hundred thousand deep would use up the stack.
    if (std::count(line.begin(), line.end(), '[') + std::count(line.begin(), line.end(), '{') > mostBrackets)
        return false;
    const auto json = nlohmann::ordered_json::parse(line.begin(), line.end(), nullptr, false);
    if (json.is_discarded() || !json.is_object())
        return false;
    bool hasMessage = false;
    for (const auto &[key, value] : json.items()) {
        const QByteArrayView name(key.data(), qsizetype(key.size()));
        if (entry.timeMs == 0 && isOneOf(name, timeKeys)) {
            entry.timeMs = timeOf(Json(value));
        } else if (entry.level == LogLevel::Unknown && isOneOf(name, levelKeys)) {
            entry.level = logLevelFromWord(plainText(Json(value)));
        } else if (!hasMessage && isOneOf(name, messageKeys)) {
            entry.message = plainText(Json(value));
            hasMessage = true;
        } else if (!key.starts_with("_") || key.size() < 2) {
            entry.fields.emplace_back(QByteArray::fromStdString(key), plainText(Json(value)));
        }
    }
    if (!hasMessage)
        entry.message = line.toByteArray();
    return true;
}

// -- plain text

/// A level at the beginning: "ERROR", "[error]", "level=error", "<3>", "error:", and after a time "error" as
/// well. Moves past it.
LogLevel levelAt(QByteArrayView text, qsizetype &at, bool afterTime = false)
{
    qsizetype start = at;
    while (start < text.size() && (isSpace(text[start]) || text[start] == '[' || text[start] == '<' ||
                                   text[start] == '(' || text[start] == '|'))
        ++start;
    bool marked = start > at && !isSpace(text[start - 1]);
    const auto rest = text.sliced(start);
    for (const char *key : {"level=", "lvl=", "severity="}) {
        if (rest.startsWith(key)) {
            start += qsizetype(qstrlen(key));
            marked = true;
        }
    }
    if (start < text.size() && text[start] == '"')
        ++start;
    qsizetype end = start;
    while (end < text.size() && (isLetter(text[end]) || isDigit(text[end])))
        ++end;
    const QByteArrayView word = text.sliced(start, end - start);
    const bool closed = end == text.size() || isSpace(text[end]) || text[end] == ']' || text[end] == ':' ||
                        text[end] == '>' || text[end] == ')' || text[end] == '"' || text[end] == '|' ||
                        text[end] == ',';
    const bool isWord = !word.isEmpty() && (isLetter(word.front()) || (start > 0 && text[start - 1] == '<'));
    marked = marked || (end < text.size() && !isSpace(text[end]));
    // "Information about errors" is a sentence; a letter is a level only in brackets.
    const bool inCapitals =
        std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!closed || !isWord || (!marked && !inCapitals && !afterTime) || (word.size() == 1 && !marked))
        return LogLevel::Unknown;
    const LogLevel level = logLevelFromWord(word);
    if (level == LogLevel::Unknown)
        return level;
    while (end < text.size() &&
           (isSpace(text[end]) || text[end] == ']' || text[end] == ':' || text[end] == '>' ||
            text[end] == ')' || text[end] == '"' || text[end] == '|' || text[end] == ','))
        ++end;
    at = end;
    return level;
}

/// "17:26:16.123" alone: Elixir's console. It has no date, so it is only passed over.
qsizetype clockLength(QByteArrayView text)
{
    if (digits(text, 0, 2) < 0 || digits(text, 3, 2) < 0 || digits(text, 6, 2) < 0 || text[2] != ':' ||
        text[5] != ':')
        return 0;
    qsizetype at = 8;
    while (at < text.size() && (isDigit(text[at]) || text[at] == '.' || text[at] == ','))
        ++at;
    return at;
}

/// Time and level of a plain line; returns where the rest begins.
qsizetype readHead(QByteArrayView line, qint64 &timeMs, LogLevel &level)
{
    qsizetype at = 0;
    while (at < line.size() && (isSpace(line[at]) || line[at] == '['))
        ++at;
    if (line.sliced(at).startsWith("time="))
        at += 5;
    if (at < line.size() && line[at] == '"')
        ++at;
    qsizetype length = 0;
    timeMs = isoTimeAt(line.sliced(at), length);
    if (length == 0)
        length = clockLength(line.sliced(at));
    if (length == 0)
        at = 0;
    at += length;
    while (length > 0 && at < line.size() &&
           (isSpace(line[at]) || line[at] == ']' || line[at] == '"' || line[at] == '|'))
        ++at;
    level = levelAt(line, at, length > 0);
    if (level != LogLevel::Unknown)
        return at;
    // "app[123] [warn] …", "host app: ERROR …": a bracket or a word in capitals soon after the beginning.
    for (qsizetype next = line.indexOf('['); next >= 0 && next < 120; next = line.indexOf('[', next + 1)) {
        qsizetype from = next;
        level = levelAt(line, from);
        if (level != LogLevel::Unknown)
            return at;
    }
    return at;
}

void readPlain(QByteArrayView line, ServiceLogEntry &entry)
{
    const qsizetype at = readHead(line, entry.timeMs, entry.level);
    entry.message = line.sliced(at).toByteArray();
}

bool looksLikeJson(QByteArrayView line)
{
    return line.size() > 1 && line.front() == '{' && line.back() == '}';
}

QByteArrayView trimmed(QByteArrayView line)
{
    while (!line.isEmpty() && (line.back() == '\r' || line.back() == '\n'))
        line.chop(1);
    return line;
}

} // namespace

ServiceLogEntry parseLogLine(QByteArrayView line, LogFormat format)
{
    line = trimmed(line);
    ServiceLogEntry entry;
    if (format != LogFormat::Plain && looksLikeJson(line) && readJson(line, entry))
        return entry;
    readPlain(line, entry);
    return entry;
}

LogMark markLogLine(QByteArrayView line, LogFormat format)
{
    line = trimmed(line);
    LogMark mark;
    if (format != LogFormat::Plain && looksLikeJson(line)) {
        ServiceLogEntry entry;
        if (readJson(line, entry)) {
            mark.timeMs = entry.timeMs;
            mark.level = entry.level;
            return mark;
        }
    }
    readHead(line, mark.timeMs, mark.level);
    return mark;
}

} // namespace belay
