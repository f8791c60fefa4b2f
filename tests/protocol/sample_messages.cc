#include "tests/protocol/sample_messages.h"

#include <array>
#include <utility>

namespace earmark::protocol {
namespace {

using wire::MessageKind;

const Note kNote{.actor = "planner", .reason = "recount"};

std::vector<std::byte> bytes_of(const Builder& builder) {
    const Payload payload = finished(builder);
    return {payload.begin(), payload.end()};
}

template <typename Encode>
std::vector<std::byte> encoded(const Encode& encode) {
    Builder builder;
    encode(builder);
    return bytes_of(builder);
}

/// A request that is decoded into Request and Note.
template <typename Request>
SampleMessage noted(std::string table, const Request& request) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) { encode_request(builder, request, kNote); }),
        .echo =
            [](Payload payload) {
                Request again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, note); });
            },
    };
}

/// The same, with rows that need room.
template <typename Request>
SampleMessage roomy(std::string table, const Request& request) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) { encode_request(builder, request, kNote); }),
        .echo =
            [](Payload payload) {
                DecodeRoom room;
                Request again;
                Note note;
                if (!decode_request(payload, room, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, note); });
            },
    };
}

template <typename Reply>
SampleMessage reply(std::string table, const Reply& sample) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) { encode_reply(builder, sample); }),
        .echo =
            [](Payload payload) {
                Reply again;
                if (!decode_reply(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_reply(builder, again); });
            },
    };
}

SampleMessage list(std::string table, MessageKind kind) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, ListRequest{.after = 17, .limit = 23}, kind);
        }),
        .echo =
            [kind](Payload payload) {
                ListRequest again;
                if (!decode_request(payload, again, kind)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, kind); });
            },
    };
}

ItemRow named_item(std::string_view sku) {
    ItemRow row;
    row.sku = sku;
    return row;
}

NodeRow named_node(std::string_view key) {
    NodeRow row;
    row.key = key;
    return row;
}

void add_reference_requests(std::vector<SampleMessage>& samples) {
    const std::array<ItemRow, 2> items{
        ItemRow{"sku-1", "kg", 3, 11, 12, 13, 14, 15, "food", "hazmat;oversize"}, named_item("x")
    };
    const std::array<NodeRow, 2> nodes{
        NodeRow{
            "dc-1",
            NodeType::vendor,
            Location{21, -22},
            "US",
            "10001",
            "America/New_York",
            9,
            24,
            "ground",
            25,
            26,
            27,
            false
        },
        named_node("store")
    };
    const std::array<GroupMember, 2> members{
        GroupMember{NodeId(31), 32}, GroupMember{NodeId(33), 34}
    };
    const std::array<GroupRow, 2> groups{GroupRow{"east", members}, GroupRow{"none", {}}};
    const std::array<Micros, 3> rates{41, -42, 43};
    const std::array<TariffStep, 2> steps{TariffStep{44, rates}, TariffStep{45, rates}};
    const std::array<TariffRow, 2> tariffs{
        TariffRow{"ground", 46, 47, steps, 61}, TariffRow{"air", 48, 49, {}}
    };
    const std::array<ZonePair, 2> pairs{ZonePair{"100", "200", 51}, ZonePair{"300", "400", 52}};
    const std::array<ZoneBand, 2> bands{ZoneBand{53, 54}, ZoneBand{55, 56}};
    samples.push_back(roomy("PutItemsRequest", std::span<const ItemRow>(items)));
    samples.push_back(roomy("PutNodesRequest", std::span<const NodeRow>(nodes)));
    samples.push_back(roomy("PutGroupsRequest", std::span<const GroupRow>(groups)));
    samples.push_back(roomy("PutTariffsRequest", std::span<const TariffRow>(tariffs)));
    samples.push_back(roomy("PutZonesRequest", ZoneRows{pairs, bands}));
    samples.push_back({
        .table = "RerateRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, RerateRequest{tariffs, 62, 63, "4:r1", 64});
        }),
        .echo =
            [](Payload payload) {
                DecodeRoom room;
                RerateRequest again;
                if (!decode_request(payload, room, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    });
    samples.push_back(list("ListItemsRequest", MessageKind::list_items));
    samples.push_back(list("ListNodesRequest", MessageKind::list_nodes));
    samples.push_back(list("ListGroupsRequest", MessageKind::list_groups));

    const std::array<std::string_view, 3> names{"a", "", "ccc"};
    samples.push_back({
        .table = "ResolveRequest",
        .payload =
            encoded([&](Builder& builder) { encode_request(builder, NameKind::group, names); }),
        .echo =
            [](Payload payload) {
                ResolveRequest again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, again.kind, again.names);
                });
            },
    });
}

void add_stock_requests(std::vector<SampleMessage>& samples) {
    const std::array<SupplyRow, 2> rows{
        SupplyRow{SkuId(61), NodeId(62), SupplyChange::safety, -63, 64, Time(Duration(69))},
        SupplyRow{SkuId(65), NodeId(66), SupplyChange::adjust, 67, 68, Time{}}
    };
    samples.push_back(noted("ApplySupplyRequest", SupplyRequest{.source = "wms", .rows = rows}));

    const std::array<AvailabilityQuery, 2> queries{
        AvailabilityQuery{SkuId(71), NodeId(72), GroupId(73)},
        AvailabilityQuery{SkuId(74), NodeId(75), GroupId(76)}
    };
    samples.push_back({
        .table = "AvailabilityRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(
                builder,
                AvailabilityRequest{
                    .queries = queries,
                    .own_reservation = "r1",
                    .segment = SegmentId(78),
                    .method = 4,
                    .ignore_safety = true
                },
                AvailabilityForm::ats_only
            );
        }),
        .echo =
            [](Payload payload) {
                AvailabilityRequest again;
                AvailabilityForm form = AvailabilityForm::full;
                if (!decode_request(payload, again, form)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, form); });
            },
    });
    samples.push_back({
        .table = "ItemAvailabilityRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(
                builder, ItemAvailabilityRequest{SkuId(77), "r2", {SegmentId(79), 2, true}}
            );
        }),
        .echo =
            [](Payload payload) {
                ItemAvailabilityRequest again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    });
}

CountSummary sample_count() {
    CountSummary summary;
    summary.id = "count-1";
    summary.node = NodeId(501);
    summary.taken_at = Time(Duration(502));
    summary.closed_at = Time(Duration(503));
    summary.absent = AbsentRows::zeroed;
    summary.mode = CountMode::dry_run;
    summary.state = CountState::dry_run;
    summary.limits = {504, 505, 506, 507};
    summary.rows = 508;
    summary.refused = 509;
    summary.positions = 510;
    summary.differing = 511;
    summary.applied = 512;
    summary.waiting = 513;
    summary.rejected = 514;
    summary.units = 515;
    summary.value = 516;
    summary.net_value = -517;
    return summary;
}

template <typename Request>
SampleMessage plain(std::string table, const Request& request) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) { encode_request(builder, request); }),
        .echo =
            [](Payload payload) {
                Request again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    };
}

