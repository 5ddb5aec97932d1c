#!/usr/bin/env python3
"""Looks into the memory of a killed process: a program puts words that nobody else uses into
everything that can hold content, wipes its own copies, and is killed while its telemetry report
waits for an answer. What is left of the words is sotto's.

usage: system_core_dump_test.py PROGRAM      PROGRAM is canary_program.cpp
"""
import pathlib
import re
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

from support import wire
from system_canaries_test import INPUTS, TELEMETRY, find_words, hidden, make_words

# What stands in the environment is in the memory of every process.
GIVEN_BY_ENVIRONMENT = {"app_name", "app_version"}
# A freed block is overwritten at once, and no call of a library puts registers on the stack: both
# would keep what the program, and not sotto, once had.
WIPING = {"GLIBC_TUNABLES": "glibc.malloc.perturb=85:glibc.malloc.tcache_count=0", "LD_BIND_NOW": "1"}
PATIENCE = 30  # seconds
PT_LOAD = 1


def can_keep_cores() -> bool:
    """A core goes where a pipe takes it on some systems, and to no file on others."""
    pattern = pathlib.Path("/proc/sys/kernel/core_pattern").read_text().strip()
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    return "/" not in pattern and not pattern.startswith("|") and hard == resource.RLIM_INFINITY


def memory_in(core: bytes) -> bytes:
    """The mappings, without the registers that stand before them and without zeros, the most of it."""
    table, = struct.unpack_from("<Q", core, 32)  # of the ELF header: e_phoff, e_phnum
    count, = struct.unpack_from("<H", core, 56)
    headers = [struct.unpack_from("<IIQQQQ", core, table + 56 * i) for i in range(count)]
    mapped = [core[offset:offset + size] for kind, _, offset, _, _, size in headers if kind == PT_LOAD]
    return re.sub(rb"\0{64,}", bytes(8), b"".join(mapped))


def let_dump():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


class CoreDump(unittest.TestCase):
    program = ""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.words = {place: word for place, word in make_words().items() if place in INPUTS}

    def core_of(self, receiver: wire.Receiver, settings: dict[str, str]) -> bytes:
        """The memory of the program, killed when a request of its is on the way."""
        receiver.hold_answers()
        environment = WIPING | {"HOME": str(self.folder), "PATH": "/usr/bin:/bin",
                                "SOTTO_APP_NAME": self.words["app_name"],
                                "SOTTO_APP_VERSION": self.words["app_version"]}
        process = subprocess.Popen([self.program], env=environment | settings, cwd=self.folder,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=let_dump)
        self.addCleanup(process.kill)
        with process.stdin as given, process.stdout as said:
            given.write(hidden({place: word for place, word in self.words.items()
                                if place not in GIVEN_BY_ENVIRONMENT}
                               | {"thread_name": "waits", "wait": "yes"}))
            given.close()
            self.assertEqual(said.readline(), b"waiting\n")
            self.wait_until(lambda: receiver.requests)
            process.send_signal(signal.SIGABRT)
            self.assertEqual(process.wait(PATIENCE), -signal.SIGABRT)
        return memory_in(next(self.folder.glob("core*")).read_bytes())

    def wait_until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    def test_of_a_program_with_telemetry_alone_holds_no_content(self):
        receiver = wire.Receiver(self)
        core = self.core_of(receiver, {"SOTTO_TELEMETRY_ENDPOINT": f"{receiver.url}/v1/metrics",
                                       "SOTTO_TELEMETRY_INTERVAL": "1s"})
        self.assertIn(receiver.requests[0].body, core)  # the buffers that are being sent are in it
        self.assertLessEqual(find_words(self.words, core), TELEMETRY)

    def test_of_a_program_with_traces_holds_what_they_hold(self):
        """So the search finds words where they are; PRIVACY.md says that they are."""
        receiver = wire.Receiver(self)
        core = self.core_of(receiver, {"SOTTO_PROVIDERS": "otlp", "SOTTO_CAPTURE_CONTENT": "full",
                                       "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
                                       "OTEL_EXPORTER_OTLP_COMPRESSION": "none"})
        self.assertIn(receiver.requests[0].body, core)
        self.assertLessEqual({"input", "output", "attribute_value"}, find_words(self.words, core))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not can_keep_cores():
        print("skipped: this system keeps no core dump in the working folder")
        sys.exit(0)
    CoreDump.program = sys.argv.pop(1)
    unittest.main()
