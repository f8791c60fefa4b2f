// Commands that put tariffs and the zones that they price.
#include "engine/base/decimal.h"
#include "engine/engine.h"
#include "engine/engine_state.h"
#include "engine/reference_change.h"
#include "engine/reference_rows.h"
#include "engine/shipping_desk.h"

#include <algorithm>
#include <limits>
#include <set>

namespace earmark {

namespace {

constexpr std::size_t kTariffStepsMax = 1'000;
constexpr std::size_t kTariffVersionsMax = 64;
constexpr std::size_t kZonesMax = 32;

/// `before`: the step before, or none.
std::optional<ReferenceRefusal> bad_step(const TariffStep& step, const TariffStep* before) {
    if (step.rates.empty() || step.rates.size() > kZonesMax) {
        return ReferenceRefusal{
            RowVerdict::bad_value,
            found_expected("zones", std::to_string(step.rates.size()), "1 to 32 zones a step")
        };
    }
    if (std::ranges::all_of(step.rates, [](Micros rate) { return rate < 0; })) {
        return ReferenceRefusal{
            RowVerdict::bad_value,
            found_expected(
                "rates up to " + std::to_string(step.weight_g_max) + " g",
                "none",
                "a rate for one zone at least"
            )
        };
    }
    for (const Micros rate : step.rates) {
        if (rate < 0) continue;
        if (auto bad = bad_money("rate", rate)) return bad;
    }
    const std::uint32_t weight_before = before == nullptr ? 0 : before->weight_g_max;
    if (step.weight_g_max <= weight_before) {
        return ReferenceRefusal{
            RowVerdict::bad_value,
            found_expected(
                "weight_g_max",
                std::to_string(step.weight_g_max),
                "more than the step before, " + std::to_string(weight_before)
            )
        };
    }
    if (before == nullptr) return std::nullopt;
    if (before->rates.size() != step.rates.size()) {
        return ReferenceRefusal{
            RowVerdict::bad_value,
            found_expected(
                "zones",
                std::to_string(step.rates.size()),
                "as many as in the step before, " + std::to_string(before->rates.size())
            )
        };
    }
    for (std::size_t zone = 0; zone < step.rates.size(); ++zone) {
        const bool served = step.rates[zone] >= 0;
        const bool was_served = before->rates[zone] >= 0;
        if (served == was_served && step.rates[zone] >= before->rates[zone]) continue;
        return ReferenceRefusal{
            RowVerdict::bad_value,
            found_expected(
                "rate of zone " + std::to_string(zone + 1) + " up to " +
                    std::to_string(step.weight_g_max) + " g",
                served ? format_money(step.rates[zone]) : "not served",
                was_served ? "at least " + format_money(before->rates[zone])
                           : "not served, as in the step before"
            )
        };
    }
    return std::nullopt;
}

/// `table`: with the row.
std::optional<ReferenceRefusal> too_many_versions(const TariffTable& table, const TariffRow& row) {
    const auto known = table.indexes.find(row.name);
    if (known == table.indexes.end()) return std::nullopt;
    const auto& versions = table.tariffs[known->second].versions;
    if (versions.size() <= kTariffVersionsMax) return std::nullopt;
    return ReferenceRefusal{
        RowVerdict::over_budget,
        found_expected(
            "versions of '" + std::string(row.name) + "'",
            std::to_string(versions.size()),
            "at most " + std::to_string(kTariffVersionsMax)
        )
    };
}

/// The table as it will be.
std::shared_ptr<const TariffTable> table_with(
    const TariffTable& known, std::span<const TariffRow> rows
) {
    auto table = std::make_shared<TariffTable>(known);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::shared_ptr<Tariff> version = make_tariff(rows[row]);
        version->lsn = std::numeric_limits<Lsn>::max() - rows.size() + row;  // The newest.
        put_version(*table, version);
    }
    return table;
}

/// Each row by itself, then all of them together with what is loaded.
void judge_tariffs(const ReferenceData& current, std::span<const TariffRow> rows, PutReply& reply) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (auto bad = bad_tariff(rows[row])) refuse_reference_row(reply, row, *std::move(bad));
    }
    if (!reply.answers.empty()) return;
    ReferenceData draft;
    draft.shipping = current.shipping;
    draft.tariffs = table_with(*current.tariffs, rows);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto bad = too_many_versions(*draft.tariffs, rows[row]);
        if (!bad) {
            if (auto broken = breaks_services(draft, rows[row]))
                bad = {RowVerdict::bad_value, *std::move(broken)};
        }
        if (bad) refuse_reference_row(reply, row, *std::move(bad));
    }
}