LoadJob sample_job() {
    LoadJob job;
    job.name = "monday";
    job.file = "stock.csv.gz";
    job.file_hash = 601;
    job.source = "wms";
    job.sequence = 602;
    job.ended = true;
    job.begun_at = Time(Duration(603));
    job.newest_at = Time(Duration(604));
    job.pages = 605;
    job.applied = 606;
    job.unchanged = 607;
    job.stale = 608;
    job.refused = 609;
    job.refusals = {{610, 611, RowVerdict::unknown_node}, {612, 613, RowVerdict::below_zero}};
    return job;
}

void add_job_requests(std::vector<SampleMessage>& samples) {
    samples.push_back(noted(
        "JobRequest",
        JobRequest{
            .step = JobStep::end,
            .name = "monday",
            .file = "stock.csv.gz",
            .file_hash = 621,
            .source = "wms",
            .sequence = 622
        }
    ));
    const std::array<SupplyRow, 1> rows{
        SupplyRow{SkuId(623), NodeId(624), SupplyChange::safety, 625, 626, Time(Duration(627))}
    };
    samples.push_back(noted("LoadPageRequest", LoadPage{.job = "monday", .page = 628, .rows = rows})
    );
}

void add_job_replies(std::vector<SampleMessage>& samples) {
    JobReply answer;
    answer.outcome = Outcome::repeated;
    answer.detail = "again";
    answer.job = sample_job();
    answer.done = {1, 2, 3};
    samples.push_back(reply("JobReply", answer));
    samples.push_back(reply("ListJobsReply", JobList{.jobs = {sample_job(), {}}}));
}

void add_count_requests(std::vector<SampleMessage>& samples) {
    BeginCount begin;
    begin.id = "count-1";
    begin.node = NodeId(521);
    begin.taken_at = Time(Duration(522));
    begin.absent = AbsentRows::zeroed;
    begin.mode = CountMode::dry_run;
    begin.limits = {523, 524, 525, 526};
    samples.push_back(noted("BeginCountRequest", begin));
    const std::array<CountRow, 2> rows{CountRow{SkuId(527), 528}, CountRow{SkuId(529), -530}};
    samples.push_back(
        plain("CountRowsRequest", CountRows{.id = "count-1", .first_row = 531, .rows = rows})
    );
    samples.push_back({
        .table = "CloseCountRequest",
        .payload = encoded([](Builder& builder) { encode_close_count(builder, "count-1", kNote); }),
        .echo =
            [](Payload payload) {
                std::string_view id;
                Note note;
                if (!decode_close_count(payload, id, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_close_count(builder, id, note); });
            },
    });
    const std::array<SkuId, 2> items{SkuId(532), SkuId(533)};
    samples.push_back(noted(
        "SettleCountRequest",
        SettleCount{.id = "count-1", .decision = CountDecision::reject, .items = items}
    ));
    samples.push_back(plain(
        "CountReportRequest",
        CountReportRequest{
            .id = "count-1", .state = CorrectionState::applied, .after = 534, .limit = 535
        }
    ));
}

void add_count_replies(std::vector<SampleMessage>& samples) {
    CountReply counted;
    counted.outcome = Outcome::node_closed;
    counted.detail = "shut";
    counted.summary = sample_count();
    counted.answers = {{541, RowVerdict::repeated_row, "twice"}};
    counted.lsn = 542;
    samples.push_back(reply("CountReply", counted));
    CountReport report;
    report.outcome = Outcome::unknown_count;
    report.detail = "none";
    report.summary = sample_count();
    report.corrections = {
        {SkuId(543), CorrectionState::rejected, false, 544, 545, -546, 547, -548}, {}
    };
    report.next = 549;
    report.lsn = 550;
    samples.push_back(reply("CountReportReply", report));
    samples.push_back(reply("ListCountsReply", CountList{.counts = {sample_count(), {}}}));
    samples.push_back(reply(
        "SourceFeedsReply", FeedList{.feeds = {{"erp", 551, 552, 553, 554, 555, 556, 557}, {}}}
    ));
}

void add_segment_requests(std::vector<SampleMessage>& samples) {
    const std::array<std::string_view, 2> names{"web", "store"};
    samples.push_back({
        .table = "PutSegmentsRequest",
        .payload = encoded([&](Builder& builder) { encode_segments(builder, names, kNote); }),
        .echo =
            [](Payload payload) {
                std::vector<std::string_view> again;
                Note note;
                if (!decode_segments(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_segments(builder, again, note); });
            },
    });
    SegmentRuleRow full{.change = SegmentChange::move, .rule = {}, .to_segment = SegmentId(401)};
    full.rule.sku = SkuId(402);
    full.rule.node = NodeId(403);
    full.rule.segment = SegmentId(404);
    full.rule.rank = 405;
    full.rule.basis = SegmentBasis::percent;
    full.rule.floor = 406;
    full.rule.ceiling = 407;
    full.rule.standing = true;
    full.rule.from = Time(Duration(408));
    full.rule.until = Time(Duration(409));
    const std::array<SegmentRuleRow, 2> rows{full, SegmentRuleRow{}};
    samples.push_back({
        .table = "PutSegmentRulesRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, std::span<const SegmentRuleRow>(rows), kNote);
        }),
        .echo =
            [](Payload payload) {
                std::vector<SegmentRuleRow> again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, std::span<const SegmentRuleRow>(again), note);
                });
            },
    });
    samples.push_back({
        .table = "ListSegmentRulesRequest",
        .payload = encoded([](Builder& builder) { encode_rules_request(builder, SkuId(410)); }),
        .echo =
            [](Payload payload) {
                SkuId again;
                if (!decode_rules_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_rules_request(builder, again); });
            },
    });
}

void add_selling_rule_requests(std::vector<SampleMessage>& samples) {
    SellingRuleRow full{.change = RuleChange::remove, .name = "pause"};
    full.effect = RuleEffect::stop;
    full.scope = {
        SkuId(801), "kitchen", NodeId(802), NodeType::store, GroupId(803), SegmentId(804), 8
    };
    full.rank = 805;
    full.basis = SegmentBasis::percent;
    full.figure = 806;
    full.from = Time(Duration(807));
    full.until = Time(Duration(808));
    full.network = true;
    SellingRuleRow plain;
    plain.name = "plain";
    const std::array<SellingRuleRow, 2> rows{full, plain};
    samples.push_back({
        .table = "PutSellingRulesRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, std::span<const SellingRuleRow>(rows), kNote);
        }),
        .echo =
            [](Payload payload) {
                std::vector<SellingRuleRow> again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, std::span<const SellingRuleRow>(again), note);
                });
            },
    });
    samples.push_back({
        .table = "ListSellingRulesRequest",
        .payload = encoded([](Builder& builder) {
            encode_selling_rules_request(builder, {.after = 811, .limit = 812});
        }),
        .echo =
            [](Payload payload) {
                ListRequest again;
                if (!decode_selling_rules_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_selling_rules_request(builder, again);
                });
            },
    });
}

