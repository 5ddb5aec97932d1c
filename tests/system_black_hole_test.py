#!/usr/bin/env python3
"""A backend behind a network that swallows every packet: in a network namespace of its own.

usage: system_black_hole_test.py BIN      BIN is the folder with the examples
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

# What goes into one end of this pair comes out of the other, where nobody has the address: it is
# one for documentation, RFC 5737.
NAMESPACE = ["unshare", "--net", "sh", "-c",
             "ip link add hole type veth peer name end && ip link set hole arp off up && "
             "ip link set end up && ip route add 192.0.2.0/24 dev hole && exec \"$@\"", "sh"]
BACKEND = "http://192.0.2.1:4318"
CONNECT = ("import socket\n"
           "try: socket.create_connection(('192.0.2.1', 4318), timeout=0.3)\n"
           "except TimeoutError: print('swallowed')\n")


class BlackHole(unittest.TestCase):
    bin = pathlib.Path()

    def run_inside(self, command: list, **settings: str) -> subprocess.CompletedProcess:
        home = self.enterContext(tempfile.TemporaryDirectory())
        return subprocess.run([*NAMESPACE, *command], text=True, capture_output=True, timeout=60,
                              cwd=home, env={"HOME": home, "PATH": os.environ["PATH"]} | settings)

    def setUp(self):
        probe = self.run_inside([sys.executable, "-c", CONNECT])
        if probe.returncode != 0:
            self.skipTest("this machine gives no network namespace")
        self.assertEqual(probe.stdout, "swallowed\n")

    def test_neither_flush_nor_the_end_of_the_session_waits_for_an_answer(self):
        # Connecting alone would take two minutes, and one request ten.
        done = self.run_inside(["timeout", "60", self.bin / "sotto-example-automagik"],
                               OTEL_EXPORTER_OTLP_ENDPOINT=BACKEND, SOTTO_EXPORT_TIMEOUT="10min",
                               SOTTO_SHUTDOWN_TIMEOUT="300ms")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("You said: hello\nEvents processed: 0\nEvents dropped: 0\n", done.stdout)

    def test_a_spool_keeps_what_the_hole_would_have_swallowed(self):
        with tempfile.TemporaryDirectory() as spool:
            done = self.run_inside([self.bin / "sotto-example-automagik"], SOTTO_SPOOL_DIR=spool,
                                   OTEL_EXPORTER_OTLP_ENDPOINT=BACKEND, SOTTO_EXPORT_TIMEOUT="10min",
                                   SOTTO_SHUTDOWN_TIMEOUT="300ms")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertTrue([path for path in pathlib.Path(spool).rglob("*") if path.is_file()])


if __name__ == "__main__":
    BlackHole.bin = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
