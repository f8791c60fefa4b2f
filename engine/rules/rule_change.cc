#include "engine/rules/rule_change.h"

#include <algorithm>
#include <vector>

namespace earmark {

namespace {

constexpr std::uint8_t kActive = 1;
constexpr std::uint8_t kStop = 2;
constexpr std::uint8_t kPercent = 4;
constexpr std::uint8_t kGone = 8;
constexpr std::uint8_t kNetwork = 16;

std::uint8_t flags_of(const SellingRule& rule) {
    unsigned flags = 0;
    if (rule.active) flags |= kActive;
    if (rule.effect == RuleEffect::stop) flags |= kStop;
    if (rule.basis == SegmentBasis::percent) flags |= kPercent;
    if (rule.network) flags |= kNetwork;
    return static_cast<std::uint8_t>(flags);
}

struct ReadEntry {
    Lsn lsn = 0;
    RuleId id;
    std::shared_ptr<SellingRule> rule;  ///< Null = gone.
};

bool read_entry(ByteReader& in, ReadEntry& entry) {
    entry.lsn = in.get<Lsn>();
    entry.id = RuleId(in.get<std::uint32_t>());
    const auto flags = in.get<std::uint8_t>();
    entry.rule = nullptr;
    constexpr std::uint32_t kIdMax = 1U << 30U;
    if (in.failed() || entry.id.is_none() || entry.id.value() > kIdMax) return false;
    if ((flags & kGone) != 0) return true;
    entry.rule = std::make_shared<SellingRule>();
    SellingRule& rule = *entry.rule;
    rule.active = (flags & kActive) != 0;
    rule.effect = (flags & kStop) != 0 ? RuleEffect::stop : RuleEffect::safety;
    rule.basis = (flags & kPercent) != 0 ? SegmentBasis::percent : SegmentBasis::units;
    rule.network = (flags & kNetwork) != 0;
    rule.name = in.get_text();
    rule.sku = SkuId(in.get<std::uint32_t>());
    rule.category = in.get_text();
    rule.node = NodeId(in.get<std::uint32_t>());
    const auto type = in.get<std::uint8_t>();
    if (type > static_cast<std::uint8_t>(NodeType::third_party) + 1) return false;
    if (type > 0) rule.node_type = static_cast<NodeType>(type - 1);
    rule.group = GroupId(in.get<std::uint16_t>());
    rule.segment = SegmentId(in.get<std::uint16_t>());
    rule.method = in.get<std::uint8_t>();
    rule.rank = in.get<std::uint16_t>();
    rule.figure = in.get_varint();
    rule.from_s = in.get<std::uint32_t>();
    rule.until_s = in.get<std::uint32_t>();
    const Units most = rule.basis == SegmentBasis::percent ? kHundredPercent : kSafetyUnitsMax;
    return !in.failed() && !rule.name.empty() && rule.figure >= 0 && rule.figure <= most;
}

Error corrupt() {
    return {ErrorCode::corrupt_record, "record of selling rules breaks the format"};
}

/// Whose figures a change of rules may move, so that their levels are looked at again.
struct Touched {
    std::vector<SkuId> items;
    bool all = false;

    void add(const SellingRule* rule) {
        if (rule == nullptr) return;
        if (rule->sku.is_none()) {
            all = true;
        } else {
            items.push_back(rule->sku);
        }
    }