void add_profile_requests(std::vector<SampleMessage>& samples) {
    const std::array<Criterion, 2> criteria{Criterion::cost, Criterion::priority};
    ProfileRow full{.name = "by-hand", .kind = ProfileKind::lexicographic, .criteria = criteria};
    full.weights.thousandths = {821, 822, 823, 824, 825, 826, 827};
    full.split_penalty = 827;
    full.per_priority = 828;
    full.shortage_per_unit = 829;
    const std::array<ProfileRow, 2> rows{full, ProfileRow{.name = "plain"}};
    samples.push_back({
        .table = "PutProfilesRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, std::span<const ProfileRow>(rows), kNote);
        }),
        .echo =
            [](Payload payload) {
                std::vector<ProfileRow> again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, std::span<const ProfileRow>(again), note);
                });
            },
    });
    const std::array<ScarcityRow, 2> prices{
        ScarcityRow{SkuId(831), NodeId(832), 833}, ScarcityRow{SkuId(834), NodeId(835), 836}
    };
    samples.push_back({
        .table = "PutScarcityRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, ScarcityRequest{.replaces = true, .rows = prices}, kNote);
        }),
        .echo =
            [](Payload payload) {
                ScarcityRequest again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, note); });
            },
    });
    ProfileList list;
    list.profiles = {
        {ProfileId(837), profile_of(full)}, {ProfileId(838), profile_of({.name = "x"})}
    };
    samples.push_back(reply("ListProfilesReply", list));
}

std::vector<ShippingRow> sample_shipping_rows() {
    ServiceRow service;
    service.name = "ground";
    service.carrier = "ups";
    service.tariff = "ups-2026";
    service.discount = 1'501;
    service.fuel = 1'502;
    service.residential_per_parcel = 1'503;
    service.refuses = {"hazmat", "oversize"};
    service.transit_days = {1, 2, kZoneNotServed};
    service.delivery_calendar = "weekdays";
    service.window_from_minute = 504;
    service.window_until_minute = 505;
    service.from = 506;
    service.until = 507;
    return {
        CalendarRow{.name = "weekdays", .weekdays = 31, .closed = {508, 509}, .opened = {510}},
        service,
        AreaRow{.carrier = "ups", .country = "US", .postal_prefix = "967", .per_parcel = 511},
        HoursRow{
            .node = NodeId(512),
            .calendar = "weekdays",
            .opens_minute = 513,
            .closes_minute = 514,
            .cutoff_minute = 515,
            .processing_minutes = 516
        },
        PickupRow{.node = NodeId(517), .service = "ground", .minute = 518, .calendar = "weekdays"},
        CapacityRow{
            .node = NodeId(522),
            .date = 523,
            .weekday = 7,
            .method = method_same_day,
            .unit = CapacityUnit::units,
            .most = 524
        },
        ServiceRow{},
    };
}

void add_capacity_request(std::vector<SampleMessage>& samples) {
    samples.push_back({
        .table = "CapacityRequest",
        .payload = encoded([](Builder& builder) {
            encode_request(builder, CapacityRequest{.node = NodeId(525), .day = 526});
        }),
        .echo =
            [](Payload payload) {
                CapacityRequest again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    });
}

void add_shipping_requests(std::vector<SampleMessage>& samples) {
    std::vector<ShippingRowChange> rows;
    for (const ShippingRow& row : sample_shipping_rows())
        rows.push_back({.change = ShippingChange::remove, .row = row});
    rows.back().change = ShippingChange::put;
    samples.push_back({
        .table = "PutShippingRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, std::span<const ShippingRowChange>(rows), kNote);
        }),
        .echo =
            [](Payload payload) {
                std::vector<ShippingRowChange> again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, std::span<const ShippingRowChange>(again), note);
                });
            },
    });
    samples.push_back({
        .table = "ListShippingRequest",
        .payload = encoded([](Builder& builder) {
            encode_request(
                builder,
                ListShippingRequest{.kind = ShippingKind::pickup, .after = 519, .limit = 520}
            );
        }),
        .echo =
            [](Payload payload) {
                ListShippingRequest again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    });
}

void add_preview_requests(std::vector<SampleMessage>& samples) {
    const SellingRuleRow row{.name = "pause", .effect = RuleEffect::stop};
    samples.push_back({
        .table = "PreviewSellingRulesRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(
                builder, RulePreviewRequest{.rows = {&row, 1}, .after = "p:7:8:1", .limit = 813}
            );
        }),
        .echo =
            [](Payload payload) {
                std::vector<SellingRuleRow> rows;
                RulePreviewRequest again;
                if (!decode_request(payload, rows, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    });
}

/// A preview of one row.
template <typename Row>
SampleMessage preview_of(std::string table, const Row& row, std::string_view after) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) {
            encode_request(
                builder, PreviewRequest<Row>{.rows = {&row, 1}, .after = after, .limit = 814}
            );
        }),
        .echo =
            [](Payload payload) {
                std::vector<Row> rows;
                PreviewRequest<Row> again;
                if (!decode_request(payload, rows, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    };
}

void add_other_preview_requests(std::vector<SampleMessage>& samples) {
    SegmentRuleRow rule;
    rule.rule.sku = SkuId(816);
    samples.push_back(preview_of("PreviewSegmentRulesRequest", rule, "r:9:r1"));
    const PromiseTermsRow terms{SkuId(1461), 1462, 1463, 1464};
    samples.push_back(preview_of("PreviewPromiseTermsRequest", terms, "p:1:2:0"));
    NodeRow node;
    node.key = "reno";
    node.type = NodeType::store;
    node.priority = 1465;
    node.enabled = false;
    samples.push_back(preview_of("PreviewNodesRequest", node, "p:1:2:1"));
}

void add_assortment_requests(std::vector<SampleMessage>& samples) {
    const std::array<KitPart, 2> parts{KitPart{SkuId(901), 902}, KitPart{SkuId(903), 904}};
    const std::vector<KitRow> kits{{SkuId(905), true, parts}, {SkuId(906), false, {}}};
    samples.push_back(noted("PutKitsRequest", kits));
    const std::vector<UnitRow> units{{SkuId(907), "case", 908, 909}, {SkuId(910), "bag", 0, 1}};
    samples.push_back(noted("PutUnitsRequest", units));
    const std::vector<OrderQuantityRow> quantities{{SkuId(911), 912, 913, 914}, {SkuId(915)}};
    samples.push_back(noted("PutOrderQuantitiesRequest", quantities));
    const std::array<SkuId, 2> skus{SkuId(916), SkuId(917)};
    const std::vector<SubstituteRow> substitutes{{SkuId(918), skus}, {SkuId(919), {}}};
    samples.push_back(noted("PutSubstitutesRequest", substitutes));
    samples.push_back({
        .table = "ItemAssortmentRequest",
        .payload =
            encoded([](Builder& builder) { encode_assortment_request(builder, SkuId(920)); }),
        .echo =
            [](Payload payload) {
                SkuId again;
                if (!decode_assortment_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_assortment_request(builder, again); }
                );
            },
    });
    const std::array<UnitQuantity, 2> given{
        UnitQuantity{SkuId(921), "case", 922}, UnitQuantity{SkuId(923), "", -924}
    };
    samples.push_back({
        .table = "ConvertRequest",
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, std::span<const UnitQuantity>(given));
        }),
        .echo =
            [](Payload payload) {
                std::vector<UnitQuantity> again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, std::span<const UnitQuantity>(again));
                });
            },
    });
}

