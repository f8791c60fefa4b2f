"""The measurements, one function for each group of rows."""

import json
import re
import statistics
import time

from .figures import short
from .processes import BIN, Failed, on_one_core, run_json, run_program, say
from .servers import Earmark, Echo, Redis, device_flush

CPU = "per server CPU second"


def in_turn(run, contestants):
    """Runs every contestant once per round, so that noise meets all; name -> list of results."""
    results = {name: [] for name, _ in contestants}
    for round_number in range(run.pairs):
        for name, measure in contestants:
            result = measure()
            results[name].append(result)
            say(f"    {round_number + 1}/{run.pairs} {name}: {short(result['per_second'])}/s, "
                f"{short(result['per_cpu_second'])} {CPU}, p99 {short(result['us_p99'])} us")
    return results


def medians(results, key):
    return statistics.median(result[key] for result in results)


def latency_text(results):
    return (f"{short(medians(results, 'per_second'))}/s, p50 {short(medians(results, 'us_p50'))} "
            f"p99 {short(medians(results, 'us_p99'))} us")


def add_against(run, name, conditions, results, peers, goals):
    """A row per peer: requests per second of server CPU, ours beside its."""
    ours = [result["per_cpu_second"] for result in results["earmark"]]
    for peer, label in peers.items():
        if peer in results:
            theirs = [result["per_cpu_second"] for result in results[peer]]
            text = (f"{conditions}; ours {latency_text(results['earmark'])}; "
                    f"peer {latency_text(results[peer])}")
            run.rows.add_pairs(name, CPU, text, label, ours, theirs, goals.get(peer, ""))
        else:
            run.rows.add_skipped(name, statistics.median(ours), CPU, conditions, label,
                                 run.missing[peer.split("-")[0]], goals.get(peer, ""))


def kernels(run, *words, timeout=900):
    """Lines of earmark-kernels by name."""
    lines = run_json([BIN / "earmark-kernels", *words], timeout=timeout)
    return {line["name"]: line for line in lines}


# ---- In process ----------------------------------------------------------------------------


def ats_inproc(run):
    # A rule takes twice the room of a position: a quarter of the items is larger than the caches, too.
    for kernel, name, items, stock in (
            ("ats", "ats_inproc", run.items, "no segments"),
            ("ats-segments", "ats_inproc_segments", run.items // 4,
             "floors for two segments at every position, one of them asks")):
        found = kernels(run, kernel, "--items", items, "--pairs", run.pairs,
                        "--operations", min(items, 1_000_000))
        for row, how, goal in ((name, "one at a time", "<= 2"),
                               (name + "_batch", "batches of 64", "<= 1")):
            line = found[row]
            run.rows.add(row, line["value"], "ns per ATS",
                         f"{short(items)} items x 10 nodes, {stock}, random item, one thread, {how}",
                         line["peer"], line["peer_value"], [line["ratio_min"], line["ratio_max"]],
                         goal if kernel == "ats" else "")
            run.rows.rows[-1]["ratio"] = line["ratio"]


# How a position may lie in Redis, in its item's hash: as it is called, and what is kept of it.
POSITION_LAYOUTS = {
    "whole": ("six fields a position, as much as ours",
              "on hand, reserved, allocated, safety, source and sequence"),
    "fields": ("three bare fields a position", "on hand, reserved and safety alone"),
    "free": ("one bare number a position", "what is free alone"),
}


def memory(run):
    holds = run.items
    found = kernels(run, "memory", "--items", run.items, "--operations", holds)
    positions = run.items * 10
    position, hold = found["bytes_per_position"]["value"], found["bytes_per_reservation"]["value"]
    where = (f"resident memory, {short(positions)} positions, 10 per item, names and indexes in; "
             "ours keeps on hand, reserved, allocated, safety, source and sequence")
    hold_where = f"resident memory, {short(holds)} live three-line holds"
    if run.missing["redis"]:
        for name, value, text in (("bytes_per_position", position, where),
                                  ("bytes_per_reservation", hold, hold_where)):
            run.rows.add_skipped(name, value, "bytes", text, "Redis", run.missing["redis"])
        return
    for layout, (label, kept) in POSITION_LAYOUTS.items():
        redis = Redis(run, layout, run.items)
        run.rows.add("bytes_per_position", position, "bytes", f"{where}; Redis keeps {kept}",
                     f"Redis, {label}, one hash an item",
                     (redis.resident_bytes() - redis.empty_bytes) / positions,
                     goal="<= 40 bytes" if layout == "whole" else "")
        redis.stop()
    redis = Redis(run, "holds", holds)
    run.rows.add("bytes_per_reservation", hold, "bytes", hold_where,
                 "Redis, one hash a hold, with expiry",
                 (redis.resident_bytes() - redis.empty_bytes) / holds, goal="<= 128 bytes")
    redis.stop()


