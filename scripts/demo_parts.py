"""What the parts of the demo share: the server, its command line, and how things are shown."""

import csv
import pathlib
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "build" / "release" / "bin"
CONNECTIONS = 4


class Failure(Exception):
    """Something that should be so is not."""


def heading(text):
    print(f"\n== {text} ==", flush=True)


def table(rows):
    """Aligned columns: the first to the left, the others to the right."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:])]
        print("  " + "  ".join(cells).rstrip())
    sys.stdout.flush()


def run(*words, quiet=True):
    """Runs a command; its output is kept, and shown if it fails."""
    done = subprocess.run([str(w) for w in words], cwd=ROOT, text=True, capture_output=quiet)
    if done.returncode:
        raise Failure(f"{' '.join(str(w) for w in words)}: exit {done.returncode}\n{done.stdout or ''}{done.stderr or ''}")
    return done.stdout


class Server:
    """The real earmarkd, on a data folder and a port of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.output = folder.parent / "earmarkd.log"
        self.port = 0  # The first start chooses one; later starts come back on it.
        self.process = None

    def start(self):
        """Starts it and returns the seconds until it serves."""
        began = time.monotonic()
        with open(self.output, "a") as output:
            written = output.tell()
            self.process = subprocess.Popen(
                [BIN / "earmarkd", "--data", self.folder, "--listen", f"127.0.0.1:{self.port}"],
                stdout=output, stderr=output,
            )
        while time.monotonic() - began < 60:
            said = self.output.read_bytes()[written:].decode(errors="replace")
            serving = re.search(r"serving on 127\.0\.0\.1:(\d+)", said)
            if serving:
                self.port = int(serving[1])
                return time.monotonic() - began
            if self.process.poll() is not None:
                raise Failure(f"earmarkd did not start:\n{said}")
            time.sleep(0.005)
        raise Failure("earmarkd did not serve within a minute")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(timeout=60) != 0:
            raise Failure(f"earmarkd did not end cleanly; see {self.output}")

    def command(self, *words):
        return [str(BIN / "earmark"), "--server", f"127.0.0.1:{self.port}", *(str(w) for w in words)]

    def earmark(self, *words):
        return run(*self.command(*words))

    def show(self, *words, lines=14):
        """As a newcomer would type it, with what it prints."""
        print(f"\n  $ earmark {' '.join(str(w) for w in words)}")
        text = self.earmark(*words).splitlines()
        for line in text[:lines]:
            print(f"    {line}")
        if len(text) > lines:
            print(f"    ... {len(text) - lines} more lines")


def rows_of(path):
    with open(path, newline="") as text:
        yield from csv.DictReader(text)
