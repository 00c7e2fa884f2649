// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/error_kinds_model.h"

#include "models/domain/log_signature.h"
#include "models/domain/names.h"

#include <algorithm>

namespace belay {

void ErrorKindsModel::setKinds(const std::vector<ErrorSignature> &kinds)
{
    const bool same =
        kinds.size() == m_kinds.size() && std::equal(kinds.begin(), kinds.end(), m_kinds.begin(),
                                                     [](const ErrorSignature &a, const ErrorSignature &b) {
                                                         return a.signature == b.signature;
                                                     });
    if (same) {
        m_kinds = kinds;
        if (!m_kinds.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    // A kind that appears is rare, and the list is short.
    beginResetModel();
    m_kinds = kinds;
    endResetModel();
}

int ErrorKindsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_kinds.size());
}

QVariant ErrorKindsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ErrorSignature &kind = m_kinds[static_cast<std::size_t>(index.row())];
    switch (role) {
    case TextRole:
    case Qt::ToolTipRole:
        return cleanLine(QString::fromUtf8(kind.example), 300);
    case CountRole:
        return kind.after;
    case HostRole:
        return kind.host;
    case FirstRole:
        return kind.firstMs;
    case QueryRole:
        return queryForSignature(kind.signature);
    default:
        return {};
    }
}

} // namespace belay