# ---- Sourcing ------------------------------------------------------------------------------


SOURCE_GOALS = {
    "source_inproc_10": "<= 1 us", "source_inproc_100": "<= 2 us",
    "source_inproc_500": "<= 5 us", "source_inproc_2000": "<= 20 us",
    "source_inproc_10_p99": "<= 20 us", "source_inproc_100_p99": "<= 40 us",
    "source_inproc_500_p99": "<= 80 us", "source_inproc_2000_p99": "<= 250 us",
    "source_split_100": "<= 20 us", "source_split_500": "<= 80 us",
    "source_split_100_p99": "<= 500 us", "source_split_500_p99": "<= 1500 us",
    "joint_batch": "<= 5 %",
}


def source(run):
    """earmark-sourcing-bench has its own pairs: the same orders, solved by us and by CBC."""
    path = run.folder / "sourcing.json"
    run_program([BIN / "earmark-sourcing-bench", "--json", path] +
                (["--quick"] if run.quick else []))
    for row in json.loads(path.read_text(encoding="utf-8")):
        run.rows.add(row["name"], row["value"], row["unit"], row["conditions"], row["peer"],
                     row["peer_value"], row["spread"], SOURCE_GOALS.get(row["name"], ""))
        run.rows.rows[-1]["ratio"] = row["ratio"]


# ---- Availability over TCP -----------------------------------------------------------------


ATS_PEERS = {
    "redis-script": "Redis, Lua over 10 nodes x 3 fields",
    "redis-packed": "Redis, Lua over one packed value (best script)",
    "redis-hmget": "Redis, HMGET of 10 raw numbers",
    "postgres": "PostgreSQL, prepared sum, pipelined",
}


def ats_tcp_pipelined(run):
    ours = run.shared_earmark()
    contestants = [("earmark", lambda: ours.measure("ats", 4, 64))]
    opened = []
    if not run.missing["redis"]:
        for peer, layout, work in (("redis-script", "fields", "ats-script"),
                                   ("redis-packed", "packed", "ats-packed"),
                                   ("redis-hmget", "free", "ats-hmget")):
            server = Redis(run, layout, run.items)
            opened.append(server)
            contestants.append((peer, lambda s=server, w=work: s.measure(w, 4, 64)))
    if not run.missing["postgres"]:
        postgres = run.shared_postgres()
        contestants.append(("postgres", lambda: postgres.measure("ats", 4, 64)))
    results = in_turn(run, contestants)
    for server in opened:
        server.stop()
    add_against(run, "ats_tcp_pipelined",
                f"{short(run.items)} items x 10 nodes, uniform, 4 connections x 64 deep, one query "
                "per request", results, ATS_PEERS, {"redis-packed": ">= 10", "redis-hmget": ">= 6"})


def ats_tcp_batch(run):
    """Frames of 100 queries beside an echo of as many bytes, both ends on one core.

    On two cores a message may or may not have to wake the other end, as the scheduler pleases: the
    same echo then takes four to eight times the CPU in one round and not in the next."""
    ours = run.shared_earmark()
    sizes = ours.measure("ats-batch", 1, 1)
    conditions = (f"100 queries per frame, {short(sizes['request_bytes'])} bytes out, "
                  f"{short(sizes['reply_bytes'])} back, queries per second, both ends on one core")
    echo = Echo(run, round(sizes["request_bytes"]), round(sizes["reply_bytes"]))
    for depth, how, goal in ((1, "one frame at a time", ">= 0.5"), (4, "four frames deep", "")):
        with on_one_core(ours.process, echo.process):
            results = in_turn(run, [
                ("earmark", lambda d=depth: ours.measure("ats-batch", 1, d)),
                ("echo", lambda d=depth: echo.measure(1, d)),
            ])
        for result in results["echo"]:  # One echoed frame stands for a hundred queries.
            result["per_cpu_second"] *= 100
            result["per_second"] *= 100
        add_against(run, "ats_tcp_batch", f"{conditions}, {how}", results,
                    {"echo": f"Asio echo of the same bytes, {how}"}, {"echo": goal})
    echo.stop()


# ---- Reservations over TCP -----------------------------------------------------------------