void add_assortment_replies(std::vector<SampleMessage>& samples) {
    AssortmentView view;
    view.ships_apart = true;
    view.parts = {{SkuId(931), 932}, {SkuId(933), 934}};
    view.units = {{"case", 935, 936}, {"bag", 937, 938}};
    view.minimum = 939;
    view.maximum = 940;
    view.increment = 941;
    view.substitutes = {SkuId(942), SkuId(943)};
    samples.push_back(reply("ItemAssortmentReply", view));
    samples.push_back(reply(
        "ConvertReply",
        ConvertReply{{{RowVerdict::not_exact, 944, "why"}, {RowVerdict::applied, 945, ""}}}
    ));
}

void add_order_requests(std::vector<SampleMessage>& samples) {
    const std::array<ReserveLine, 2> lines{
        ReserveLine{81, SkuId(82), NodeId(83), 84}, ReserveLine{85, SkuId(86), NodeId(87), 88}
    };
    ReserveRequest reserve{.id = "r1", .lines = lines};
    reserve.hold_for = std::chrono::seconds(89);
    reserve.filling = Filling::partial;
    reserve.stamped_at = Time(Duration(90));
    reserve.reference = "cart-1";
    reserve.segment = SegmentId(97);
    const std::array<Day, 2> days{98, 99};
    reserve.days = days;
    reserve.method = 2;
    reserve.ignore_safety = true;
    samples.push_back(noted("ReserveRequest", reserve));

    const std::array<PartLine, 2> parts{PartLine{91, NodeId(95), 92}, PartLine{93, NodeId(96), 94}};
    samples.push_back(noted(
        "StepRequest",
        StepRequest{
            .step = ReservationStep::ship, .id = "r2", .operation = "parcel-1", .parts = parts
        }
    ));
    const std::array<AmendLine, 2> changes{
        AmendLine{121, SkuId(122), NodeId(123), NodeId(124), 125},
        AmendLine{126, SkuId(127), NodeId(128), NodeId(129), 130}
    };
    const std::array<Day, 2> change_days{141, 142};
    samples.push_back(noted(
        "AmendRequest",
        AmendRequest{
            .id = "r2",
            .operation = "op-1",
            .hold_for = std::chrono::seconds(131),
            .lines = changes,
            .method = 8,
            .ignore_safety = true,
            .days = change_days
        }
    ));
    samples.push_back(noted(
        "SplitRequest",
        SplitRequest{
            .id = "r2", .into = "r4", .operation = "op-2", .parts = parts, .reference = "cart-3"
        }
    ));
    ListReservationsRequest report{.after = "12:r1", .limit = 132};
    report.filter = {
        .reference = "cart-4",
        .made_by = "web",
        .sku = SkuId(133),
        .node = NodeId(134),
        .state = ReservationState::released,
        .older_than = std::chrono::seconds(135)
    };
    samples.push_back({
        .table = "ListReservationsRequest",
        .payload = encoded([&](Builder& builder) { encode_request(builder, report); }),
        .echo =
            [](Payload payload) {
                ListReservationsRequest again;
                if (!decode_request(payload, again)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again); });
            },
    });
    samples.push_back({
        .table = "ReservationRequest",
        .payload = encoded([&](Builder& builder) { encode_reservation_request(builder, "r3"); }),
        .echo =
            [](Payload payload) {
                std::string_view id;
                if (!decode_reservation_request(payload, id)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_reservation_request(builder, id); });
            },
    });

    const std::array<OrderLine, 2> order{
        OrderLine{101, SkuId(102), 103}, OrderLine{104, SkuId(105), 106}
    };
    const std::array<NodeId, 2> allowed{NodeId(107), NodeId(108)};
    const std::array<NodeId, 1> excluded{NodeId(109)};
    SourceRequest source{.mode = SourceMode::reserve, .id = "o1", .lines = order, .ship_to = {}};
    source.ship_to = {.country = "US", .postal_code = "94105", .location = Location{110, -111}};
    source.group = GroupId(112);
    source.allowed_nodes = allowed;
    source.excluded_nodes = excluded;
    source.shipments_max = 3;
    source.splitting = LineSplit::may_split;
    source.filling = Filling::partial;
    source.split_penalty = 113;
    source.hold_for = std::chrono::seconds(114);
    source.stamped_at = Time(Duration(115));
    source.reference = "order-2";
    source.segment = SegmentId(116);
    source.ignore_safety = true;
    source.residential = true;
    source.delivery = {.need_by = 117, .wish_by = 118, .lateness_per_day = 119};
    source.method = method_pickup;
    source.store = NodeId(532);
    samples.push_back(noted("SourceRequest", source));
    const std::array<WantedItem, 2> wanted{
        WantedItem{SkuId(801), 802}, WantedItem{SkuId(803), 804}
    };
    samples.push_back(plain(
        "DeliveryRequest",
        DeliveryRequest{
            .items = wanted,
            .ship_to = source.ship_to,
            .residential = true,
            .group = GroupId(805),
            .segment = SegmentId(806),
            .as_cart = true
        }
    ));
    const std::array<StockIf, 2> supposed{
        StockIf{SkuId(1721), NodeId(1722), StockIfChange::add, 1723}, StockIf{}
    };
    const std::array<NodeIf, 2> otherwise{
        NodeIf{NodeId(1724), NodeIfChange::service, "ground"},
        NodeIf{NodeId(1725), NodeIfChange::enable}
    };
    const std::array<Criterion, 2> criteria{Criterion::cost, Criterion::priority};
    PlanQuestion question{.order = source, .stock = supposed, .nodes = otherwise, .explain = true};
    question.profile = ProfileRow{
        .name = "if",
        .kind = ProfileKind::lexicographic,
        .criteria = criteria,
        .split_penalty = 1726,
        .per_priority = 1727,
        .shortage_per_unit = 1728
    };
    samples.push_back({
        .table = "AskPlanRequest",
        .payload = encoded([&](Builder& builder) { encode_request(builder, question, kNote); }),
        .echo =
            [](Payload payload) {
                std::vector<NodeIf> nodes;
                PlanQuestion again;
                Note note;
                if (!decode_request(payload, nodes, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, note); });
            },
    });
    const std::array<FoundUnits, 2> found{FoundUnits{901, 902}, FoundUnits{903, 904}};
    samples.push_back(noted(
        "ResourceRequest",
        ResourceRequest{
            .mode = SourceMode::reserve,
            .id = "o1",
            .operation = "pick-1",
            .node = NodeId(905),
            .cause = ShortCause::short_pick,
            .found = found,
            .correct_count = true,
            .excluded_nodes = allowed,
            .filling = Filling::partial
        }
    ));
    const std::array<SourceRequest, 2> waiting{
        source, SourceRequest{.id = "o2", .lines = order, .ship_to = {}}
    };
    samples.push_back(roomy(
        "SourceJointlyRequest",
        JointSourceRequest{
            .mode = SourceMode::reserve,
            .batch = "batch-1",
            .orders = waiting,
            .short_price = 2101,
            .short_value_percent = 2102,
            .threads = 2103,
            .time_max = std::chrono::milliseconds(2104),
            .keep_prices = true
        }
    ));
    samples.push_back({
        .table = "JointProgressRequest",
        .payload = encoded([&](Builder& builder) { encode_joint_progress(builder, "batch-1"); }),
        .echo =
            [](Payload payload) {
                std::string_view batch;
                if (!decode_joint_progress(payload, batch)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_joint_progress(builder, batch); });
            },
    });
    samples.push_back(noted(
        "ChangeOrderRequest",
        ChangeOrderRequest{
            .mode = SourceMode::quote,
            .id = "o1",
            .operation = "change-1",
            .lines = order,
            .ship_to =
                ShipTo{
                    .country = "DE",
                    .postal_code = "10115",
                    .location = Location{.latitude_e6 = 932, .longitude_e6 = 933}
                },
            .residential = true,
            .need_by = Day{934},
            .wish_by = Day{935},
            .lateness_per_day = 936,
            .profile = ProfileId(937),
            .plans_all = true,
            .filling = Filling::partial
        }
    ));
}

