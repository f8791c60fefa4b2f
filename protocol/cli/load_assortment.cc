// Kits, other units, order quantities and substitutes: a file is gathered first, since rows of one
// item make one thing.
#include "protocol/cli/fields.h"
#include "protocol/cli/load_batches.h"
#include "protocol/cli/row_formats.h"

#include <algorithm>
#include <concepts>
#include <map>
#include <set>

namespace earmark::cli {
namespace {

/// One by one where the first wrong row is to be the last that is sent.
std::size_t things_per_request(const LoadRun& run) {
    constexpr std::size_t kThingsPerRequest = 1'000;
    return run.options.strict ? 1 : kThingsPerRequest;
}

/// A row as read, kept until its names are resolved.
struct Cells {
    std::string sku;
    std::string other;  ///< Another item, or the name of a unit.
    std::vector<std::string> figures;
    bool flag = false;
    bool is_wrong = false;  ///< Told already; its names may be none.
    RowOrigin origin;
};

using Handles = std::map<std::string, ResolvedName, std::less<>>;

/// Do the rows of an item make one thing?
enum class Rows : std::uint8_t { stand_alone, make_a_whole };

/// Reads every row of a file; `take` makes cells of it. Wrong ones are among them, marked, where
/// the rows of an item make a whole.
Status read_rows(
    LoadRun& run,
    const std::string& path,
    const CsvFormat& format,
    Rows rows,
    std::vector<Cells>& all,
    std::invocable<CellReader&, Cells&> auto&& take
) {
    const bool are_whole = rows == Rows::make_a_whole;
    const Wholes wholes = are_whole ? Wholes::equal_in(kAssortmentSkuColumn) : Wholes::none();
    return for_each_row(run, path, format, wholes, [&](const CsvRow& row) {
        CellReader cells(row, format);
        Cells read;
        read.sku = cells.name(kAssortmentSkuColumn, kSkuBytesMax);
        take(cells, read);
        read.origin = run.report.origin_of(row);
        if (cells.fault()) run.report.reject(read.origin, *cells.fault());
        read.is_wrong = cells.fault().has_value();
        if (!read.is_wrong || are_whole) all.push_back(std::move(read));
    });
}

/// The items of all rows, each asked for once.
Result<Handles> resolve_items(LoadRun& run, const std::vector<Cells>& all, bool with_others) {
    Handles handles;
    for (const Cells& cells : all) {
        if (cells.is_wrong) continue;
        handles.emplace(cells.sku, ResolvedName{});
        if (with_others) handles.emplace(cells.other, ResolvedName{});
    }
    std::vector<std::string_view> names;
    names.reserve(handles.size());
    for (const auto& [name, handle] : handles)
        names.emplace_back(name);
    auto next = handles.begin();
    for (std::size_t begin = 0; begin < names.size(); begin += protocol::kNamesPerRequest) {
        const auto some = std::span(names).subspan(
            begin, std::min(protocol::kNamesPerRequest, names.size() - begin)
        );
        const auto reply = run.client.resolve(NameKind::item, some);
        if (!reply) return reply.error();
        for (const ResolvedName& resolved : reply->resolved)
            (next++)->second = resolved;
    }
    return handles;
}

/// Sends rows; each is told of by the rows of the file that made it.
class Sender {
  public:
    explicit Sender(LoadRun& run) : run_(run) {}

    template <typename Row, typename Put>
    Status send(std::vector<Row>& rows, std::vector<RowOrigin>& origins, const Put& put) {
        if (rows.empty()) return Done{};
        const auto reply = put(rows);
        if (!reply) return reply.error();
        if (reply->outcome != Outcome::done) return refused_error(reply->outcome, reply->detail);
        for (const RowOrigin& origin : origins)
            run_.totals.loaded += origin.rows;
        run_.totals.unchanged += reply->unchanged;
        for (const RowAnswer& answer : reply->answers) {
            if (answer.row >= origins.size()) continue;
            const RowOrigin& origin = origins[answer.row];
            run_.totals.loaded -= origin.rows;
            run_.totals.left_out += origin.rows - 1;
            run_.report.refuse(origin, earmark::to_string(answer.verdict), answer.detail);
        }
        rows.clear();
        origins.clear();
        return Done{};
    }

