#!/usr/bin/env python3
"""Writes the demo's input as CSV files that `earmark load` and `earmark orders` read.

    scripts/demo_data.py FOLDER                 a small made-up merchant, from the seed alone
    scripts/demo_data.py FOLDER --data SOURCE   a large one, from public data in SOURCE

Same seed, same files.  What is drawn or chosen rather than found in the data:

Made-up merchant: 8 distribution centres and 60 stores spread over an invented country of 20 by 8
degrees, 500 items, 6,000 orders of 1 to 6 lines, best sellers first; two tariffs by distance.

Public data:
  Orders      Every sale of `uci_online_retail`: number, quantity and price above zero, a stock code
              of five digits and perhaps letters, no cancelled invoice.  Lines of one code in one
              invoice are added up; the invoice is then cut, in its own order, into orders of 1 to
              10 lines (each length as likely).  A wholesale quantity becomes a shopper's:
              1-5 -> 1, 6-12 -> 2, 13-24 -> 3, more -> 4 units.
  Items       Its stock codes.  Value = median unit price.  Weight and size come from
              `olist_products`: codes ranked by value meet products ranked by weight, quantile by
              quantile, so that the cheapest code is the lightest.
  Nodes       10 distribution centres at ZIP centroids chosen below, shipping by FedEx Ground, and
              all stores of one chain in the 48 states and DC, shipping by USPS Ground Advantage.
  Tariffs     The published lists.  Pounds are rounded up to whole grams.  Dimensional divisor 139
              in3/lb (FedEx) and 166 in3/lb (USPS, here from the first cubic inch) as cm3/kg, to the
              nearest.  FedEx has no zone 1: it costs as zone 2; it does not serve zone 9.
  Zones       USPS ZIP3 pairs whose origin is the ZIP3 of a node; elsewhere great-circle miles
              50/150/300/600/1000/1400/1800 for zones 1 to 7, then 8.
  Ship-to     A ZIP in the 48 states and DC: the state weighted by its share of all stores in
              `us_store_locations`, the ZIP within it evenly.

Stock, in both: per item, from what its orders ask in all.  Nine items in ten have 1.1 to 1.6 times
that, one in ten 0.4 to 0.95 times.  70 % lies in the distribution centres (uneven shares), the rest
in stores drawn evenly, 1 to 6 units each; a store keeps 1 unit as safety stock where it has 4 or
more.
"""

import argparse
import csv
import gzip
import math
import pathlib
import random
import re
import statistics
import sys

GRAMS_PER_POUND = 453.59237
CM3_PER_CUBIC_INCH = 16.387064

DISTRIBUTION_CENTRES = {  # ZIP -> time zone
    "89502": "America/Los_Angeles",  # Reno
    "91761": "America/Los_Angeles",  # Ontario, California
    "98032": "America/Los_Angeles",  # Kent, Washington
    "75241": "America/Chicago",  # Dallas
    "66106": "America/Chicago",  # Kansas City
    "60436": "America/Chicago",  # Joliet
    "38118": "America/Chicago",  # Memphis
    "30336": "America/New_York",  # Atlanta
    "43217": "America/New_York",  # Columbus
    "18031": "America/New_York",  # Breinigsville, Pennsylvania
}
STORE_CHAIN = "Costco"
# The zone that most of a state keeps.
TIME_ZONES = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "AZ CO ID MT NM UT WY",
    "America/Los_Angeles": "CA NV OR WA",
}
TIME_ZONE_OF_STATE = {s: zone for zone, states in TIME_ZONES.items() for s in states.split()}
BANDS = [(50, 1), (150, 2), (300, 3), (600, 4), (1000, 5), (1400, 6), (1800, 7), (12500, 8)]
ZONES = range(1, 10)