Availability figures(Units first) {
    return {
        .verdict = QueryVerdict::unknown_node,
        .ats = first,
        .on_hand = first + 1,
        .reserved = first + 2,
        .allocated = first + 3,
        .safety = first + 4,
        .withheld = first + 5,
        .kept = first + 6,
        .shortage = first + 7,
        .lsn = static_cast<Lsn>(first) + 8,
    };
}

std::vector<RowAnswer> answers() {
    return {
        {.row = 3, .verdict = RowVerdict::stale, .detail = ""},
        {.row = 5, .verdict = RowVerdict::bad_value, .detail = "weight_g: found -1, expected >= 0"},
    };
}

void add_reference_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(
        reply("PutReply", PutReply{Outcome::lines_refused, "why", {7, 0, 9}, answers(), 201})
    );
    samples.push_back(reply("ResolveReply", ResolveReply{{{211, 3}, {0, 0}, {212, 1}}}));
    const ItemView item{"sku-1", "kg", 3, 11, 12, 13, 14, 15, "food", "hazmat"};
    samples.push_back(
        reply("ListItemsReply", ItemPage{{{SkuId(1), item}, {SkuId(2), {}}}, SkuId(2)})
    );
    NodeView node;
    node.key = "dc";
    node.type = NodeType::store;
    node.location = Location{221, -222};
    node.time_zone = "Europe/Vienna";
    node.handling_per_line = 223;
    node.enabled = false;
    samples.push_back(reply("ListNodesReply", NodePage{{{NodeId(3), node}}, NodeId(3)}));
    const GroupView group{"east", {{NodeId(4), 5}, {NodeId(6), 7}}};
    samples.push_back(reply("ListGroupsReply", GroupPage{{{GroupId(8), group}}, GroupId(8)}));
}

void add_stock_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(
        reply("ApplySupplyReply", SupplyReply{Outcome::done, "some", 231, 232, 2, answers(), 233})
    );
    samples.push_back(reply(
        "AvailabilityReply",
        AvailabilityReply{Outcome::too_many_lines, "why", {figures(240), figures(250)}}
    ));
    samples.push_back(reply(
        "ItemAvailabilityReply",
        ItemAvailabilityReply{
            {{NodeId(261), figures(262), RuleId(263), RuleId(264)}, {NodeId(271), figures(272)}}
        }
    ));
}

void add_segment_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(reply("ListSegmentsReply", SegmentList{{"web", "store"}}));
    SegmentRow row;
    row.node = NodeId(421);
    row.segment = SegmentId(422);
    row.rank = 423;
    row.basis = SegmentBasis::percent;
    row.standing = true;
    row.active = true;
    row.floor = 424;
    row.ceiling = 425;
    row.from_s = 426;
    row.until_s = 427;
    row.live = 428;
    row.shipped = 429;
    samples.push_back(reply("ListSegmentRulesReply", SegmentRules{{row, SegmentRow{}}}));
}

void add_selling_rule_replies(std::vector<SampleMessage>& samples) {
    SellingRuleEntry entry;
    entry.id = RuleId(821);
    SellingRule& rule = entry.rule;
    rule.name = "kitchen";
    rule.effect = RuleEffect::stop;
    rule.sku = SkuId(822);
    rule.category = "kitchen";
    rule.node = NodeId(823);
    rule.node_type = NodeType::vendor;
    rule.group = GroupId(824);
    rule.segment = SegmentId(825);
    rule.method = 4;
    rule.rank = 826;
    rule.basis = SegmentBasis::percent;
    rule.figure = 827;
    rule.from_s = 828;
    rule.until_s = 829;
    rule.active = true;
    rule.network = true;
    SellingRuleEntry plain;
    plain.rule.name = "plain";
    samples.push_back(reply("ListSellingRulesReply", SellingRules{{entry, plain}, 830}));
}

void add_preview_replies(std::vector<SampleMessage>& samples) {
    RulePreviewReply full;
    full.judged = {
        .outcome = Outcome::bad_value,
        .detail = "rows",
        .applied = 831,
        .unchanged = 832,
        .refused = 833,
        .answers = {{834, RowVerdict::unknown_rule, "recall"}},
        .lsn = 835
    };
    full.positions = {
        {.sku = SkuId(836),
         .node = NodeId(837),
         .segment = SegmentId(838),
         .method = method_pickup,
         .day = 856,
         .before = {.ats = 839, .withheld = 840, .kept = 841, .is_stopped = true},
         .after = {.ats = 842, .withheld = 843, .kept = 844, .is_stopped = true}},
        {}
    };
    full.touched = {
        {.reservation = "r1",
         .state = ReservationState::committed,
         .line = 845,
         .sku = SkuId(846),
         .node = NodeId(847),
         .day = 848,
         .held = 849,
         .allocated = 850},
        {}
    };
    full.totals = {
        .positions = 851, .unavailable = 852, .available = 853, .lines = 854, .touched = 855
    };
    full.next = "r:7:r1";
    samples.push_back(reply("PreviewSellingRulesReply", full));
}