  private:
    LoadRun& run_;
};

std::string column_name(const CsvFormat& format, std::size_t column) {
    return std::string(format.columns[column].name);
}

/// The handle of a name; rejects the row if there is none.
ResolvedName find(
    LoadRun& run,
    const Handles& handles,
    const Cells& cells,
    const std::string& name,
    const std::string& column
) {
    const ResolvedName handle = handles.find(name)->second;
    if (handle.id == 0)
        run.report.reject(cells.origin, {column, shown(name), "an item that is loaded"});
    return handle;
}

/// Rows of one item, which stand together or not.
using ByItem = std::map<std::string, std::vector<const Cells*>, std::less<>>;

ByItem by_item(const std::vector<Cells>& all) {
    ByItem items;
    for (const Cells& cells : all)
        items[cells.sku].push_back(&cells);
    return items;
}

RowOrigin origin_of(const std::vector<const Cells*>& rows) {
    RowOrigin origin = rows.front()->origin;
    origin.rows = rows.size();
    return origin;
}

/// The parts of one kit; nothing if a row of it is wrong: a kit with parts missing would be
/// another.
std::optional<std::vector<KitPart>> read_kit(
    LoadRun& run, const Handles& handles, const std::vector<const Cells*>& rows
) {
    std::vector<KitPart> parts;
    bool is_good = true;
    for (const Cells* cells : rows) {
        if (cells->is_wrong) {
            is_good = false;
            continue;
        }
        const ResolvedName part = find(
            run, handles, *cells, cells->other, column_name(kKitsFormat, kAssortmentOtherColumn)
        );
        is_good = is_good && part.id != 0;
        if (part.id == 0) continue;
        const auto quantity = parse_quantity(cells->figures.front(), part.scale);
        if (!quantity) {
            run.report.reject(
                cells->origin,
                {column_name(kKitsFormat, kKitsQuantityColumn),
                 shown(cells->figures.front()),
                 quantity.error().detail}
            );
            is_good = false;
            continue;
        }
        parts.push_back({SkuId(part.id), *quantity});
    }
    if (is_good) return parts;
    run.totals.left_out += parts.size();
    return std::nullopt;
}

}  // namespace

Status load_kits(LoadRun& run, const std::string& path) {
    std::vector<Cells> all;
    Status read = read_rows(
        run,
        path,
        kKitsFormat,
        Rows::make_a_whole,
        all,
        [](CellReader& cells, Cells& row) {
            row.other = cells.name(kAssortmentOtherColumn, kSkuBytesMax);
            row.figures.emplace_back(cells.raw(kKitsQuantityColumn));
            row.flag = cells.yes_no_or(kKitsApartColumn, false);
        }
    );
    if (!read || run.report.must_stop()) return read;
    const auto handles = resolve_items(run, all, true);
    if (!handles) return handles.error();
    std::vector<std::vector<KitPart>> parts;
    std::vector<KitRow> rows;
    std::vector<RowOrigin> origins;
    Sender sender(run);
    // In the order of the file: levels and circles are judged as kits come.
    std::set<std::string_view> done;
    const ByItem items = by_item(all);
    for (const Cells& first : all) {
        if (run.report.must_stop()) break;
        if (!done.insert(first.sku).second) continue;
        const auto& same = items.find(first.sku)->second;
        auto kit = read_kit(run, *handles, same);
        if (!kit) continue;
        const ResolvedName item =
            find(run, *handles, first, first.sku, column_name(kKitsFormat, kAssortmentSkuColumn));
        if (item.id == 0) {
            run.totals.left_out += same.size() - 1;
            continue;
        }
        parts.push_back(*std::move(kit));
        rows.push_back({SkuId(item.id), first.flag, {}});
        origins.push_back(origin_of(same));
    }
    const std::size_t at_once = things_per_request(run);
    for (std::size_t begin = 0; begin < rows.size(); begin += at_once) {
        const std::size_t end = std::min(rows.size(), begin + at_once);
        std::vector<KitRow> some(
            rows.begin() + static_cast<std::ptrdiff_t>(begin),
            rows.begin() + static_cast<std::ptrdiff_t>(end)
        );
        std::vector<RowOrigin> some_origins(
            origins.begin() + static_cast<std::ptrdiff_t>(begin),
            origins.begin() + static_cast<std::ptrdiff_t>(end)
        );
        for (std::size_t index = begin; index < end; ++index)
            some[index - begin].parts = parts[index];
        Status sent = sender.send(some, some_origins, [&](const std::vector<KitRow>& kits) {
            return run.client.put_kits(kits, run.session.call());
        });
        if (!sent || run.report.must_stop()) return sent;
    }
    return Done{};
}

Status load_units(LoadRun& run, const std::string& path) {
    std::vector<Cells> all;
    std::vector<UnitRow> figures;
    Status read = read_rows(
        run,
        path,
        kUnitsFormat,
        Rows::stand_alone,
        all,
        [&](CellReader& cells, Cells& row) {
            row.other = cells.name(kAssortmentOtherColumn, kUnitNameBytesMax);
            UnitRow unit;
            unit.numerator = cells.whole(kUnitsNumeratorColumn, 0, kUnitsMax);
            unit.denominator = cells.whole_or(kUnitsDenominatorColumn, 1, kUnitsMax, 1);
            if (!cells.fault()) figures.push_back(unit);
        }
    );
    if (!read || run.report.must_stop()) return read;
    const auto handles = resolve_items(run, all, false);
    if (!handles) return handles.error();
    std::vector<UnitRow> rows;
    std::vector<RowOrigin> origins;
    Sender sender(run);
    const auto flush = [&] {
        return sender.send(rows, origins, [&](const std::vector<UnitRow>& units) {
            return run.client.put_units(units, run.session.call());
        });
    };
    for (std::size_t index = 0; index < all.size(); ++index) {
        const Cells& cells = all[index];
        const ResolvedName item =
            find(run, *handles, cells, cells.sku, column_name(kUnitsFormat, kAssortmentSkuColumn));
        if (run.report.must_stop()) break;
        if (item.id == 0) continue;
        UnitRow& row = rows.emplace_back(figures[index]);
        row.sku = SkuId(item.id);
        row.unit = cells.other;
        origins.push_back(cells.origin);
        if (rows.size() < things_per_request(run)) continue;
        if (const Status sent = flush(); !sent || run.report.must_stop()) return sent;
    }
    return flush();
}

Status load_order_quantities(LoadRun& run, const std::string& path) {
    std::vector<Cells> all;
    const CsvFormat& format = kOrderQuantitiesFormat;
    Status read =
        read_rows(run, path, format, Rows::stand_alone, all, [](CellReader& cells, Cells& row) {
            for (const std::size_t column : kOrderQuantityColumns)
                row.figures.emplace_back(cells.raw(column));
        });
    if (!read || run.report.must_stop()) return read;
    const auto handles = resolve_items(run, all, false);
    if (!handles) return handles.error();
    std::vector<OrderQuantityRow> rows;
    std::vector<RowOrigin> origins;
    Sender sender(run);
    const auto flush = [&] {
        return sender.send(rows, origins, [&](const std::vector<OrderQuantityRow>& some) {
            return run.client.put_order_quantities(some, run.session.call());
        });
    };
    for (const Cells& cells : all) {
        const ResolvedName item =
            find(run, *handles, cells, cells.sku, column_name(format, kAssortmentSkuColumn));
        if (run.report.must_stop()) break;
        if (item.id == 0) continue;
        OrderQuantityRow row{.sku = SkuId(item.id)};
        Units* const targets[] = {&row.minimum, &row.maximum, &row.increment};
        bool is_good = true;
        for (std::size_t index = 0; index < cells.figures.size() && is_good; ++index) {
            if (cells.figures[index].empty()) continue;
            const auto quantity = parse_quantity(cells.figures[index], item.scale);
            is_good = quantity.has_value();
            if (is_good) {
                *targets[index] = *quantity;
            } else {
                run.report.reject(
                    cells.origin,
                    {column_name(format, kOrderQuantityColumns[index]),
                     shown(cells.figures[index]),
                     quantity.error().detail}
                );
            }
        }
        if (!is_good) continue;
        rows.push_back(row);
        origins.push_back(cells.origin);
        if (rows.size() < things_per_request(run)) continue;
        if (const Status sent = flush(); !sent || run.report.must_stop()) return sent;
    }
    return flush();
}

Status load_substitutes(LoadRun& run, const std::string& path) {
    std::vector<Cells> all;
    Status read = read_rows(
        run,
        path,
        kSubstitutesFormat,
        Rows::make_a_whole,
        all,
        [](CellReader& cells, Cells& row) {
            row.other = cells.name(kAssortmentOtherColumn, kSkuBytesMax);
        }
    );
    if (!read || run.report.must_stop()) return read;
    const auto handles = resolve_items(run, all, true);
    if (!handles) return handles.error();
    Sender sender(run);
    std::erase_if(all, [](const Cells& cells) { return cells.is_wrong; });
    std::set<std::string_view> done;
    const ByItem items = by_item(all);
    for (const Cells& first : all) {
        if (!done.insert(first.sku).second) continue;
        const auto& same = items.find(first.sku)->second;
        const ResolvedName item = find(
            run, *handles, first, first.sku, column_name(kSubstitutesFormat, kAssortmentSkuColumn)
        );
        std::vector<SkuId> skus;
        for (const Cells* cells : same) {
            const ResolvedName other = find(
                run,
                *handles,
                *cells,
                cells->other,
                column_name(kSubstitutesFormat, kAssortmentOtherColumn)
            );
            if (other.id != 0) skus.emplace_back(other.id);
        }
        if (run.report.must_stop()) break;
        if (item.id == 0 || skus.empty()) continue;
        std::vector<SubstituteRow> rows{{SkuId(item.id), skus}};
        std::vector<RowOrigin> origins{origin_of(same)};
        origins.front().rows = skus.size();
        Status sent = sender.send(rows, origins, [&](const std::vector<SubstituteRow>& some) {
            return run.client.put_substitutes(some, run.session.call());
        });
        if (!sent || run.report.must_stop()) return sent;
    }
    return Done{};
}

}  // namespace earmark::cli
