"""Processes that end when the run ends, however it ends."""

import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# The tests measure, in a second, what their own preset built.
BIN = pathlib.Path(os.environ.get("EARMARK_BENCH_BIN", ROOT / "build" / "release" / "bin"))


class Failed(Exception):
    """A measurement that could not be made, or whose answers were wrong."""


def say(text):
    print(text, file=sys.stderr, flush=True)


class Processes:
    """Starts servers, remembers each, and ends each by its own id."""

    def __init__(self, folder):
        self.folder = folder
        self.running = []

    def start(self, name, argv, user=None):
        """Starts a server; its output goes to NAME.log in the run's folder."""
        log_path = self.folder / f"{name}.log"
        extra = {}
        if user is not None:
            extra = {"user": user, "group": user, "extra_groups": []}
        with open(log_path, "wb") as log:
            process = subprocess.Popen(
                [str(word) for word in argv],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C reaches the run, which ends its servers in order.
                **extra,
            )
        process.log_path = log_path
        process.name = name
        self.running.append(process)
        return process

    def stop(self, process, how=signal.SIGTERM):
        """Ends one server and waits for it."""
        if process in self.running:
            self.running.remove(process)
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def stop_all(self):
        for process in list(self.running):
            self.stop(process, signal.SIGKILL)


@contextlib.contextmanager
def on_one_core(*processes):
    """All threads of the servers on one core, and of every load generator that is started meanwhile."""
    before = os.sched_getaffinity(0)

    def pin(cores):
        for process in processes:
            for thread in os.listdir(f"/proc/{process.pid}/task"):
                os.sched_setaffinity(int(thread), cores)
        os.sched_setaffinity(0, cores)  # The load generator inherits it.

    pin({min(before)})
    try:
        yield
    finally:
        pin(before)


def wait_for(process, pattern, seconds=120):
    """Waits until the server's log matches; returns the match."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        text = process.log_path.read_text(errors="replace")
        found = re.search(pattern, text)
        if found:
            return found
        if process.poll() is not None:
            raise Failed(f"{process.name} ended at its start: {text.strip()[-500:]}")
        time.sleep(0.02)
    raise Failed(f"{process.name} did not say '{pattern}' within {seconds} s")


def run_program(argv, timeout=900):
    """Runs a program to its end; returns what it printed."""
    done = subprocess.run(
        [str(word) for word in argv], capture_output=True, text=True, timeout=timeout, check=False
    )
    if done.returncode != 0:
        command = " ".join(os.path.basename(str(word)) for word in argv[:2])
        raise Failed(f"{command}: exit {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout


def run_json(argv, timeout=900):
    """Runs a measuring program; returns its lines of JSON."""
    printed = run_program(argv, timeout)
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
