#!/usr/bin/env python3
"""clang-tidy over sources, each once, on all cores: every finding, once, and how far it is.

    scripts/run_clang_tidy.py BUILD_FOLDER [FILE...]

BUILD_FOLDER has the compile_commands.json. Without FILE: all sources that it compiles, together where it does so. A file that it does not name is not compiled here (a package is missing):
it is named and left out. Exit code 1 if anything was found.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import subprocess
import sys

FINDING = re.compile(r"^(/\S+:\d+:\d+): (?:error|warning): .*\[(.*)\]$")
FILES_PER_PROGRESS_LINE = 20


def one_command_per_file(build: pathlib.Path) -> tuple[pathlib.Path, set[str]]:
    """A folder whose compile_commands.json names each file once: several targets may share a source."""
    commands = json.loads((build / "compile_commands.json").read_text())
    by_file = {entry["file"]: entry for entry in commands}
    folder = build / "tidy"
    folder.mkdir(exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(list(by_file.values())))
    return folder, set(by_file)


def config_of(path: str, build: pathlib.Path) -> list[str]:
    """A file that CMake wrote is checked by the rules of the folder whose sources it includes."""
    written = build.resolve()
    if written not in pathlib.Path(path).parents:
        return []
    folder = pathlib.Path.cwd() / str(pathlib.Path(path).relative_to(written)).split("CMakeFiles/")[0]
    while not (folder / ".clang-tidy").exists():
        folder = folder.parent
    return [f"--config-file={folder / '.clang-tidy'}"]


def findings(output: str) -> list[tuple[str, str]]:
    """The finding's place and name, and its text: the lines up to the next finding."""
    found: list[tuple[str, list[str]]] = []
    for line in output.splitlines():
        head = FINDING.match(line)
        if head:
            found.append((f"{head[1]} {head[2]}", []))
        if found:
            found[-1][1].append(line)
    return [(key, "\n".join(lines)) for key, lines in found]


def main() -> int:
    build = pathlib.Path(sys.argv[1])
    folder, known = one_command_per_file(build)
    paths = [str(pathlib.Path(name).resolve()) for name in sys.argv[2:]]
    if not paths:
        paths = [path for path in known if "_verify_interface_header_sets/" not in path]
    unknown = [os.path.relpath(path) for path in paths if path not in known]
    if unknown:
        print(f"clang-tidy: not compiled here, so not read: {' '.join(unknown)}", flush=True)
    # The large ones first, so that no core ends with one of them while the others idle.
    paths = sorted((path for path in paths if path in known), key=os.path.getsize, reverse=True)

    def tidy(path: str) -> subprocess.CompletedProcess[str]:
        command = ["clang-tidy-19", "-p", str(folder), "--quiet", *config_of(path, build), path]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    seen: set[str] = set()
    bad_files = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = concurrent.futures.as_completed([pool.submit(tidy, path) for path in paths])
        for done, run in enumerate(runs, start=1):
            result = run.result()
            new = [(key, text) for key, text in findings(result.stdout) if key not in seen]
            seen.update(key for key, _ in new)
            for _, text in new:
                print(text, flush=True)
            if result.returncode != 0:
                bad_files += 1
                if not findings(result.stdout):
                    print(result.stdout + result.stderr, flush=True)
            if done % FILES_PER_PROGRESS_LINE == 0:
                print(f"clang-tidy: {done} of {len(paths)} files, {len(seen)} findings", flush=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    verdict = "ok" if bad_files == 0 else f"{len(seen)} findings"
    print(f"clang-tidy: {verdict}, {len(paths)} files, {used.ru_utime + used.ru_stime:.0f} s of CPU")
    return 0 if bad_files == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