HEADERS = {
    "nodes": "node,type,latitude,longitude,country,postal_code,time_zone,methods,priority,tariff,"
    "handling_per_shipment,handling_per_line,handling_per_unit,enabled",
    "items": "sku,unit_of_measure,scale,weight_g,length_mm,width_mm,height_mm,value,category,attributes",
    "groups": "group,node,priority",
    "tariffs": "tariff,dim_cm3_per_kg,surcharge_per_parcel,weight_g_max,"
    + ",".join(f"zone_{z}" for z in ZONES),
    "zones": "origin,destination,zone",
    "zone_bands": "miles_max,zone",
    "stock": "sku,node,on_hand,safety",
    "orders": "order,line,sku,quantity,country,postal_code,latitude,longitude",
}


def node_row(key, kind, place, tariff):
    """A node as a CSV row; place is (latitude, longitude, country, postal code, time zone)."""
    latitude, longitude, country, postal_code, time_zone = place
    methods, priority, per_shipment, per_line, per_unit = {
        "dc": ("ship", 1, "0.90", "0.25", "0.10"),
        "store": ("ship;pickup", 2, "1.60", "0.45", "0.15"),
    }[kind]
    return [key, kind, f"{latitude:.6f}", f"{longitude:.6f}", country, postal_code, time_zone, methods,
            priority, tariff, per_shipment, per_line, per_unit, "yes"]


def groups_of(nodes):
    """Everything that ships, and the distribution centres alone."""
    rows = [["all", node[0], node[8]] for node in nodes]
    return rows + [["centres", node[0], node[8]] for node in nodes if node[1] == "dc"]


def draw_stock(draw, nodes, orders):
    """Spreads what the orders ask over the nodes; the rule is in the head comment."""
    asked = {}
    for order in orders:
        asked[order[2]] = asked.get(order[2], 0) + order[3]
    centres = [node[0] for node in nodes if node[1] == "dc"]
    stores = [node[0] for node in nodes if node[1] == "store"]
    for sku, units in sorted(asked.items()):
        plenty = draw.random() < 0.9
        supply = math.ceil(units * (draw.uniform(1.1, 1.6) if plenty else draw.uniform(0.4, 0.95)))
        shares = [draw.uniform(0.5, 1.5) for _ in centres]
        in_centres = supply * 0.7
        for node, share in zip(centres, shares):
            on_hand = round(in_centres * share / sum(shares))
            if on_hand:
                yield [sku, node, on_hand, 0]
        left = supply - round(in_centres)
        for node in draw.sample(stores, len(stores)):
            if left <= 0:
                break
            on_hand = min(left, draw.randint(1, 6))
            left -= on_hand
            yield [sku, node, on_hand, 1 if on_hand >= 4 else 0]


# ---- The made-up merchant ------------------------------------------------------------------------


def invented_place(draw):
    """A point of the invented country; the first three digits of its postal code are its cell."""
    latitude, longitude = draw.uniform(40, 48), draw.uniform(0, 20)
    cell = 100 + int(latitude - 40) * 20 + int(longitude)
    return latitude, longitude, "ZZ", f"{cell}{draw.randint(0, 99):02}", "UTC"


def invented_tariff(name, dim_cm3_per_kg, surcharge, base, per_kg):
    for kg in (0.25, 0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30):
        rates = [base + 0.35 * (z - 1) + (per_kg + 0.12 * (z - 1)) * kg for z in ZONES]
        yield [name, dim_cm3_per_kg, surcharge, round(kg * 1000)] + [f"{rate:.2f}" for rate in rates]


