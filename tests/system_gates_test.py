#!/usr/bin/env python3
"""Proves with strace that a closed gate means no socket, no look-up, no written file, no thread.

usage: system_gates_test.py PROGRAM      PROGRAM is system_gates_program.cpp

Every rule that closes a gate runs the program once, with a telemetry endpoint and a trace
endpoint configured that would answer. The last test opens the gates and finds all of it, so
that the search itself is known to work.
"""
import dataclasses
import http.server
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import zlib

CALL = re.compile(r"^\d+\s+(\w+)\((.*)")
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
TRACED = "%network,%file,clone,clone3,fork,vfork"
THREADS = {"clone", "clone3", "fork", "vfork"}
CHANGES = {"creat", "mkdir", "mkdirat", "mknod", "mknodat", "link", "linkat", "symlink",
           "symlinkat", "rename", "renameat", "renameat2", "truncate"}
OPENS = {"open", "openat", "openat2"}
READS_ONLY = {"execve", "access", "faccessat", "faccessat2", "stat", "lstat", "newfstatat",
              "statx", "readlink", "readlinkat", "getcwd", "statfs", "unlink", "unlinkat"}
WRITING = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC")
LOOK_UP = ("/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf")


def kind_of(name: str, arguments: str) -> str | None:
    """What a system call does that a closed gate must not; None when it is harmless."""
    if name in THREADS:
        return "thread"
    if name in CHANGES:
        return "written file"
    if name in OPENS:
        if any(flag in arguments for flag in WRITING):
            return "written file"
        path = PATH.search(arguments)
        return "look-up" if path and path.group(1) in LOOK_UP else None
    return None if name in READS_ONLY else "socket"


@dataclasses.dataclass
class Run:
    telemetry: str           # why the layer is open or closed
    observability: str
    seen: dict[str, list[str]]  # kind of effect -> the calls that had it
    looked_at: set[str]         # the first path of every call that names one