void add_order_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(reply(
        "ReserveReply",
        ReserveReply{
            Outcome::lines_refused,
            "line 1",
            {{281, LineVerdict::insufficient_stock, 282, 283},
             {284, LineVerdict::reserved, 285, 286}},
            Time(Duration(287)),
            ReservationState::expired,
            288,
            {{289, SkuId(290), 291}, {292, SkuId(293), 294}}
        }
    ));
    samples.push_back(reply(
        "ReservationReply",
        ReservationReply{
            Outcome::repeated,
            "again",
            ReservationState::committed,
            Time(Duration(291)),
            {{292, SkuId(293), NodeId(294), 466, 295, 296, 297, 298, 299, SkuId(306), 307}},
            300,
            301,
            {{302, LineVerdict::insufficient_stock, 303, 304}},
            "cart-2",
            "web",
            Time(Duration(305))
        }
    ));
    samples.push_back(reply(
        "ListReservationsReply",
        ListReservationsReply{
            Outcome::bad_value,
            "why",
            {{"r5",
              ReservationState::expired,
              "cart-5",
              "store",
              Time(Duration(306)),
              Time(Duration(307)),
              {{308, SkuId(309), NodeId(310), 467, 311, 312, 313, 314, 315}}},
             {"r6", ReservationState::held, "", "", Time(), Time(), {}}},
            "17:r6",
            316
        }
    ));
    SourceReply source;
    source.outcome = Outcome::cannot_source;
    source.detail = "line 2";
    source.proven_optimal = true;
    source.cost = {311, 312, 313, 335, 471, 472, 473};
    source.objective = 474;
    source.lower_bound = 314;
    source.shipments = {
        {NodeId(315),
         8,
         2,
         316,
         317,
         318,
         {{319, SkuId(320), 321}, {322, SkuId(323), 324}},
         "ground"},
        {NodeId(325), 0, 0, 0, 0, 0, {}, {}}
    };
    source.unfilled = {{326, 327, 328, UnfilledReason::no_lane}};
    source.expires_at = Time(Duration(329));
    source.replans = 330;
    source.shipments[0].lateness = 336;
    source.shipments[0].dates = {
        .ship_day = 337,
        .delivery_day = 338,
        .window_from_minute = 339,
        .window_until_minute = 340,
        .order_by = Time(Duration(341))
    };
    source.lsn = 331;
    source.substitutes = {{332, SkuId(333), 334}};
    samples.push_back(reply("SourceReply", source));
    PlanAnswer answer{.plan = source, .today = 1731};
    answer.shares = {{"transport", 1732, 1733}, {"handling", 1734, 1735}};
    answer.nodes = {
        {NodeId(1736), PlanFate::sale_stopped, NodePricing::found, -1737, 1738, 1739, 1740, "stop"},
        {NodeId(1741)}
    };
    answer.lines = {{1742, 1743, 1744, 1745, Day{1746}}, {1747, 1748, 1749, 1750, std::nullopt}};
    samples.push_back(reply("AskPlanReply", answer));
    ResourceReply resourced;
    resourced.outcome = Outcome::cannot_source;
    resourced.detail = "line 3";
    resourced.proven_optimal = true;
    resourced.cost = {911, 912, 913, 945, 941, 942, 943};
    resourced.objective = 944;
    resourced.lower_bound = 914;
    resourced.shipments = source.shipments;
    resourced.joined = {NodeId(315), NodeId(325)};
    resourced.unfilled = {{915, 916, 917, UnfilledReason::no_allowed_node}};
    resourced.corrected_units = 918;
    resourced.state = ReservationState::committed;
    resourced.expires_at = Time(Duration(919));
    resourced.lines = {{920, SkuId(921), NodeId(922), 468, 923, 924, 925, 926, 927, SkuId(928), 929}
    };
    resourced.replans = 930;
    resourced.lsn = 931;
    samples.push_back(reply("ResourceReply", resourced));

    DeliveryReply delivery;
    delivery.outcome = Outcome::unknown_group;
    delivery.detail = "coast";
    const DeliveryOffer offer{807, 808, 809, Time(Duration(810)), 811, 812, NodeId(813), "air"};
    delivery.items.resize(2);
    delivery.items[0].earliest = offer;
    delivery.items[0].cheapest = {814, 815, 816, Time(Duration(817)), 818, 819, NodeId(820), "sea"};
    delivery.items[1] = {
        .outcome = Outcome::cannot_source,
        .reason = UnfilledReason::too_late,
        .short_item = 821,
        .ats = 822,
        .in_stock_from = 823
    };
    delivery.cart.emplace().cheapest = offer;
    samples.push_back(reply("DeliveryReply", delivery));
    JointSourceReply jointly;
    jointly.outcome = Outcome::overloaded;
    jointly.detail = "another one";
    jointly.planned = {2111, 2112, 2113, 2114, 2115, 2116, 2117, 2118};
    jointly.held = 2119;
    jointly.alone = 2120;
    jointly.replans = 2121;
    jointly.cost = {2122, 2123, 2124, 2125, 2126, 2127, 2128};
    jointly.prices_found = 2129;
    jointly.prices_kept = 2130;
    jointly.answers = {
        {2131, 2132, 2133, 2134, Outcome::cannot_source, JointStanding::alone, true},
        {2135, 2136, 2137, 2138, Outcome::repeated, JointStanding::refused, false}
    };
    jointly.shipments = {{2139, 2140, NodeId(2141)}};
    jointly.prices = {{SkuId(2142), NodeId(2143), 2144}};
    jointly.refusals = {{2145, "no lines"}};
    jointly.lsn = 2146;
    samples.push_back(reply("SourceJointlyReply", jointly));
    samples.push_back(reply(
        "JointProgressReply",
        JointSourceProgress{
            .phase = JointPhase::holding,
            .orders = 2151,
            .rounds = 2152,
            .trials = 2153,
            .cost = 2154,
            .lower_bound = 2155,
            .first_come_cost = 2156,
            .done = 2157,
            .held = 2158
        }
    ));
    ChangeOrderReply changed;
    changed.outcome = Outcome::cannot_source;
    changed.detail = "line 3";
    changed.replan = OrderReplan::late_shipments;
    changed.proven_optimal = true;
    changed.cost = resourced.cost;
    changed.saved = 946;
    changed.objective = 947;
    changed.lower_bound = 948;
    changed.shipments = source.shipments;
    changed.joined = resourced.joined;
    changed.given_back = {{949, SkuId(950), NodeId(951), 952}};
    changed.unfilled = resourced.unfilled;
    changed.state = ReservationState::committed;
    changed.expires_at = Time(Duration(953));
    changed.lines = resourced.lines;
    changed.replans = 954;
    changed.lsn = 955;
    samples.push_back(reply("ChangeOrderReply", changed));
}

/// A request that is decoded into Request alone.
void add_change_requests(std::vector<SampleMessage>& samples) {
    samples.push_back(plain(
        "ReadChangesRequest",
        ReadChangesRequest{
            .from_lsn = 401,
            .filter =
                {.items = {SkuId(402), SkuId(403)},
                 .nodes = {NodeId(404)},
                 .groups = {GroupId(405)},
                 .kinds = {ChangeKind::supply, static_cast<ChangeKind>(206)}},
            .limit = 407,
            .with_text = true,
            .wait = std::chrono::milliseconds(408)
        }
    ));
}

void add_level_requests(std::vector<SampleMessage>& samples) {
    const std::vector<LevelRuleRow> rows{
        {true, {SkuId(471), "", LevelScope::node, {NodeId(472), GroupId()}, 473, 474}},
        {false, {SkuId(), "toys", LevelScope::group, {NodeId(), GroupId(475)}, 476, 477}}
    };
    samples.push_back(noted("PutLevelRulesRequest", rows));
    samples.push_back({
        .table = "ListLevelsRequest",
        .payload = encoded([](Builder& builder) { encode_levels_request(builder, SkuId(478)); }),
        .echo =
            [](Payload payload) {
                SkuId sku;
                if (!decode_levels_request(payload, sku)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_levels_request(builder, sku); });
            },
    });
}

void add_level_replies(std::vector<SampleMessage>& samples) {
    LevelRules rules;
    rules.rules = {
        {SkuId(481), "", LevelScope::each_node, {}, 482, 483},
        {SkuId(), "toys", LevelScope::network, {}, 484, 485}
    };
    samples.push_back(reply("ListLevelRulesReply", rules));
    ItemLevels levels;
    levels.places = {
        {{NodeId(491), GroupId()}, Level::low, 492, 493},
        {{NodeId(), GroupId(494)}, Level::high, 495, 496}
    };
    samples.push_back(reply("ListLevelsReply", levels));
}