def made_up(draw):
    nodes = [node_row(f"dc-{i}", "dc", invented_place(draw), "carrier") for i in range(1, 9)]
    nodes += [node_row(f"store-{i:02}", "store", invented_place(draw), "post") for i in range(1, 61)]
    items = []
    for i in range(500):
        grams = round(math.exp(draw.gauss(6.2, 1.0)))
        side = max(20, round((grams * 4000) ** (1 / 3)))
        value = 2 + grams / 100 * draw.uniform(0.3, 1.5)
        items.append([f"item-{i:03}", "piece", 0, grams, round(side * 1.5), side, max(10, round(side * 0.7)),
                      f"{value:.2f}", "goods", ""])
    popularity = [1 / (rank + 5) for rank in range(len(items))]
    orders = []
    for number in range(1, 6001):
        latitude, longitude, country, postal_code, _ = invented_place(draw)
        drawn = draw.choices(items, popularity, k=draw.choice((1, 1, 1, 2, 2, 3, 4, 5, 6)))
        for line, sku in enumerate(dict.fromkeys(item[0] for item in drawn), start=1):
            orders.append([f"order-{number:05}", line, sku, draw.choice((1, 1, 1, 2, 3)), country, postal_code,
                           f"{latitude:.6f}", f"{longitude:.6f}"])
    cells = sorted({node[5][:3] for node in nodes})
    return {
        "nodes": nodes,
        "items": items,
        "tariffs": [*invented_tariff("carrier", 5000, "1.50", 5.2, 0.6), *invented_tariff("post", 0, "0", 5.9, 0.9)],
        "zones": [[cell, cell, 1] for cell in cells],
        "orders": orders,
    }


# ---- The merchant from public data ---------------------------------------------------------------


def table(path):
    """The rows of a .csv or .csv.gz file, as lists in the order of its columns, without the header."""
    opened = gzip.open(path, "rt", newline="") if path.suffix == ".gz" else open(path, newline="")
    with opened as text:
        rows = csv.reader(text)
        next(rows)
        yield from rows


def real_sales(folder):
    """{invoice: {stock code: units}} in the order of the file, and {stock code: median price}."""
    invoices, prices = {}, {}
    code_of_goods = re.compile(r"\d{5}[A-Za-z]*")
    for invoice, code, quantity, _, price, _, _ in table(folder / "uci_online_retail.csv.gz"):
        units = int(quantity)
        if units <= 0 or not invoice.isdigit() or float(price) <= 0 or not code_of_goods.fullmatch(code):
            continue
        lines = invoices.setdefault(invoice, {})
        lines[code] = lines.get(code, 0) + units
        prices.setdefault(code, []).append(float(price))
    return invoices, {code: statistics.median(seen) for code, seen in prices.items()}


def real_items(folder, price_of):
    products = []
    for identity, _, _, _, _, grams, length, height, width in table(folder / "olist_products_dataset.csv.gz"):
        if grams and length and float(grams) > 0:
            size = [round(float(cm) * 10) for cm in (length, width, height)]
            products.append((round(float(grams)), size[0] * size[1] * size[2], identity, size))
    products.sort()
    ranked = sorted(price_of, key=lambda code: (price_of[code], code))
    for rank, code in enumerate(ranked):
        grams, _, _, size = products[int((rank + 0.5) / len(ranked) * len(products))]
        yield [code, "piece", 0, grams, *size, f"{price_of[code]:.2f}", "giftware", ""]


def shoppers_units(wholesale):
    return 1 if wholesale <= 5 else 2 if wholesale <= 12 else 3 if wholesale <= 24 else 4


def cut_into_orders(draw, invoices, ship_to):
    for invoice, lines in invoices.items():
        left, part = list(lines.items()), 0
        while left:
            part += 1
            length = draw.randint(1, 10)
            place = ship_to()
            for line, (code, units) in enumerate(left[:length], start=1):
                yield [f"{invoice}-{part}", line, code, shoppers_units(units), *place]
            left = left[length:]


