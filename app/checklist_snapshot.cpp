// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checklist_snapshot.h"

#include "models/domain/json.h"
#include "models/domain/run_event.h"
#include "models/domain/spec_json.h"

namespace belay {

namespace {

nlohmann::json recordJson(const CheckRecord &record)
{
    RunEvent event;
    event.kind = EventKind::CheckRecorded;
    event.check = record;
    event.check->detail.clear(); // the output stays with the record it came from
    return toJson(event);
}

Result<CheckRecord> recordFrom(const nlohmann::json &json)
{
    const auto event = runEventFromJson(json);
    if (!event)
        return tl::unexpected(event.error());
    return event->check.value_or(CheckRecord());
}

} // namespace

QString checklistAttachment()
{
    return QStringLiteral("checklist");
}

QString snapshotText(const ChecklistSnapshot &snapshot)
{
    nlohmann::json items = nlohmann::json::array();
    for (const CheckStatus &status : snapshot.statuses) {
        nlohmann::json each{{"item", specjson::toJson(status.item)}};
        if (status.record.state != CheckState::Open || status.record.timeMs != 0)
            each["record"] = recordJson(status.record);
        if (status.heldWaiver)
            each["heldWaiver"] = recordJson(*status.heldWaiver);
        items.push_back(std::move(each));
    }
    const nlohmann::json out{{"schemaVersion", 1}, {"profile", snapshot.profile}, {"items", items}};
    return QString::fromStdString(out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

Result<ChecklistSnapshot> snapshotFrom(const QString &text)
{
    try {
        const auto json = nlohmann::json::parse(text.toStdString());
        ChecklistSnapshot out;
        out.profile = json.at("profile").get<QString>();
        for (const auto &each : json.at("items")) {
            CheckStatus status{specjson::checkFrom(each.at("item")), {}};
            if (each.contains("record")) {
                auto record = recordFrom(each.at("record"));
                if (!record)
                    return tl::unexpected(record.error());
                status.record = std::move(*record);
            }
            if (each.contains("heldWaiver")) {
                auto record = recordFrom(each.at("heldWaiver"));
                if (!record)
                    return tl::unexpected(record.error());
                status.heldWaiver = std::move(*record);
            }
            status.record.item = status.item.id;
            out.statuses.push_back(std::move(status));
        }
        return out;
    } catch (const std::exception &problem) {
        return fail(ErrorKind::Invalid, QStringLiteral("The checklist kept with the run cannot be read."), {},
                    QString::fromUtf8(problem.what()));
    }
}

} // namespace belay
