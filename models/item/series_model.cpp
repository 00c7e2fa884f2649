// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/series_model.h"

#include <algorithm>

namespace belay {

namespace {

int badness(VerdictKind kind)
{
    switch (kind) {
    case VerdictKind::RollBack:
        return 0;
    case VerdictKind::Hold:
        return 1;
    case VerdictKind::NotEnoughData:
        return 2;
    case VerdictKind::Collecting:
        return 3;
    case VerdictKind::Healthy:
        return 4;
    }
    return 5;
}

/// The last point's value: none when the last answer was "no data", whatever came before it.
std::optional<double> newest(const std::vector<Sample> &samples)
{
    return samples.empty() ? std::nullopt : samples.back().value;
}

} // namespace

void SeriesModel::reset()
{
    setState(RunState());
}

void SeriesModel::setState(const RunState &state)
{
    std::vector<Row> rows;
    for (const SeriesData &data : state.series) {
        Row row{data, {}};
        row.verdict.series = data.spec.id;
        row.verdict.kind = VerdictKind::Collecting;
        if (const auto &standing = standingVerdict(state)) {
            for (const SeriesVerdict &verdict : standing->series)
                if (verdict.series == data.spec.id)
                    row.verdict = verdict;
        }
        rows.push_back(std::move(row));
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        return badness(a.verdict.kind) < badness(b.verdict.kind);
    });
    const bool sameOrder =
        std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
                   [](const Row &a, const Row &b) { return a.data.spec.id == b.data.spec.id; });
    if (sameOrder) {
        m_rows = std::move(rows);
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    const bool sameRows =
        rows.size() == m_rows.size() &&
        std::is_permutation(rows.begin(), rows.end(), m_rows.begin(),
                            [](const Row &a, const Row &b) { return a.data.spec.id == b.data.spec.id; });
    if (!sameRows) {
        beginResetModel(); // another run
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    // A verdict changed the order; selection follows its series.
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QStringList ids;
    for (const QModelIndex &each : before)
        ids.append(data(each, IdRole).toString());
    m_rows = std::move(rows);
    QModelIndexList after;
    for (const QString &id : ids)
        after.append(find(id));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

QModelIndex SeriesModel::find(const QString &id) const
{
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        if (m_rows[row].data.spec.id == id)
            return index(static_cast<int>(row));
    return {};
}

const SeriesData *SeriesModel::series(const QString &id) const
{
    const QModelIndex found = find(id);
    return found.isValid() ? &m_rows[static_cast<std::size_t>(found.row())].data : nullptr;
}

const SeriesVerdict *SeriesModel::verdict(const QString &id) const
{
    const QModelIndex found = find(id);
    return found.isValid() ? &m_rows[static_cast<std::size_t>(found.row())].verdict : nullptr;
}

int SeriesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SeriesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const SeriesSpec &spec = row.data.spec;
    const auto number = [&spec](const std::optional<double> &value) {
        return value ? formatValue(*value, spec.unit) : tr("no data");
    };
    const auto current = [&row, &number] {
        const std::optional<double> now = row.verdict.now ? row.verdict.now : newest(row.data.after);
        const bool early = !now && row.verdict.kind == VerdictKind::Collecting && row.data.after.empty();
        return early ? tr("collecting") : number(now);
    };
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return spec.title;
    case Qt::ToolTipRole:
        return row.verdict.sentence;
    case Qt::AccessibleTextRole:
        return tr("%1: now %2, before %3, %4")
            .arg(spec.title, current(), number(row.verdict.before), verdictWord(row.verdict.kind));
    case IdRole:
        return spec.id;
    case NowRole:
        return current();
    case LastRole: {
        const auto known = std::find_if(row.data.after.rbegin(), row.data.after.rend(),
                                        [](const Sample &sample) { return sample.value.has_value(); });
        return known == row.data.after.rend() ? QString() : number(known->value);
    }
    case BeforeRole:
        return row.verdict.before ? tr("was %1").arg(number(row.verdict.before))
                                  : tr("nothing to compare with");
    case VerdictRole:
        return static_cast<int>(row.verdict.kind);
    case SentenceRole:
        return row.verdict.sentence;
    default:
        return {};
    }
}

QString verdictWord(VerdictKind kind)
{
    switch (kind) {
    case VerdictKind::Collecting:
        return SeriesModel::tr("Collecting");
    case VerdictKind::Healthy:
        return SeriesModel::tr("Healthy");
    case VerdictKind::Hold:
        return SeriesModel::tr("Hold");
    case VerdictKind::RollBack:
        return SeriesModel::tr("Roll back");
    case VerdictKind::NotEnoughData:
        return SeriesModel::tr("Not enough data");
    }
    return {};
}

} // namespace belay
