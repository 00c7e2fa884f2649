// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/rollback_reason.h"

#include "models/domain/names.h"

namespace belay {

using namespace Qt::Literals::StringLiterals;

namespace {

QString titleOf(const QString &code)
{
    for (const ReasonCode &one : reasonCodes()) {
        if (one.code == code)
            return one.title;
    }
    return {};
}

/// Without the verdict's word in front, which a reason need not repeat: "Roll back — error rate 5.8 %".
QString withoutVerdict(const QString &sentence)
{
    const QString word = u"Roll back"_s;
    if (!sentence.startsWith(word))
        return sentence.trimmed();
    const QString rest = sentence.mid(word.size()).trimmed();
    return rest.startsWith(u'—') || rest.startsWith(u':') ? rest.mid(1).trimmed() : sentence.trimmed();
}

/// The service and its database have no series: only the sentence names them.
QString codeOfWords(const QString &text)
{
    const struct
    {
        QString words;
        QString code;
    } known[] = {
        {u"service is down"_s, u"service-down"_s},
        {u"database fails"_s, u"database"_s},
        {u"error rate"_s, u"error-rate"_s},
        {u"latency"_s, u"degradation"_s},
        {u"p99"_s, u"degradation"_s},
    };
    for (const auto &one : known) {
        if (text.contains(one.words, Qt::CaseInsensitive))
            return one.code;
    }
    return {};
}

QString codeOfSeries(const SeriesSpec &spec)
{
    const bool isTime = spec.unit == u"ms" || spec.unit == u"s";
    const bool isErrors = QString(spec.id + spec.title).contains(u"error"_s, Qt::CaseInsensitive);
    return isErrors ? u"error-rate"_s : isTime || spec.rollbackRatio ? u"degradation"_s : QString();
}

/// By the first series that says so, as the verdict's own sentence is.
QString codeOfVerdict(const std::optional<Verdict> &verdict, const std::vector<SeriesData> &series)
{
    if (!verdict || verdict->kind != VerdictKind::RollBack)
        return {};
    for (const SeriesVerdict &one : verdict->series) {
        if (one.kind != VerdictKind::RollBack || one.sentence != verdict->sentence)
            continue;
        for (const SeriesData &data : series) {
            if (data.spec.id == one.series)
                return codeOfSeries(data.spec);
        }
    }
    return {};
}

} // namespace

const std::vector<ReasonCode> &reasonCodes()
{
    static const std::vector<ReasonCode> codes = {
        {u"p1-bug"_s, u"P1 bug"_s},
        {u"security"_s, u"Security"_s},
        {u"data-corruption"_s, u"Data corruption"_s},
        {u"error-rate"_s, u"Error rate"_s},
        {u"degradation"_s, u"Performance degradation"_s},
        {u"service-down"_s, u"Service down"_s},
        {u"database"_s, u"Database failing"_s},
        {u"other"_s, u"Other"_s},
    };
    return codes;
}

Result<QString> codedReason(const QString &code, const QString &text)
{
    const QString what = text.trimmed();
    if (code.isEmpty())
        return what;
    QStringList known;
    for (const ReasonCode &one : reasonCodes()) {
        if (one.code == code)
            return what.isEmpty() ? one.title : QString(one.title + u": " + what);
        known << one.code;
    }
    return fail(ErrorKind::Invalid, u"There is no reason code “%1”."_s.arg(cleanLine(code, 40)),
                u"Use one of %1."_s.arg(known.join(u", "_s)));
}

QString codeOfReason(const QString &reason)
{
    for (const ReasonCode &one : reasonCodes()) {
        if (reason == one.title || reason.startsWith(QString(one.title + u": ")))
            return one.code;
    }
    return {};
}

ReasonDraft draftReason(const QString &seen, const std::optional<Verdict> &verdict,
                        const std::vector<SeriesData> &series)
{
    ReasonDraft draft;
    draft.text = withoutVerdict(seen);
    draft.code = codeOfReason(draft.text);
    if (draft.code.isEmpty())
        draft.code = codeOfVerdict(verdict, series);
    if (draft.code.isEmpty())
        draft.code = codeOfWords(draft.text);
    if (draft.code.isEmpty())
        draft.code = u"other"_s;
    const QString title = titleOf(draft.code);
    const bool begins = draft.text.startsWith(title, Qt::CaseInsensitive);
    if (begins && (draft.text.size() == title.size() || !draft.text.at(title.size()).isLetter())) {
        draft.text = draft.text.mid(title.size()).trimmed();
        if (draft.text.startsWith(u':'))
            draft.text = draft.text.mid(1).trimmed();
    }
    return draft;
}

} // namespace belay
