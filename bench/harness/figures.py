"""Rows: what is printed and what goes into the JSON."""

import json
import statistics


class Rows:
    """Collects the rows of a run."""

    def __init__(self):
        self.rows = []

    def add(self, name, value, unit, conditions, peer=None, peer_value=None, spread=None, goal=""):
        """One figure beside one peer. `spread` is the lowest and highest ratio over the pairs."""
        ratio = value / peer_value if value is not None and peer_value else None
        self.rows.append({
            "name": name, "value": value, "unit": unit, "peer": peer, "peer_value": peer_value,
            "ratio": ratio, "spread": spread, "conditions": conditions, "goal": goal,
        })

    def add_pairs(self, name, unit, conditions, peer, ours, theirs, goal=""):
        """Measurements in turn: medians of both, and the spread of the ratio within the pairs."""
        ratios = [mine / other for mine, other in zip(ours, theirs)]
        self.add(name, statistics.median(ours), unit, conditions, peer, statistics.median(theirs),
                 [min(ratios), max(ratios)], goal)
        self.rows[-1]["ratio"] = statistics.median(ratios)

    def add_skipped(self, name, value, unit, conditions, peer, why, goal=""):
        self.add(name, value, unit, conditions, f"{peer}: skipped, {why}", goal=goal)

    def write_json(self, path):
        keys = ("name", "value", "unit", "peer", "peer_value", "ratio", "spread", "conditions")
        plain = [{key: row[key] for key in keys} for row in self.rows]
        with open(path, "w", encoding="utf-8") as file:
            json.dump(plain, file, indent=1)
            file.write("\n")


def short(value):
    """A figure as people read it: three digits, with k and M."""
    if value is None:
        return "-"
    for limit, divisor, suffix in ((999.5e9, 1e12, " T"), (999.5e6, 1e9, " G"),
                                   (999.5e3, 1e6, " M"), (9999.5, 1e3, " k")):
        if abs(value) >= limit:
            return f"{value / divisor:.3g}{suffix}"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def table(rows):
    """The one table, as text."""
    header = ("row", "value", "unit", "peer or limit", "its value", "ratio", "spread", "goal")
    lines = [header]
    for row in rows:
        spread = row["spread"]
        lines.append((
            row["name"], short(row["value"]), row["unit"], row["peer"] or "-",
            short(row["peer_value"]), "-" if row["ratio"] is None else f"{row['ratio']:.3g}",
            "-" if not spread else f"{spread[0]:.3g} .. {spread[1]:.3g}", row["goal"],
        ))
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    right = {1, 4, 5}
    text = []
    for line in lines:
        cells = [cell.rjust(width) if column in right else cell.ljust(width)
                 for column, (cell, width) in enumerate(zip(line, widths))]
        text.append("  ".join(cells).rstrip())
    text.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(text)