def reserve_rows(run, name, connections, depth, keys, goals):
    """Three-line holds, durable before the reply, ours beside Redis and PostgreSQL."""
    before = device_flush(run.folder)
    ours = run.shared_earmark()
    contestants = [
        ("earmark", lambda: ours.measure("reserve", connections, depth, "--keys", keys))
    ]
    if not run.missing["redis"]:
        redis = run.shared_durable_redis()
        contestants.append(
            ("redis", lambda: redis.measure("reserve", connections, depth, "--keys", keys)))
    if not run.missing["postgres"]:
        postgres = run.shared_postgres()
        contestants.append(
            ("postgres", lambda: postgres.measure("reserve", connections, depth, "--keys", keys)))
    results = in_turn(run, contestants)
    bytes_each = medians(results["earmark"], "disk_bytes_per_operation")
    conditions = (f"{short(run.items)} items x 10 nodes, {keys}, {connections} connections x "
                  f"{depth} deep, synced before the reply, {short(bytes_each)} disk bytes per "
                  f"order; device flush p50 {short(before['us_p50'])} p99 {short(before['us_p99'])} us")
    add_against(run, name, conditions, results,
                {"redis": "Redis, Lua on 3 lines, appendfsync always",
                 "postgres": "PostgreSQL, one call on 3 lines, synchronous_commit"}, goals)
    return results, before


def reserve_sync(run):
    results, _ = reserve_rows(run, "reserve_sync", 16, 16, "uniform",
                              {"redis": ">= 10", "postgres": ">= 100"})
    run.highest_reserve_rate = medians(results["earmark"], "per_second")
    run.reserve_sync_cpu = medians(results["earmark"], "per_cpu_second")


def reserve_sync_shallow(run):
    results, _ = reserve_rows(run, "reserve_sync_shallow", 100, 1, "uniform", {"redis": ">= 2.5"})
    if "redis" in results:
        run.rows.add_pairs("reserve_sync_shallow_p99", "us", "the same runs, closed loop",
                           "Redis, the same load",
                           [result["us_p99"] for result in results["earmark"]],
                           [result["us_p99"] for result in results["redis"]], "<= 1")


def reserve_hot(run):
    results, _ = reserve_rows(run, "reserve_hot", 16, 16, "hot", {})
    if run.reserve_sync_cpu:
        run.rows.add("reserve_hot", medians(results["earmark"], "per_cpu_second"), CPU,
                     "16 connections x 16 deep, one item in every order", "our reserve_sync",
                     run.reserve_sync_cpu, goal=">= 0.8")
    reserve_rows(run, "reserve_hot_shallow", 100, 1, "hot", {"redis": ">= 2", "postgres": ">= 50"})


def reserve_p99(run):
    ours = run.shared_earmark()
    if not run.highest_reserve_rate:
        run.highest_reserve_rate = ours.measure("reserve", 16, 16)["per_second"]
    rate = run.highest_reserve_rate / 2
    latencies, flushes = [], []
    for _ in range(run.pairs):
        flushes.append(device_flush(run.folder))
        latencies.append(ours.measure("reserve", 16, 16, "--rate", round(rate)))
        say(f"    p50 {short(latencies[-1]['us_p50'])} p99 {short(latencies[-1]['us_p99'])} us, "
            f"device flush p99 {short(flushes[-1]['us_p99'])} us")
    conditions = (f"open loop, Poisson, {short(rate)}/s (half of the highest rate), from the time "
                  f"each should have left; p50 {short(medians(latencies, 'us_p50'))} p90 "
                  f"{short(medians(latencies, 'us_p90'))} p99.9 {short(medians(latencies, 'us_p999'))}"
                  f" max {short(max(one['us_max'] for one in latencies))} us, n "
                  f"{short(sum(one['n'] for one in latencies))}")
    run.rows.add_pairs("reserve_p99", "us", conditions, "device flush p99 (4 KiB, one at a time)",
                       [one["us_p99"] for one in latencies],
                       [one["us_p99"] for one in flushes], "<= 2")


def source_reserve_tcp(run):
    """Orders of three lines planned over 500 nodes and held in one step, durable before the reply."""
    items, places = run.items // 20, 40
    before = device_flush(run.folder)
    ours = Earmark(run, "source", items, nodes=500, nodes_per_item=places)
    results = [ours.measure("source", 16, 16) for _ in range(run.pairs)]
    ours.stop()
    for result in results:
        say(f"    {short(result['per_second'])}/s, {short(result['per_cpu_second'])} {CPU}, "
            f"p99 {short(result['us_p99'])} us")
    conditions = (f"{short(items)} items, each at {places} of 500 nodes, 70-step tariff in 8 zones, uniform, "
                  f"16 connections x 16 deep, synced before the reply; {latency_text(results)}; "
                  f"{short(medians(results, 'disk_bytes_per_operation'))} disk bytes per order; device flush "
                  f"p50 {short(before['us_p50'])} p99 {short(before['us_p99'])} us")
    run.rows.add("source_reserve_tcp", medians(results, "per_cpu_second"), CPU, conditions,
                 "nobody publishes one: the goal of 100 k", 100_000, goal=">= 1")


