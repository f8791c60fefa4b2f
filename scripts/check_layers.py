#!/usr/bin/env python3
"""Fails if a folder includes a folder it may not know.  Run by ctest as `layers`."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The words that all of the engine shares: they know nothing but each other and engine/base.
WORDS = {
    "engine/base",
    "engine/change_log.h",
    "engine/command.h",
    "engine/limits.h",
    "engine/outcome.h",
    "engine/reply.h",
}

# Folder -> folders whose headers it may include.
ALLOWED = {
    "engine/base": {"engine/base"},
    "engine/inventory": WORDS | {"engine/inventory"},
    # The rules that are part of the reference data, not the commands about them.
    "engine/network": WORDS
    | {
        "engine/network",
        "engine/conditions/sourcing_book.h",
        "engine/rules/rule_index.h",
        "engine/rules/selling_rule.h",
        "engine/profile/profile.h",
        "engine/profile/scarcity.h",
        "engine/shipping",
    },
    "engine/reservation": WORDS | {"engine/reservation"},
    "engine/shipping": WORDS | {"engine/shipping"},
    "engine/sourcing": WORDS | {"engine/sourcing"},
    "engine/joint": WORDS | {"engine/joint", "engine/sourcing"},
    "engine/story": {"engine"},
    "engine": {"engine"},
    "persistence": {"engine", "persistence"},
    "protocol": {"engine", "protocol"},
}
PACKAGES_KEPT_OUT = {"engine": re.compile(r"boost/asio|flatbuffers/|sys/socket|unistd")}


def covers(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def violations():
    for source in sorted(ROOT.glob("e*/**/*.[ch]*")) + sorted(ROOT.glob("p*/**/*.[ch]*")):
        path = source.relative_to(ROOT).as_posix()
        if path.endswith("_main.cc"):
            continue  # A main program wires the layers together.
        home = max((f for f in ALLOWED if covers(f, path)), key=len, default=None)
        if home is None:
            continue
        for number, line in enumerate(source.read_text().splitlines(), start=1):
            ours = re.match(r'#include "([^"]+)"', line)
            if ours and not any(covers(f, ours[1]) for f in ALLOWED[home]):
                yield f"{path}:{number}: {home} may not include {ours[1]}"
            banned = PACKAGES_KEPT_OUT.get(home.split("/")[0])
            if banned and line.startswith("#include <") and banned.search(line):
                yield f"{path}:{number}: {home} may not use {line[10:-1]}"


found = list(violations())
print("\n".join(found) or "layers: ok")
sys.exit(bool(found))
