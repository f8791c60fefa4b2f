// Commands that make and replace profiles: each is checked as a whole, and told in a merchant's
// words.
#include "engine/engine.h"
#include "engine/profile/profile_change.h"
#include "engine/profile/profile_check.h"
#include "engine/reference_rows.h"

#include <algorithm>
#include <optional>
#include <set>

namespace earmark {

namespace {

using Wrong = std::optional<ReferenceRefusal>;

Wrong wrong_value(std::string_view what, std::string_view found, std::string_view expected) {
    return ReferenceRefusal{RowVerdict::bad_value, found_expected(what, found, expected)};
}

bool has(std::span<const Criterion> criteria, Criterion wanted) {
    return std::ranges::find(criteria, wanted) != criteria.end();
}

Wrong bad_criteria(const ProfileRow& row) {
    constexpr const char* kExpected =
        "1 to 5 of late_days, shipments, priority, distance and cost, each once, the most "
        "important first";
    if (row.criteria.empty()) return wrong_value("criteria", "none", kExpected);
    for (std::size_t index = 0; index < row.criteria.size(); ++index) {
        const Criterion criterion = row.criteria[index];
        if (static_cast<std::size_t>(criterion) >= kCriteria)
            return wrong_value("criteria", "an unknown one", kExpected);
        if (has(row.criteria.first(index), criterion)) {
            const std::string twice = std::string(to_string(criterion)) + " twice";
            return wrong_value("criteria", twice, kExpected);
        }
    }
    const auto cost = std::ranges::find(row.criteria, Criterion::cost);
    if (std::find(cost, row.criteria.end(), Criterion::late_days) != row.criteria.end()) {
        return wrong_value(
            "criteria",
            "cost before late_days",
            "late_days before cost: among plans that cost the same nothing is left to be on time"
        );
    }
    if (row.weights != TermWeights() || row.split_penalty != 0 || row.per_priority != 0 ||
        row.shortage_per_unit != 0 || row.carbon_per_tonne != 0 || row.load_price != 0) {
        return wrong_value(
            "profile",
            "weights or amounts of money",
            "none of them: a lexicographic profile compares by its criteria alone"
        );
    }
    return std::nullopt;
}

Wrong bad_weights(const ProfileRow& row) {
    if (!row.criteria.empty()) {
        return wrong_value(
            "criteria",
            std::to_string(row.criteria.size()),
            "none: a weighted profile compares by its sum alone"
        );
    }
    const auto& weights = row.weights.thousandths;
    for (std::size_t term = 0; term < kCostTerms; ++term) {
        if (weights[term] <= kWeightMax) continue;
        return wrong_value(
            "weight of " + std::string(to_string(static_cast<CostTerm>(term))),
            std::to_string(weights[term]) + " thousandths",
            "0 to 1000"
        );
    }
    // Carbon and load cost nothing without their prices.
    const auto counts = [&](CostTerm term) {
        const bool has_price = (term != CostTerm::carbon || row.carbon_per_tonne > 0) &&
                               (term != CostTerm::load || row.load_price > 0);
        return has_price && row.weights.of(term) > 0;
    };
    bool do_some_count = false;
    for (std::size_t term = 0; term < kCostTerms; ++term)
        do_some_count = do_some_count || counts(static_cast<CostTerm>(term));
    if (!do_some_count)
        return wrong_value("weights", "0 for every term", "at least one term that counts");
    const auto idle = [&](CostTerm term, Micros amount) {
        return amount != 0 && row.weights.of(term) == 0;
    };
    if (idle(CostTerm::preference, row.per_priority)) {
        return wrong_value(
            "per_priority", "an amount whose weight is 0", "no amount, or a weight of preference"
        );
    }
    if (idle(CostTerm::shortage, row.shortage_per_unit)) {
        return wrong_value(
            "shortage_per_unit", "an amount whose weight is 0", "no amount, or a weight of shortage"
        );
    }
    if (idle(CostTerm::carbon, row.carbon_per_tonne)) {
        return wrong_value(
            "carbon_per_tonne", "an amount whose weight is 0", "no amount, or a weight of carbon"
        );
    }
    if (idle(CostTerm::load, row.load_price)) {
        return wrong_value(
            "load_price", "an amount whose weight is 0", "no amount, or a weight of load"
        );
    }
    return std::nullopt;
}

/// Each row by itself, and whether there is room for the new names.
void judge_profiles(const ProfileTable& known, std::span<const ProfileRow> rows, PutReply& reply) {
    std::set<std::string_view> fresh;
    std::set<std::string_view> seen;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto bad = bad_profile(rows[row]);
        if (!bad && !seen.insert(rows[row].name).second) {
            bad = wrong_value(
                "profile",
                "'" + std::string(rows[row].name) + "' twice",
                "it once: which of the two holds?"
            );
        }
        if (bad) {
            refuse_reference_row(reply, row, std::move(*bad));
            continue;
        }
        if (known.ids.find(rows[row].name) == known.ids.end()) fresh.insert(rows[row].name);
        if (known.profiles.size() + fresh.size() <= kProfilesMax) continue;
        refuse_reference_row(
            reply,
            row,
            {RowVerdict::over_budget,
             found_expected(
                 "profiles",
                 std::to_string(known.profiles.size() + fresh.size()),
                 "at most " + std::to_string(kProfilesMax)
             )}
        );
    }
}

}  // namespace

std::optional<ReferenceRefusal> bad_profile(const ProfileRow& row) {
    if (auto bad = bad_reference_name("profile", row.name, kTextBytesMax)) return bad;
    if (auto bad = bad_money("split_penalty", row.split_penalty)) return bad;
    if (auto bad = bad_money("per_priority", row.per_priority)) return bad;
    if (auto bad = bad_money("shortage_per_unit", row.shortage_per_unit)) return bad;
    if (auto bad = bad_money("carbon_per_tonne", row.carbon_per_tonne)) return bad;
    if (auto bad = bad_money("load_price", row.load_price)) return bad;
    switch (row.kind) {
        case ProfileKind::weighted:
            return bad_weights(row);
        case ProfileKind::lexicographic:
            return bad_criteria(row);
    }
    return wrong_value("kind", "an unknown one", "weighted or lexicographic");
}

void Engine::put_profiles(
    std::span<const ProfileRow> rows, const CallContext& context, PutReply& reply
) {
    if (!begin_reference_rows(reply, context, rows.size())) return;
    const MutexLock lock(state_->reference_mutex);
    judge_profiles(*state_->reference.current().profiles, rows, reply);
    if (!reply.answers.empty()) return;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const ProfileTable& known = *state_->reference.current().profiles;
        const auto found = known.ids.find(rows[row].name);
        const ProfileId id = found != known.ids.end()
                                 ? found->second
                                 : ProfileId(static_cast<std::uint16_t>(known.profiles.size() + 1));
        reply.ids[row] = id.value();
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::profiles, context);
        put_profile(out, id, rows[row]);
        if (!log_reference_record(*state_, buffer, reply)) return;
    }
}

std::vector<ProfileEntry> Engine::profiles() const {
    const ProfileTable& table = *state_->reference.current().profiles;
    std::vector<ProfileEntry> entries;
    for (std::size_t index = 0; index < table.profiles.size(); ++index) {
        if (table.profiles[index] == nullptr) continue;
        const ProfileId id(static_cast<std::uint16_t>(index + 1));
        entries.push_back({id, *table.profiles[index]});
    }
    return entries;
}

}  // namespace earmark