void add_change_replies(std::vector<SampleMessage>& samples) {
    ChangeEvent event;
    event.lsn = 411;
    event.kind = ChangeKind::split;
    event.understood = true;
    event.time = Time(Duration(412));
    event.actor = "planner";
    event.reason = "recount";
    event.event = ReservationEvent::shipped;
    event.id = "r1";
    event.reference = "cart";
    event.segment = SegmentId(413);
    event.state = ReservationState::committed;
    event.expires_at = Time(Duration(414));
    event.lines = {{415, SkuId(416), NodeId(417), 463, 418, 419, 420, 421, 422}};
    event.moves = {{SkuId(423), NodeId(424), -425, 426, -427, 428, 465}};
    event.into = "r2";
    event.into_lines = {{429, SkuId(430), NodeId(431), 464, 432, 433, 434, 435, 436}};
    event.positions = {{SkuId(437), NodeId(438), 439, 440, 441}};
    event.sku = SkuId(442);
    SegmentRow row;
    row.node = NodeId(443);
    row.segment = SegmentId(444);
    row.rank = 445;
    row.basis = SegmentBasis::percent;
    row.standing = true;
    row.active = true;
    row.floor = 446;
    row.ceiling = 447;
    row.from_s = 448;
    row.until_s = 449;
    row.live = 450;
    row.shipped = 451;
    event.rules = {row};
    row.floor = 452;
    event.rules_gone = {row};
    event.items = {SkuId(453)};
    event.nodes = {NodeId(454)};
    event.group = GroupId(455);
    event.text = "in words";
    event.levels = {{SkuId(463), {NodeId(464), GroupId(465)}, Level::zero, Level::low, 466}};
    event.level_rules = {
        {true, {SkuId(467), "toys", LevelScope::node, {NodeId(468), GroupId()}, 469, 470}}
    };
    event.backorders = {
        {.sku = SkuId(1454),
         .node = NodeId(1455),
         .backorder = "b-1",
         .wanted = 1456,
         .strategy = BackorderStrategy::skip,
         .confirmed = 1457,
         .confirmed_day = 1458,
         .segment = SegmentId(1475)}
    };
    event.backorders_gone = {
        {.sku = SkuId(1459), .node = NodeId(1461), .backorder = "b-2", .wanted = 1460}
    };
    ReadChangesReply reply_with_events;
    reply_with_events.outcome = ChangesOutcome::no_longer_kept;
    reply_with_events.detail = "older";
    reply_with_events.events = {event, ChangeEvent()};
    reply_with_events.next_lsn = 456;
    reply_with_events.oldest_lsn = 457;
    reply_with_events.durable_lsn = 458;
    reply_with_events.item_names = {{459, "cup"}, {460, "hat"}};
    reply_with_events.node_names = {{461, "reno"}};
    reply_with_events.group_names = {{462, "west"}};
    samples.push_back(reply("ReadChangesReply", reply_with_events));
}

void add_service_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(reply(
        "ErrorReply",
        ErrorAnswer{.refusal = wire::Refusal::overloaded, .detail = "later", .retry_after_ms = 20}
    ));
    samples.push_back(
        reply("HelloReply", ServerHello{"earmarkd", "0.1.0", Durability::relaxed, 341, 342})
    );
    samples.push_back(reply(
        "StatusReply",
        ServerStatus{
            EngineStatus{351, 352, 353, 354, 355, 356, 357, true, 358, 359, 1451, 1452, 1453},
            "0.1.0",
            Durability::none,
            360,
            361,
            362,
            363,
            {Time(Duration(364)), 365, 366, 367}
        }
    ));
    samples.push_back(reply(
        "AuditReply",
        AuditReply{
            371, 372, 373, 1, {{SkuId(374), NodeId(375), SegmentId(382), 468, 376, 377, 378, 379}}
        }
    ));
    samples.push_back(reply("StateDigestReply", DigestAnswer{0xFEDC'BA98'7654'3210}));
    samples.push_back(reply("SnapshotReply", SnapshotAnswer{381, "in ./data"}));
    samples.push_back(reply("AcceptClockReply", ClockAnswer{true}));
}

}  // namespace

namespace {

ExplainReply sample_explanation() {
    ExplainReply explained;
    explained.outcome = Outcome::bad_value;
    explained.detail = "why";
    explained.verdict = QueryVerdict::unknown_node;
    explained.today = 567;
    explained.lsn = 568;
    explained.ats = 569;
    explained.are_holders_known = false;
    explained.position_count = 570;
    explained.total = {{TermKind::ceiling, -571, "web", 572, 573, 574, 575, 576, 577}};
    explained.positions = {
        {NodeId(578), 579, {{TermKind::on_hand, 580}, {TermKind::reserved, -581, "r1", 582}}}
    };
    explained.groups = {{GroupId(583), "west", 584, {{TermKind::allocated, -585, "r2", 586}}}};
    explained.aside = {{NodeId(587), Disposition::quarantine, 588}};
    explained.parts = {{SkuId(589), "part", 590, 591, 592}};
    return explained;
}

/// A request of rows that are decoded into a vector.
template <typename Row>
SampleMessage rows_of(std::string table, const std::vector<Row>& rows) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) {
            encode_request(builder, std::span<const Row>(rows), kNote);
        }),
        .echo =
            [](Payload payload) {
                std::vector<Row> again;
                Note note;
                if (!decode_request(payload, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) {
                    encode_request(builder, std::span<const Row>(again), note);
                });
            },
    };
}

/// The same, of rows that their source numbers.
template <typename Row, typename Request>
SampleMessage numbered(std::string table, const Request& request) {
    return {
        .table = std::move(table),
        .payload = encoded([&](Builder& builder) { encode_request(builder, request, kNote); }),
        .echo =
            [](Payload payload) {
                std::vector<Row> rows;
                Request again;
                Note note;
                if (!decode_request(payload, rows, again, note)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_request(builder, again, note); });
            },
    };
}

void add_dated_requests(std::vector<SampleMessage>& samples) {
    ReceiptRow row;
    row.change = ReceiptChange::settle;
    row.sku = SkuId(501);
    row.node = NodeId(502);
    row.receipt = "po-1";
    row.type = SupplyType::return_expected;
    row.day = 503;
    row.quantity = 504;
    row.sender = NodeId(505);
    row.received = 506;
    row.sequence = 525;
    const std::array<ReceiptRow, 2> receipts{row, ReceiptRow{}};
    samples.push_back(numbered<ReceiptRow>(
        "PutReceiptsRequest", ReceiptRequest{.rows = receipts, .source = "wms"}
    ));
    const std::array<DispositionRow, 2> disposed{
        DispositionRow{SkuId(507), NodeId(508), Disposition::expired, Disposition::quarantine, 509},
        DispositionRow{.sku = SkuId(526), .node = NodeId(528), .sequence = 527}
    };
    samples.push_back(numbered<DispositionRow>(
        "DisposeRequest", DispositionRequest{.rows = disposed, .source = "wms"}
    ));
    samples.push_back(
        rows_of<PromiseTermsRow>("PutPromiseTermsRequest", {{SkuId(510), 511, 512, 524}, {}})
    );
    samples.push_back(
        plain("ReceiptsRequest", ReceiptsRequest{SkuId(513), SkuId(514), NodeId(515), 516})
    );
    samples.push_back(plain(
        "AvailableToPromiseRequest",
        PromiseRequest{SkuId(517), NodeId(518), GroupId(519), SegmentId(520), 521, 4, true}
    ));
    samples.push_back(plain("LateSupplyRequest", LateRequest{SkuId(522), NodeId(523)}));
    const BackorderRow waiting{
        .change = BackorderChange::withdraw,
        .sku = SkuId(1301),
        .node = NodeId(1302),
        .backorder = "b-1",
        .quantity = 1303,
        .day = 1304,
        .latest = 1305,
        .priority = 1306,
        .strategy = BackorderStrategy::skip,
        .segment = SegmentId(1307)
    };
    samples.push_back(rows_of<BackorderRow>("PutBackordersRequest", {waiting, BackorderRow{}}));
    samples.push_back(
        plain("BackordersRequest", BackordersRequest{SkuId(1311), SkuId(1312), NodeId(1313), 1314})
    );
    samples.push_back(noted(
        "ConfirmBackordersRequest", ConfirmRequest{SkuId(1321), SkuId(1322), NodeId(1323), true}
    ));
    samples.push_back(noted(
        "ClaimBackorderRequest",
        ClaimRequest{
            .sku = SkuId(1351),
            .node = NodeId(1352),
            .backorder = "b-3",
            .reservation = "r-9",
            .hold_for = std::chrono::seconds(1353),
            .reference = "cart-9"
        }
    ));
    const Asking asking{SegmentId(562), method_pickup, true, 563};
    samples.push_back(plain(
        "ExplainRequest", ExplainRequest{SkuId(564), NodeId(565), GroupId(566), asking, "mine", 57}
    ));
}