std::optional<ReferenceRefusal> bad_zones(const ZoneRows& rows) {
    const std::size_t prefix_bytes = rows.pairs.empty() ? 0 : rows.pairs[0].origin_prefix.size();
    if (!rows.pairs.empty() && (prefix_bytes == 0 || prefix_bytes > kPrefixBytesMax)) {
        return ReferenceRefusal{
            RowVerdict::bad_value,
            found_expected("origin", std::to_string(prefix_bytes) + " characters", "1 to 8")
        };
    }
    for (const ZonePair& pair : rows.pairs) {
        if (pair.origin_prefix.size() != prefix_bytes ||
            pair.destination_prefix.size() != prefix_bytes) {
            return ReferenceRefusal{
                RowVerdict::bad_value,
                found_expected(
                    "zone pair",
                    std::string(pair.origin_prefix) + " " + std::string(pair.destination_prefix),
                    "prefixes of " + std::to_string(prefix_bytes) + " characters, as in the first"
                )
            };
        }
        if (pair.zone == 0 || pair.zone > kZonesMax) {
            return ReferenceRefusal{
                RowVerdict::bad_value, found_expected("zone", std::to_string(pair.zone), "1 to 32")
            };
        }
    }
    std::uint32_t before = 0;
    for (const ZoneBand& band : rows.bands) {
        if (band.miles_max <= before || band.zone == 0 || band.zone > kZonesMax) {
            return ReferenceRefusal{
                RowVerdict::bad_value,
                found_expected(
                    "zone band",
                    std::to_string(band.miles_max) + " miles, zone " + std::to_string(band.zone),
                    "rising miles above " + std::to_string(before) + ", zone 1 to 32"
                )
            };
        }
        before = band.miles_max;
    }
    return std::nullopt;
}

/// Zones that no tariff has a rate for; nothing if there are none, or no tariffs yet.
std::string unserved_zones(const TariffTable& table, const ZoneRows& rows) {
    if (table.tariffs.empty()) return {};
    std::set<std::uint32_t> served;
    for (const DatedTariff& tariff : table.tariffs) {
        for (const auto& version : tariff.versions) {
            const auto& rates = version->steps[0].rates;
            for (std::size_t zone = 0; zone < rates.size(); ++zone)
                if (rates[zone] >= 0) served.insert(static_cast<std::uint32_t>(zone + 1));
        }
    }
    std::set<std::uint32_t> unserved;
    const auto judge = [&](std::uint32_t zone) {
        if (!served.contains(zone)) unserved.insert(zone);
    };
    for (const ZonePair& pair : rows.pairs)
        judge(pair.zone);
    for (const ZoneBand& band : rows.bands)
        judge(band.zone);
    std::string text;
    for (const std::uint32_t zone : unserved)
        text += (text.empty() ? "no tariff serves zone " : ", ") + std::to_string(zone);
    return text;
}

}  // namespace

std::optional<ReferenceRefusal> bad_tariff(const TariffRow& row) {
    if (auto bad = bad_reference_name("tariff", row.name, kTextBytesMax)) return bad;
    if (auto bad = bad_money("surcharge_per_parcel", row.surcharge_per_parcel)) return bad;
    if (row.steps.empty() || row.steps.size() > kTariffStepsMax) {
        return ReferenceRefusal{
            RowVerdict::bad_value,
            found_expected("steps", std::to_string(row.steps.size()), "1 to 1000 weight steps")
        };
    }
    const TariffStep* before = nullptr;
    for (const TariffStep& step : row.steps) {
        if (auto bad = bad_step(step, before)) return bad;
        before = &step;
    }
    return std::nullopt;
}

void Engine::put_tariffs(
    std::span<const TariffRow> rows, const CallContext& context, PutReply& reply
) {
    if (!begin_reference_rows(reply, context, rows.size())) return;
    const MutexLock lock(state_->reference_mutex);
    judge_tariffs(state_->reference.current(), rows, reply);
    if (!reply.answers.empty()) return;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::tariffs, context);
        put_tariff(out, rows[row]);
        if (!log_reference_record(*state_, buffer, reply)) return;
        const TariffTable& tariffs = *state_->reference.current().tariffs;
        reply.ids[row] = tariffs.indexes.find(rows[row].name)->second + 1;
    }
}

void Engine::put_zones(const ZoneRows& rows, const CallContext& context, PutReply& reply) {
    if (!begin_reference_rows(reply, context, rows.pairs.size() + rows.bands.size())) return;
    const auto refuse_all = [&](ReferenceRefusal refusal) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(refusal.detail);
    };
    if (auto bad = bad_zones(rows)) return refuse_all(std::move(*bad));
    const MutexLock lock(state_->reference_mutex);
    const ZoneTable& known = *state_->reference.current().zones;
    if (!rows.pairs.empty() && known.prefix_bytes != 0 &&
        known.prefix_bytes != rows.pairs[0].origin_prefix.size()) {
        return refuse_all(
            {RowVerdict::bad_value,
             found_expected(
                 "origin",
                 std::to_string(rows.pairs[0].origin_prefix.size()) + " characters",
                 std::to_string(known.prefix_bytes) + ", as in the pairs loaded before"
             )}
        );
    }
    if (known.prefixes.size() + 2 * rows.pairs.size() > kPrefixesMax) {
        std::set<std::string_view> all;
        for (const auto& [prefix, number] : known.prefixes)
            all.insert(prefix);
        for (const ZonePair& pair : rows.pairs) {
            all.insert(pair.origin_prefix);
            all.insert(pair.destination_prefix);
        }
        if (all.size() > kPrefixesMax) {
            reply.outcome = Outcome::over_budget;
            reply.detail = found_expected(
                "postal prefixes", std::to_string(all.size()), "at most 8192 different ones"
            );
            return;
        }
    }
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::zones, context);
    put_zone_rows(out, rows);
    if (log_reference_record(*state_, buffer, reply))
        reply.detail = unserved_zones(*state_->reference.current().tariffs, rows);
}

}  // namespace earmark
