#!/usr/bin/env python3
"""Shows what sourcing waiting orders together saves, and what its prices save for live orders.

    scripts/demo_joint.py                  a small made-up merchant
    scripts/demo_joint.py --data FOLDER --orders 10000 --first 100
                                           real invoices, from public data (scripts/demo_data.py)

The input is that of scripts/demo. Most orders come first and are sourced as they come, so that stock is short
where it would be (with --first, of a part of the orders, and with stock for that part). Then two groups of as
many orders come: those that wait, and those of the next day.

1. The waiting orders are quoted together, against first come, first served on the same stock. Both leave out a
   unit that costs more to ship than --short-price.
2. The next day's orders are sourced as they come: in one shop at their own cost, in an equal shop with the
   prices kept that the waiting orders gave (as if these forecast the day), by a profile that weighs them by
   --price-weight: a forecast is never what comes, and full prices would save units for orders that do not. What
   counts is shipping, and --short-price for each unit that an order asked for and did not get.
3. The waiting orders are held together; the audit must be clean.

Uses the programs of build/release, or of --bin.
"""

import argparse
import csv
import json
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True

import demo_parts  # noqa: E402
from demo_parts import Failure, Server, heading, rows_of, run, table  # noqa: E402

KINDS = ("tariffs", "zones", "zone-bands", "nodes", "groups", "items", "stock")
HOW = ("--partial", "--split-penalty", "1.00")
PLAIN = ("--profile", "plain")


def orders_of(path):
    """The rows of each order, in the order of the file."""
    orders = {}
    for row in rows_of(path):
        orders.setdefault(row["order"], []).append(row)
    return list(orders.values())


def write_orders(path, orders):
    with open(path, "w", newline="") as text:
        rows = csv.DictWriter(text, fieldnames=list(orders[0][0]))
        rows.writeheader()
        for order in orders:
            rows.writerows(order)
    return path


def objects_of(path):
    """JSON objects, each over some lines."""
    text, decoder, at = path.read_text(), json.JSONDecoder(), 0
    while at < len(text):
        answer, end = decoder.raw_decode(text, at)
        yield answer
        at = end
        while at < len(text) and text[at].isspace():
            at += 1


def thin_stock(path, share, seed):
    """Keeps each unit with that chance: stock for a part of the orders."""
    draw = random.Random(seed)
    rows = list(rows_of(path))
    with open(path, "w", newline="") as text:
        thinned = csv.DictWriter(text, fieldnames=list(rows[0]))
        thinned.writeheader()
        for row in rows:
            row["on_hand"] = sum(draw.random() < share for _ in range(int(row["on_hand"])))
            row["safety"] = min(int(row["safety"]), row["on_hand"])
            thinned.writerow(row)


class World:
    """A shop in which the first orders have come."""

    def __init__(self, folder):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.server = Server(folder / "data")
        self.server.output = folder / "earmarkd.log"
        self.server.start()

    def begin(self, data, first, short_price, price_weight):
        for kind in KINDS:
            self.server.earmark("load", kind, data / f"{kind.replace('-', '_')}.csv")
        profiles = self.folder / "profiles.csv"
        profiles.write_text(
            f"profile,scarcity,shortage_per_unit\nplain,0,{short_price:.2f}\nthrifty,{price_weight},{short_price:.2f}\n"
        )
        self.server.earmark("load", "profiles", profiles)
        self.server.earmark("orders", first, "--reserve", *HOW, "--hold-for", "1d")

    def equal(self, folder):
        """Another shop that is as this one is now."""
        self.server.stop()
        shutil.copytree(self.folder, folder)
        self.server.start()
        return World(folder)

    def live(self, path, name, *how):
        """Sources the orders as they come. Returns micros of shipping, and units left out."""
        answers = self.folder / f"{name}.jsonl"
        report = json.loads(
            self.server.earmark(
                "--json", "orders", path, "--reserve", *HOW, *how, "--hold-for", "1d", "--connections", "1",
                "--in-flight", "1", "--answers", answers,
            )
        )
        short = 0
        for answer in objects_of(answers):
            short += sum(unfilled["quantity"] for unfilled in answer["reply"].get("unfilled", []))
        return report["cost_micros"]["total"], short

    def jointly(self, path, *how):
        return json.loads(self.server.earmark("--json", "source-jointly", path, *HOW, *PLAIN, "--hold-for", "1d", *how))


def money(micros):
    return f"{micros / 1e6:,.2f}"


