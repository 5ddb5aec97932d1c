#!/usr/bin/env python3
"""A user opts out while eight threads record, seen with strace.

usage: system_opt_out_test.py PROGRAM      PROGRAM is opt_out_program.cpp
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from support import wire

SENDS = re.compile(r"^\d+\s+(?:socket|connect|sendto|sendmsg|sendmmsg)\(")
LOOKS = re.compile(r'^(\d+)\s+\w+\(.*/\.no-tracing"')
SUCCEEDS = re.compile(r"\) += 0$")


def look_that_finds(lines: list[str]) -> int:
    """The number of the line. A call that another thread's interrupts ends in a line of its own."""
    interrupted = ""
    for at, line in enumerate(lines):
        look = LOOKS.match(line)
        is_rest = interrupted and line.startswith(f"{interrupted} <... ")
        if (look or is_rest) and SUCCEEDS.search(line):
            return at
        if look and line.endswith("<unfinished ...>"):
            interrupted = look[1]
        elif is_rest:
            interrupted = ""
    raise AssertionError("nobody looked for the file")


class OptOut(unittest.TestCase):
    program = ""
    maxDiff = None

    def setUp(self):
        self.home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.logs = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.good, self.bad = wire.Receiver(self), wire.Receiver(self)
        self.bad.answer_with(503)

    def settings(self) -> dict[str, str]:
        return {"HOME": str(self.home), "SOTTO_APP_NAME": "opt-out", "SOTTO_FLUSH_INTERVAL_MS": "1",
                "SOTTO_PROVIDERS": "otlp,langfuse", "OTEL_EXPORTER_OTLP_ENDPOINT": self.good.url,
                "LANGFUSE_BASE_URL": self.bad.url, "LANGFUSE_PUBLIC_KEY": "pk", "LANGFUSE_SECRET_KEY": "sk",
                "SOTTO_TELEMETRY_ENDPOINT": f"{self.good.url}/v1/metrics",
                "SOTTO_TELEMETRY_INTERVAL": "100ms", "SOTTO_SPOOL_DIR": str(self.home / "spool")}

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.home)) for path in self.home.rglob("*") if path.is_file())

    def test_from_the_look_that_finds_the_file_no_byte_leaves_and_what_was_kept_is_gone(self):
        log = self.logs / "strace"
        with subprocess.Popen([shutil.which("strace"), "-f", "-e", "trace=%network,%file", "-o", log, self.program],
                              env=self.settings(), stdout=subprocess.PIPE, text=True) as process:
            self.addCleanup(process.kill)
            self.assertEqual(process.stdout.readline(), "sending\n")
            for folder in ("spool/", ".local/state/sotto/"):
                self.assertTrue([name for name in self.files() if name.startswith(folder)], folder)
            (self.home / ".no-tracing").touch()
            self.assertEqual(process.stdout.readline(), "closed\n")
            submitted, accounted = process.stdout.readline().split()
        self.assertEqual(process.returncode, 0)

        lines = log.read_text().splitlines()
        found = look_that_finds(lines)
        self.assertGreater(len([line for line in lines[:found] if SENDS.match(line)]), 2)
        self.assertEqual([line for line in lines[found:] if SENDS.match(line)], [])
        self.assertEqual(self.files(), [".no-tracing"])
        self.assertEqual(submitted, accounted)
        self.assertGreater(int(submitted), 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    OptOut.program = sys.argv.pop(1)
    unittest.main()