def trace(program: str, environment: dict[str, str]) -> Run:
    strace = shutil.which("strace")
    if not strace:
        raise AssertionError("strace is not installed: see tools/packages.txt")
    with tempfile.NamedTemporaryFile("r") as log:
        done = subprocess.run([strace, "-f", "-e", f"trace={TRACED}", "-o", log.name, program],
                              env=environment, capture_output=True, text=True, timeout=60)
        lines = log.read().splitlines()
    if not any(" execve(" in line for line in lines):
        raise AssertionError(f"strace cannot trace here; it needs ptrace: {done.stderr.strip()}")
    if done.returncode != 0:
        raise AssertionError(f"the program failed: {done.stderr.strip()}")
    seen: dict[str, list[str]] = {}
    looked_at = set()
    for line in lines:
        call = CALL.match(line)
        kind = kind_of(*call.groups()) if call else None
        if kind:
            seen.setdefault(kind, []).append(line)
        looked_at.update(PATH.findall(line)[:1])
    telemetry, observability = done.stdout.split()
    return Run(telemetry, observability, seen, looked_at)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.paths.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Gates(unittest.TestCase):
    program = ""

    def setUp(self):
        self.home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.server.paths = []
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        # By name, so that a look-up shows.
        self.url = f"http://localhost:{self.server.server_port}"
        self.telemetry = {"SOTTO_TELEMETRY_ENDPOINT": f"{self.url}/v1/metrics"}
        self.traces = {"OTEL_EXPORTER_OTLP_ENDPOINT": self.url}

    def assert_silent(self, reason: str, settings: dict[str, str], *layers: str):
        """With only the endpoints of `layers` configured (default: both), nothing happens."""
        layers = layers or ("telemetry", "observability")
        environment = {"HOME": str(self.home), **settings}
        if "telemetry" in layers:
            environment |= self.telemetry
        if "observability" in layers:
            environment |= self.traces
        run = trace(self.program, environment)
        self.assertEqual(run.seen, {})
        self.assertEqual(self.server.paths, [])
        for layer in layers:
            self.assertEqual(getattr(run, layer), reason)

    def test_kill_switches_close_both(self):
        for name in ("SOTTO_DISABLE_ALL_TRACING", "GATES_DISABLE_ALL_TRACING", "OTEL_SDK_DISABLED"):
            for value in ("1", "true", "ture"):
                with self.subTest(name=name, value=value):
                    self.assert_silent("kill_switch", {name: value})

    def test_tracing_mode_none_closes_both(self):
        for value in ("none", "noop"):
            with self.subTest(value=value):
                self.assert_silent("tracing_mode_none", {"TRACING_MODE": value})

    def test_an_opt_out_file_closes_both(self):
        for name in (".no-tracing", ".gates-no-tracing", ".config/sotto/no-tracing"):
            with self.subTest(name=name):
                file = self.home / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
                self.assert_silent("opt_out_file", {})
                file.unlink()

    def test_an_opt_out_file_in_the_configuration_folder_closes_both(self):
        (self.home / "elsewhere" / "sotto").mkdir(parents=True)
        (self.home / "elsewhere" / "sotto" / "no-tracing").touch()
        self.assert_silent("opt_out_file", {"XDG_CONFIG_HOME": str(self.home / "elsewhere")})

    def test_the_opt_out_file_of_the_machine_is_looked_for(self):
        run = trace(self.program, {"HOME": str(self.home), **self.telemetry, **self.traces})
        self.assertIn("/etc/sotto/no-tracing", run.looked_at)

    def test_a_telemetry_opt_out_file_closes_telemetry(self):
        for name in (".no-telemetry", ".gates-no-telemetry"):
            with self.subTest(name=name):
                (self.home / name).touch()
                self.assert_silent("opt_out_file", {}, "telemetry")
                (self.home / name).unlink()

    def test_a_missing_home_folder_closes_telemetry(self):
        self.assert_silent("no_home", {"HOME": str(self.home / "gone")}, "telemetry")

    def test_do_not_track_closes_both(self):
        for value in ("1", "true", "please"):
            with self.subTest(value=value):
                self.assert_silent("do_not_track", {"DO_NOT_TRACK": value})

    def test_do_not_track_is_not_overruled_for_telemetry(self):
        self.assert_silent("do_not_track", {"DO_NOT_TRACK": "1", "SOTTO_TELEMETRY_ENABLED": "true"})

    def test_switches_close(self):
        for value in ("false", "0", "ture", ""):
            with self.subTest(value=value):
                self.assert_silent("switched_off", {"SOTTO_ENABLED": value})
                self.assert_silent("switched_off", {"SOTTO_TELEMETRY_ENABLED": value}, "telemetry")
                self.assert_silent("switched_off", {"SOTTO_OBSERVABILITY_ENABLED": value},
                                   "observability")

    def test_ci_closes_both(self):
        for names in (("CI",), ("GITHUB_ACTIONS",), ("GITLAB_CI",), ("JENKINS_URL", "BUILD_ID")):
            with self.subTest(names=names):
                self.assert_silent("ci", dict.fromkeys(names, "true"))

    def test_opening_ci_overrules_no_other_rule(self):
        self.assert_silent("do_not_track", {"CI": "true", "SOTTO_ENABLE_TRACING_IN_CI": "true",
                                            "DO_NOT_TRACK": "1"})

    def test_with_nothing_configured_nothing_happens(self):
        run = trace(self.program, {"HOME": str(self.home)})
        self.assertEqual(run.seen, {})
        self.assertEqual(run.observability, "not_configured")

    def test_a_written_file_would_be_found(self):
        self.assertEqual(kind_of("openat", 'AT_FDCWD, "/tmp/x", O_WRONLY|O_CREAT, 0666) = 3'), "written file")
        self.assertEqual(kind_of("rename", '"/tmp/x", "/tmp/y") = 0'), "written file")
        self.assertIsNone(kind_of("openat", 'AT_FDCWD, "/lib/libc.so.6", O_RDONLY|O_CLOEXEC) = 3'))

    def store_a_report_that_is_due(self):
        """Otherwise none leaves so early: see docs/telemetry.md, from which the file is."""
        page = (pathlib.Path(__file__).parent.parent / "docs/telemetry.md").read_text()
        lines = re.search(r"sotto telemetry counts 1\n.*?(?=crc32)", page, re.DOTALL)[0]
        lines = re.sub(r"due \d+", "due 1700000200", lines)
        folder = self.home / ".local/state/sotto/gates"
        folder.mkdir(parents=True, mode=0o700)
        (folder / "counts").write_text(f"{lines}crc32 {zlib.crc32(lines.encode()):08x}\n")

    def test_open_gates_show_what_the_others_did_not(self):
        self.store_a_report_that_is_due()
        run = trace(self.program, {"HOME": str(self.home), **self.telemetry, **self.traces})
        self.assertEqual((run.telemetry, run.observability), ("open", "open"))
        self.assertLessEqual({"socket", "look-up", "thread", "written file"}, set(run.seen))
        self.assertEqual(set(self.server.paths), {"/v1/traces", "/v1/metrics"})


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Gates.program = sys.argv.pop(1)
    unittest.main()
