#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <array>
#include <span>
#include <vector>

namespace earmark::protocol::samples {

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

}  // namespace earmark::protocol::samples