# ---- Feeds ---------------------------------------------------------------------------------


def feeds(run):
    found = kernels(run, "load", "--items", run.items, "--pairs", run.pairs,
                    "--folder", run.fresh_folder("load"))
    where = (f"{short(run.items * 10)} positions, absolute rows that change, 4,096 a request, one "
             "thread, in process, until synced")
    for name, unit, text, peer, goal in (
            ("load_rows", "rows/s", f"{where}; 10,000 reads a second go on", "no reads", ""),
            ("load_read_p99", "us", f"{where}; p99 of those reads, from when each was due",
             "no loading", "")):
        line = found[name]
        run.rows.add(name, line["value"], unit, text, f"the same with {peer}", line["peer_value"],
                     [line["ratio_min"], line["ratio_max"]], goal)
    items = run.items if run.quick else 10_000_000
    found = kernels(run, "count", "--items", items, "--pairs", 1 if run.quick else run.pairs,
                    "--folder", run.fresh_folder("count"), timeout=3_600)
    run.rows.add("reconcile_rows", found["reconcile_rows"]["value"], "rows/s",
                 f"full count of {short(items)} positions of a node, 1 % differ, compared with the "
                 f"book, corrected and synced in {found['reconcile_seconds']['value']:.1f} s; "
                 f"{short(found['reconcile_log']['value'])} bytes of log",
                 "10 M rows in 10 s", 1_000_000, goal=">= 1")


# ---- Recovery ------------------------------------------------------------------------------


def recovery(run):
    orders = run.items // 2
    found = kernels(run, "recover", "--items", run.items, "--operations", orders,
                    "--folder", run.fresh_folder("recover"))
    snapshot, log = found["recover_snapshot"], found["recover_log"]
    snapshot_text = (f"{short(run.items * 10)} positions from a snapshot, all cores, file cache "
                     "warm, until serving; ours keeps on hand, reserved, allocated, safety, "
                     "source and sequence")
    log_text = f"{short(orders)} three-line holds replayed, all cores, file cache warm"
    if run.missing["redis"]:
        run.rows.add_skipped("recover_snapshot", snapshot["value"], "positions/s", snapshot_text,
                             "Redis RDB", run.missing["redis"], ">= 10 M/s")
        run.rows.add_skipped("recover_log", log["value"], "holds/s", log_text, "Redis AOF",
                             run.missing["redis"], ">= 2 M/s per core")
        return
    for layout in ("whole", "fields"):
        label, kept = POSITION_LAYOUTS[layout]
        run.rows.add("recover_snapshot", snapshot["value"], "positions/s",
                     f"{snapshot_text}; Redis keeps {kept}", f"Redis RDB, {label}",
                     redis_snapshot_rate(run, layout),
                     goal=">= 10 M/s" if layout == "whole" else "")
    run.rows.add("recover_log", log["value"], "holds/s", log_text,
                 "Redis AOF, three-line orders", redis_log_rate(run), goal=">= 2 M/s per core")


def redis_loading_seconds(run, redis, pattern):
    """Median over restarts of what Redis says it took."""
    seconds = []
    for _ in range(run.pairs):
        found = re.search(pattern, redis.restart())
        if not found:
            raise Failed("Redis did not say how long it loaded")
        seconds.append(float(found[1]))
    return max(statistics.median(seconds), 0.001)


def redis_snapshot_rate(run, layout):
    """Positions per second that Redis loads from its RDB file."""
    redis = Redis(run, layout, run.items, tag="-rdb")
    redis.ask("SAVE")
    seconds = redis_loading_seconds(run, redis, r"DB loaded from disk: ([\d.]+) seconds")
    redis.stop()
    return run.items * 10 / seconds


def redis_log_rate(run):
    """Three-line orders per second that Redis replays from its AOF."""
    redis = Redis(run, "free", run.items // 10, durable=True, tag="-aof")
    redis.ask("BGREWRITEAOF")
    while "aof_rewrite_in_progress:1" in redis.ask("INFO", "persistence"):
        time.sleep(0.05)
    redis.measure("reserve", 16, 16)
    # Refused orders leave nothing in the log: count what Redis wrote, three changes an order.
    calls = redis.ask("INFO", "commandstats")
    orders = int(re.search(r"cmdstat_hincrby:calls=(\d+)", calls)[1]) / 3
    seconds = redis_loading_seconds(run, redis, r"DB loaded from incr file \S+: ([\d.]+) seconds")
    redis.stop()
    return orders / seconds