def real_places(draw, folder):
    """All stores, {zip: (latitude, longitude)}, and a function that draws a ship-to."""
    stores = [row for row in table(folder / "us_store_locations.csv.gz") if row[3] in TIME_ZONE_OF_STATE]
    zips, zips_of_state = {}, {}
    for code, _, state, latitude, longitude in table(folder / "us_zip_centroids.csv.gz"):
        if state in TIME_ZONE_OF_STATE:
            zips[code] = (float(latitude), float(longitude))
            zips_of_state.setdefault(state, []).append(code)
    weights = {}
    for store in stores:
        weights[store[3]] = weights.get(store[3], 0) + 1
    states = sorted(weights)
    reach = [sum(weights[s] for s in states[: i + 1]) for i in range(len(states))]

    def ship_to():
        code = draw.choice(zips_of_state[draw.choices(states, cum_weights=reach)[0]])
        return "US", code, f"{zips[code][0]:.6f}", f"{zips[code][1]:.6f}"

    return stores, zips, ship_to


def real_tariff(path, name, cubic_inches_per_pound, surcharge, zones_of_file):
    dim = round(cubic_inches_per_pound * CM3_PER_CUBIC_INCH / GRAMS_PER_POUND * 1000)
    for pounds, *rates in table(path):
        rate_of = dict(zip(zones_of_file, rates))
        if 1 not in rate_of:
            rate_of[1] = rate_of[2]
        grams = math.ceil(float(pounds) * GRAMS_PER_POUND)
        yield [name, dim, surcharge, grams] + [rate_of.get(zone, "") for zone in ZONES]


def from_public_data(draw, folder):
    invoices, price_of = real_sales(folder)
    stores, zips, ship_to = real_places(draw, folder)
    nodes = [
        node_row(f"dc-{code}", "dc", (*zips[code], "US", code, time_zone), "fedex-ground")
        for code, time_zone in DISTRIBUTION_CENTRES.items()
    ]
    taken = set()
    for brand, identity, _, state, code, latitude, longitude in stores:
        key = f"{STORE_CHAIN.lower()}-{identity}"
        if brand == STORE_CHAIN and key not in taken:
            taken.add(key)
            place = (float(latitude), float(longitude), "US", code[:5], TIME_ZONE_OF_STATE[state])
            nodes.append(node_row(key, "store", place, "usps-ground-advantage"))
    origins = {node[5][:3] for node in nodes}
    return {
        "nodes": nodes,
        "items": list(real_items(folder, price_of)),
        "tariffs": [
            *real_tariff(folder / "fedex_ground_2025_list.csv", "fedex-ground", 139, "5.95", range(2, 9)),
            *real_tariff(folder / "usps_ground_advantage_retail_2025-10.csv", "usps-ground-advantage", 166, "0", ZONES),
        ],
        "zones": [row for row in table(folder / "usps_zip3_zone_sample_2018.csv.gz") if row[0] in origins],
        "orders": list(cut_into_orders(draw, invoices, ship_to)),
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0], epilog="The rules are in the head of this file."
    )
    parser.add_argument("folder", type=pathlib.Path, help="where the CSV files go")
    parser.add_argument("--data", type=pathlib.Path, metavar="SOURCE", help="folder of the public data")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    draw = random.Random(arguments.seed)
    if arguments.data and not (arguments.data / "uci_online_retail.csv.gz").exists():
        sys.exit(f"scripts/demo_data.py: {arguments.data} has no uci_online_retail.csv.gz")
    tables = from_public_data(draw, arguments.data) if arguments.data else made_up(draw)
    tables["groups"] = groups_of(tables["nodes"])
    tables["zone_bands"] = BANDS
    tables["stock"] = list(draw_stock(draw, tables["nodes"], tables["orders"]))

    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with open(arguments.folder / f"{name}.csv", "w", newline="") as text:
            text.write(HEADERS[name] + "\n")
            csv.writer(text, lineterminator="\n").writerows(rows)
    order_count = len({row[0] for row in tables["orders"]})
    print(
        f"seed {arguments.seed}: {len(tables['nodes']):,} nodes, {len(tables['items']):,} items, "
        f"{len(tables['stock']):,} positions, {len(tables['zones']):,} zone pairs, "
        f"{order_count:,} orders with {len(tables['orders']):,} lines and "
        f"{sum(row[3] for row in tables['orders']):,} units"
    )


if __name__ == "__main__":
    main()