    void mark(ItemTable& table) const {
        if (all) return table.look_again_at_all();
        for (const SkuId sku : items)
            table.look_again(sku);
    }
};

/// Applies entries for as long as more() says so, all in one version.
template <typename More>
Status apply_entries(EngineState& state, Lsn lsn, ByteReader& in, const More& more) {
    Status status = Done{};
    Touched touched;
    state.reference.change([&](ReferenceData& draft) {
        auto book = std::make_shared<RuleBook>(*draft.rules);
        while (status && more()) {
            ReadEntry entry;
            if (!read_entry(in, entry)) {
                status = corrupt();
                break;
            }
            const Lsn own = entry.lsn == 0 ? lsn : entry.lsn;
            if (entry.rule != nullptr) {
                entry.rule->lsn = own;
                if (!entry.rule->category.empty()) {
                    const auto number = state.items.categories().number_of(entry.rule->category);
                    if (!number) status = corrupt();
                    entry.rule->category_number = number.value_or(0);
                }
            }
            touched.add(book->find(entry.id));
            touched.add(entry.rule.get());
            book->set(entry.id, own, std::move(entry.rule));
        }
        book->find_next_event();
        draft.rules = std::move(book);
    });
    touched.mark(state.items);
    return status;
}

}  // namespace

void put_selling_rule(ByteWriter& out, Lsn lsn, RuleId id, const SellingRule* rule) {
    out.put(lsn);
    out.put(id.value());
    if (rule == nullptr) {
        out.put(kGone);
        return;
    }
    out.put(flags_of(*rule));
    out.put_text(rule->name);
    out.put(rule->sku.value());
    out.put_text(rule->category);
    out.put(rule->node.value());
    out.put(static_cast<std::uint8_t>(
        rule->node_type ? static_cast<unsigned>(*rule->node_type) + 1U : 0U
    ));
    out.put(rule->group.value());
    out.put(rule->segment.value());
    out.put(rule->method);
    out.put(rule->rank);
    out.put_varint(rule->figure);
    out.put(rule->from_s);
    out.put(rule->until_s);
}

void put_rule_changes(ByteWriter& out, const RuleChanges& changes) {
    out.put(static_cast<std::uint32_t>(changes.size()));
    for (const auto& [id, rule] : changes)
        put_selling_rule(out, 0, id, rule.get());
}

Status apply_rule_changes(EngineState& state, Lsn lsn, ByteReader& in) {
    auto left = in.get<std::uint32_t>();
    return apply_entries(state, lsn, in, [&] { return left-- > 0; });
}

Status apply_rule_entries(EngineState& state, ByteReader& in) {
    return apply_entries(state, 0, in, [&] { return !in.at_end() && !in.failed(); });
}

std::string describe_rule_changes(ByteReader& in) {
    const auto count = in.get<std::uint32_t>();
    std::string text = "selling rules, " + std::to_string(count) + " rows:";
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        ReadEntry entry;
        if (!read_entry(in, entry)) return text + " broken";
        text += (index == 0 ? " " : ", ");
        if (entry.rule == nullptr) {
            text += "rule " + std::to_string(entry.id.value()) + " gone";
            continue;
        }
        const SellingRule& rule = *entry.rule;
        text += rule.name + " (" + std::to_string(entry.id.value()) + ")";
        text += rule.effect == RuleEffect::stop ? " stop"
                : rule.network                  ? " network safety"
                                                : " safety";
        if (rule.effect == RuleEffect::safety) {
            text += " " + std::to_string(rule.figure) +
                    (rule.basis == SegmentBasis::percent ? " hundredths of a percent" : "");
        }
        text += rule.active ? " in effect" : " to come";
    }
    return text;
}

namespace {

/// What the rules become by now, up to as many as one record takes.
RuleChanges due_changes(const RuleBook& book, std::int64_t now_s) {
    RuleChanges changes;
    visit_rules(book, [&](RuleId id, const SellingRule& rule) {
        if (changes.size() == kRulesPerRecord) return;
        if (rule.until_s != 0 && rule.until_s <= now_s) {
            changes.emplace(id, nullptr);
        } else if (!rule.active && rule.from_s <= now_s) {
            auto begun = std::make_shared<SellingRule>(rule);
            begun->active = true;
            changes.emplace(id, std::move(begun));
        }
    });
    return changes;
}

}  // namespace

void begin_and_end_selling_rules(EngineState& state, const CallContext& context) {
    const std::int64_t now_s =
        std::chrono::floor<std::chrono::seconds>(context.now.time_since_epoch()).count();
    if (state.reference.current().rules->next_event_s > now_s) return;
    const MutexLock lock(state.reference_mutex);
    while (true) {
        const RuleChanges changes = due_changes(*state.reference.current().rules, now_s);
        if (changes.empty()) return;
        auto& buffer = record_buffer();
        ByteWriter out(buffer);
        put_head(out, ChangeKind::selling_rules, context);
        put_rule_changes(out, changes);
        LogSpace space(state.log, buffer.size(), LogSpace::For::release);
        if (!space.granted()) return;  // The next tick tries again.
        const Lsn lsn = space.append(buffer);
        ByteReader in(buffer);
        get_head(in);
        EARMARK_CHECK(apply_rule_changes(state, lsn, in).has_value());
    }
}

}  // namespace earmark
