"""The servers that are compared: Earmark and its peers, each with the same data."""

import glob
import os
import pwd
import re
import shutil
import socket
import subprocess
import time

from .processes import BIN, Failed, run_json, wait_for


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Earmark:
    """An earmarkd on a folder of its own, in its default mode: every reply to a write is durable."""

    name = "earmarkd"

    def __init__(self, run, tag, items, nodes=10, nodes_per_item=0):
        self.run, self.items, self.nodes, self.nodes_per_item = run, items, nodes, nodes_per_item
        self.folder = run.folder / f"earmark-{tag}"
        self.tag = tag
        self.process = None
        self.port = 0
        self.start()
        self.loaded = self.bench("--prepare", "--no-check")

    def start(self):
        argv = [BIN / "earmarkd", "--data", self.folder, "--listen", "127.0.0.1:0"]
        self.process = self.run.processes.start(f"earmarkd-{self.tag}", argv)
        found = wait_for(self.process, r"serving on 127\.0\.0\.1:(\d+)", seconds=300)
        self.port = int(found[1])

    def bench(self, *options):
        argv = [BIN / "earmark-bench", "--json", "--port", self.port]
        argv += ["--server-pid", self.process.pid, "--items", self.items, "--nodes", self.nodes]
        if self.nodes_per_item:
            argv += ["--nodes-per-item", self.nodes_per_item]
        return run_json(argv + list(options))[0]

    def measure(self, work, connections, depth, *options):
        return self.bench(
            "--work", work, "--connections", connections, "--depth", depth,
            "--warm-up-ms", self.run.warm_up_ms, "--measure-ms", self.run.measure_ms, *options,
        )

    def stop(self):
        self.run.processes.stop(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    """One Redis per layout of the data, so that their memory can be told apart."""

    name = "Redis"

    @staticmethod
    def missing():
        return None if shutil.which("redis-server") else "redis-server is not installed"

    def __init__(self, run, layout, items, durable=False, tag=""):
        self.run, self.items, self.durable = run, items, durable
        self.tag = f"redis-{layout}{tag}"
        self.folder = run.folder / self.tag
        self.folder.mkdir()
        self.start()
        self.empty_bytes = self.resident_bytes()
        if items:
            self.load(layout, items)

    def start(self):
        self.port = free_port()
        argv = ["redis-server", "--port", self.port, "--bind", "127.0.0.1", "--dir", self.folder]
        argv += ["--save", "", "--appendonly", "yes" if self.durable else "no"]
        argv += ["--appendfsync", "always", "--auto-aof-rewrite-percentage", "0"]
        self.process = self.run.processes.start(self.tag, argv)
        wait_for(self.process, r"Ready to accept connections", seconds=300)

    def load(self, layout, items):
        run_json(
            [BIN / "earmark-peer", "redis-load", "--port", self.port, "--connections", 4,
             "--depth", 64, "--layout", layout, "--items", items]
        )

    def ask(self, *words):
        """One inline command; returns its reply as text."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=300) as connection:
            connection.sendall((" ".join(words) + "\r\n").encode())
            answer = b""
            while True:
                piece = connection.recv(65536)
                answer += piece
                head, _, body = answer.partition(b"\r\n")
                if not piece or (head[:1] != b"$" and head) or len(body) >= int(head[1:] or 0):
                    break
        if answer[:1] == b"-":
            raise Failed(f"Redis: {words[0]}: {answer.decode().strip()}")
        return answer.decode()

    def resident_bytes(self):
        """As the kernel counts them, like ours."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def measure(self, work, connections, depth, *options):
        return run_json(
            [BIN / "earmark-peer", "redis", "--port", self.port, "--server-pid", self.process.pid,
             "--work", work, "--connections", connections, "--depth", depth,
             "--items", self.items, "--warm-up-ms", self.run.warm_up_ms,
             "--measure-ms", self.run.measure_ms, *options]
        )[0]

    def restart(self):
        """Ends it at once and starts it on what it left; returns its log."""
        self.run.processes.stop(self.process, how=9)
        self.start()
        return self.process.log_path.read_text(errors="replace")

    def stop(self):
        self.run.processes.stop(self.process, how=9)
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres:
    """A cluster of its own in the run's folder; as user postgres when run as root."""

    name = "PostgreSQL"
    CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 2GB
max_wal_size = 8GB
synchronous_commit = on
fsync = on
"""

    @staticmethod
    def programs():
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
        return os.path.dirname(found[-1]) if found else None

    @classmethod
    def missing(cls):
        if cls.programs() is None:
            return "postgresql is not installed"
        helps = subprocess.run(
            [BIN / "earmark-peer", "--help"], capture_output=True, text=True, check=False
        )
        return None if "postgres-load" in helps.stdout else "built without libpq"

    def __init__(self, run, items):
        self.run, self.items = run, items
        self.folder = run.folder / "postgres"
        self.folder.mkdir()
        self.user = None
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.user = "postgres"
        self.data = self.folder / "data"
        self.initialise()
        self.port = free_port()
        argv = [f"{self.programs()}/postgres", "-D", self.data, "-p", self.port]
        self.process = run.processes.start("postgres", argv, user=self.user)
        wait_for(self.process, r"ready to accept connections")
        run_json(
            [BIN / "earmark-peer", "postgres-load", "--port", self.port, "--items", items],
            timeout=1800,
        )

    def initialise(self):
        argv = [f"{self.programs()}/initdb", "-D", str(self.data), "-A", "trust", "-U", "postgres",
                "--no-locale", "-E", "UTF8"]
        extra = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        done = subprocess.run(argv, capture_output=True, text=True, check=False,
                              cwd=self.folder, **extra)
        if done.returncode != 0:
            raise Failed(f"initdb: {done.stderr.strip()[-300:]}")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as configuration:
            configuration.write(self.CONFIGURATION)

    def measure(self, work, connections, depth, *options):
        return run_json(
            [BIN / "earmark-peer", "postgres", "--port", self.port,
             "--server-pid", self.process.pid, "--work", work, "--connections", connections,
             "--depth", depth, "--items", self.items, "--warm-up-ms", self.run.warm_up_ms,
             "--measure-ms", self.run.measure_ms, *options]
        )[0]

    def stop(self):
        self.run.processes.stop(self.process, how=2)
        shutil.rmtree(self.folder, ignore_errors=True)


class Echo:
    """The sockets alone, with frames of given sizes."""

    name = "Asio echo"

    def __init__(self, run, request_bytes, reply_bytes):
        self.run = run
        self.sizes = ["--request-bytes", request_bytes, "--reply-bytes", reply_bytes]
        self.process = run.processes.start("echo", [BIN / "earmark-echo", "serve"] + self.sizes)
        self.port = int(wait_for(self.process, r"listening on 127\.0\.0\.1:(\d+)")[1])

    def measure(self, connections, depth):
        return run_json(
            [BIN / "earmark-echo", "run", "--port", self.port, "--server-pid", self.process.pid,
             "--connections", connections, "--depth", depth,
             "--warm-up-ms", self.run.warm_up_ms, "--measure-ms", self.run.measure_ms, *self.sizes]
        )[0]

    def stop(self):
        self.run.processes.stop(self.process)


def device_flush(folder):
    """p50 and p99 in microseconds of one durable 4 KiB write after the other."""
    time.sleep(0.2)
    return run_json([BIN / "earmark-kernels", "flush", "--folder", folder])[0]