def show_together(reply, seconds):
    planned = reply["planned"]
    saved = planned["first_come_cost"] - planned["cost"]
    gap = planned["cost"] - planned["lower_bound"]
    heading("The waiting orders, planned together")
    table([
        ("orders", f"{planned['orders']:,}"),
        ("first come, first served", money(planned["first_come_cost"])),
        ("planned together", money(planned["cost"])),
        ("saved", f"{money(saved)} ({saved / max(1, planned['first_come_cost']):.2%})"),
        ("no plan costs less than", f"{money(planned['lower_bound'])} ({gap / max(1, planned['cost']):.2%} less)"),
        ("units left out, first come", f"{planned['first_come_short_units']:,}"),
        ("units left out, together", f"{planned['short_units']:,}"),
        ("scarce units priced", f"{reply['prices_found']:,}"),
        ("seconds", f"{seconds:.1f}"),
    ])


def show_live(plain, thrifty, short_price):
    def total(run_of):
        return run_of[0] + int(run_of[1] * short_price * 1e6)

    heading("The next day's orders, as they come")
    saved = total(plain) - total(thrifty)
    table([
        ("", "own cost", "with the prices"),
        ("shipping", money(plain[0]), money(thrifty[0])),
        ("units left out", f"{plain[1]:,}", f"{thrifty[1]:,}"),
        (f"together, at {short_price:.2f} a unit", money(total(plain)), money(total(thrifty))),
        ("saved", "", f"{money(saved)} ({saved / max(1, total(plain)):.2%})"),
    ])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=pathlib.Path, help="a folder of public data")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--orders", type=int, default=1000, help="how many wait, and how many come the next day")
    parser.add_argument("--first", type=int, help="how many come before them, with stock for as many; default: all others")
    parser.add_argument("--time", default="60s", help="for planning")
    parser.add_argument("--short-price", type=float, default=10.0, help="of a unit left out")
    parser.add_argument("--price-weight", type=float, default=0.5, help="how much kept prices count for live orders")
    parser.add_argument("--bin", type=pathlib.Path, help="the folder of earmarkd and earmark")
    arguments = parser.parse_args()
    if arguments.bin:
        demo_parts.BIN = arguments.bin.resolve()
    with tempfile.TemporaryDirectory(prefix="earmark-joint-") as temporary:
        folder = pathlib.Path(temporary)
        data = folder / "csv"
        words = [demo_parts.ROOT / "scripts" / "demo_data.py", data, "--seed", arguments.seed]
        print(run(*words, *(["--data", arguments.data.resolve()] if arguments.data else [])).strip())
        orders = orders_of(data / "orders.csv")
        if len(orders) <= 2 * arguments.orders:
            raise Failure(f"found {len(orders)} orders, expected more than twice --orders")
        before = orders[: -2 * arguments.orders][-arguments.first if arguments.first else 0 :]
        used = len(before) + 2 * arguments.orders
        if used < len(orders):
            thin_stock(data / "stock.csv", used / len(orders), arguments.seed)
        first = write_orders(folder / "first.csv", before)
        waiting = write_orders(folder / "waiting.csv", orders[-2 * arguments.orders : -arguments.orders])
        next_day = write_orders(folder / "next_day.csv", orders[-arguments.orders :])
        price = ("--short-price", f"{arguments.short_price:.2f}", "--time", arguments.time)
        worlds = []
        try:
            print(f"{len(before):,} orders come first", flush=True)
            plain = World(folder / "plain")
            worlds.append(plain)
            plain.begin(data, first, arguments.short_price, arguments.price_weight)
            priced = plain.equal(folder / "priced")
            worlds.append(priced)
            began = time.monotonic()
            quoted = priced.jointly(waiting, "--quote", "--keep-prices", *price)
            show_together(quoted, time.monotonic() - began)
            show_live(
                plain.live(next_day, "plain", *PLAIN),
                priced.live(next_day, "thrifty", "--profile", "thrifty"),
                arguments.short_price,
            )
            heading("The waiting orders, held together")
            plain.server.show("source-jointly", waiting, *HOW, *PLAIN, "--hold-for", "1d", *price, lines=40)
            for world in worlds:
                if json.loads(world.server.earmark("--json", "audit"))["mismatches"]:
                    raise Failure("counters differ from the sum over live holds")
            print("\n  audit: every counter right in both shops")
        finally:
            for world in worlds:
                world.server.kill()


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"failed: {failure}")