ReceiptEntry sample_receipt() {
    ReceiptEntry entry{.sku = SkuId(531), .node = NodeId(532), .receipt = "po-2"};
    entry.type = SupplyType::transfer;
    entry.day = 533;
    entry.first_day = 534;
    entry.promised = 535;
    entry.open = 536;
    entry.received = 537;
    entry.sender = NodeId(538);
    entry.is_late = true;
    return entry;
}

void add_dated_replies(std::vector<SampleMessage>& samples) {
    ReceiptsReply receipts;
    receipts.outcome = Outcome::bad_value;
    receipts.detail = "limit";
    receipts.today = 541;
    receipts.receipts = {sample_receipt(), ReceiptEntry{}};
    receipts.dispositions = {{SkuId(542), NodeId(543), Disposition::quarantine, 544}};
    receipts.next = SkuId(545);
    receipts.lsn = 546;
    samples.push_back(reply("ReceiptsReply", receipts));
    PromiseReply promise;
    promise.outcome = Outcome::unknown_segment;
    promise.detail = "nobody";
    promise.verdict = QueryVerdict::unknown_group;
    promise.today = 547;
    promise.steps = {{548, 549, true}, {550, 551, false}};
    promise.earliest = Day{552};
    promise.lsn = 553;
    samples.push_back(reply("AvailableToPromiseReply", promise));
    LateReply late;
    late.outcome = Outcome::bad_value;
    late.detail = "why";
    late.today = 554;
    late.late = {sample_receipt()};
    late.at_risk = {{"r1", 555, SkuId(556), NodeId(557), 558, 559, 560}};
    late.lsn = 561;
    samples.push_back(reply("LateSupplyReply", late));
    const BackorderEntry entry{
        .sku = SkuId(1331),
        .node = NodeId(1332),
        .backorder = "b-2",
        .wanted = 1333,
        .day = 1334,
        .latest = 1335,
        .priority = 1336,
        .strategy = BackorderStrategy::give_up,
        .confirmed = 1337,
        .confirmed_day = 1338,
        .segment = SegmentId(1354)
    };
    BackordersReply backorders;
    backorders.outcome = Outcome::bad_value;
    backorders.detail = "limit";
    backorders.today = 1339;
    backorders.backorders = {entry};
    backorders.next = SkuId(1340);
    backorders.lsn = 1341;
    samples.push_back(reply("BackordersReply", backorders));
    ConfirmReply confirmed;
    confirmed.outcome = Outcome::bad_value;
    confirmed.detail = "actor";
    confirmed.changes = {{entry, 1342, 1343}};
    confirmed.backorders = 1344;
    confirmed.nodes_left_alone = 1345;
    confirmed.next = SkuId(1346);
    confirmed.lsn = 1347;
    confirmed.waiting = {{entry, WaitingReason::over_ceiling, RuleId(1348), 1349, 1350}};
    samples.push_back(reply("ConfirmBackordersReply", confirmed));
    samples.push_back(reply("ExplainReply", sample_explanation()));
    RerateReply rated;
    rated.outcome = Outcome::bad_value;
    rated.detail = "which";
    rated.shipments = {
        {"r-1",
         NodeId(1361),
         1362,
         63,
         1364,
         1365,
         {true, 1366, 1367, 1368, 1369, "ground", "van"},
         {false, 1370, 1371, 1372, 1373, "air", "plane"},
         true}
    };
    rated.orders = 1374;
    rated.not_sourced = 1375;
    rated.with_kits = 1376;
    rated.next = "7:r-1";
    rated.lsn = 1377;
    samples.push_back(reply("RerateReply", rated));
}

}  // namespace

std::vector<SampleMessage> sample_requests() {
    std::vector<SampleMessage> samples;
    samples.push_back({
        .table = "HelloRequest",
        .payload = encoded([](Builder& builder) { encode_hello(builder, "a client"); }),
        .echo =
            [](Payload payload) {
                std::string_view client;
                if (!decode_hello(payload, client)) return std::vector<std::byte>();
                return encoded([&](Builder& builder) { encode_hello(builder, client); });
            },
    });
    samples.push_back({
        .table = "StatusRequest",
        .payload = encoded([](Builder& builder) { encode_empty(builder); }),
        .echo =
            [](Payload payload) {
                if (!decode_empty(payload)) return std::vector<std::byte>();
                return encoded([](Builder& builder) { encode_empty(builder); });
            },
    });
    add_reference_requests(samples);
    add_stock_requests(samples);
    add_segment_requests(samples);
    add_count_requests(samples);
    add_job_requests(samples);
    add_selling_rule_requests(samples);
    add_profile_requests(samples);
    add_shipping_requests(samples);
    add_capacity_request(samples);
    add_preview_requests(samples);
    add_other_preview_requests(samples);
    add_assortment_requests(samples);
    add_order_requests(samples);
    add_change_requests(samples);
    add_level_requests(samples);
    add_dated_requests(samples);
    return samples;
}

std::vector<SampleMessage> sample_replies() {
    std::vector<SampleMessage> samples;
    add_reference_replies(samples);
    add_stock_replies(samples);
    add_segment_replies(samples);
    add_count_replies(samples);
    add_job_replies(samples);
    add_selling_rule_replies(samples);
    samples.push_back(reply("ListShippingReply", ShippingPage{sample_shipping_rows(), 521}));
    CapacityReply capacity;
    capacity.outcome = Outcome::unknown_node;
    capacity.detail = "why";
    capacity.day = 527;
    capacity.entries = {{NodeId(528), method_pickup, CapacityUnit::lines, 529, 530}};
    capacity.lsn = 531;
    samples.push_back(reply("CapacityReply", capacity));
    add_preview_replies(samples);
    add_assortment_replies(samples);
    add_order_replies(samples);
    add_service_replies(samples);
    add_change_replies(samples);
    add_level_replies(samples);
    add_dated_replies(samples);
    return samples;
}

}  // namespace earmark::protocol
