#!/usr/bin/env python3
"""The demo as a new user runs it, and the example agent with a model behind HTTP.

usage: system_demo_test.py BIN      BIN is the folder with sotto and sotto-example-agent
"""
import contextlib
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent


class ChatServer(http.server.BaseHTTPRequestHandler):
    """Answers as OpenAI-compatible servers do, in chunks."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, self.headers["Authorization"], body))
        answer = json.dumps({
            "model": "test-model-2026", "choices": [{"message": {"content": "Forty-two. [a.md:1]"}}],
            "usage": {"prompt_tokens": 11, "completion_tokens": 7, "cost": 0.25}}).encode()
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (answer[:20], answer[20:], b""):
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")

    def log_message(self, *_):
        pass


class Demo(unittest.TestCase):
    bin = pathlib.Path()

    def setUp(self):
        self.home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.temp = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.environment = {"HOME": str(self.home), "TMPDIR": str(self.temp), "PATH": os.environ["PATH"],
                            "SOTTO_DEMO_BIN": str(self.bin)}

    def run_demo(self, **settings: str) -> str:
        done = subprocess.run([ROOT / "tools" / "demo.sh", "--once"], text=True, timeout=240,
                              capture_output=True, env=self.environment | settings)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def assert_nothing_is_left(self, output: str):
        self.assertEqual(list(self.temp.iterdir()), [])
        url = re.search(r"http://127\.0\.0\.1:\d+", output).group()
        with self.assertRaises(OSError):
            urllib.request.urlopen(url + "/health", timeout=5)

    def test_shows_answers_traces_and_telemetry_and_leaves_nothing(self):
        output = self.run_demo()
        self.assertRegex(output, r"Q: .*\n.+ \[[\w./-]+:\d+\]")
        self.assertIn("No answer: read_file: docs/plan-for-2040.md: No such file or directory", output)
        listed = output.split("== sotto list")[1].split("==")[0]
        self.assertEqual(listed.count("agent-run"), 3)
        failed = output.split("== sotto show: the question that failed")[1].split("==")[0]
        self.assertIn("read_file", failed)
        answered = output.split("== sotto show: one that was answered")[1].split("==")[0]
        for name in ("folder-agent", "planning", "search", "bm25", "compose-answer"):
            self.assertIn(name, answered)
        telemetry = output.split("== The anonymous telemetry")[1]
        self.assertIn("agent::ToolError", telemetry)
        self.assertNotIn("plan-for-2040", telemetry)
        self.assert_nothing_is_left(output)

    def test_works_in_ci_and_says_what_it_opens(self):
        output = self.run_demo(CI="true")
        self.assertIn("SOTTO_ENABLE_TRACING_IN_CI=true", output)
        self.assertIn("== sotto list", output)

    def test_respects_an_opt_out_and_says_which(self):
        (self.home / ".no-tracing").touch()
        output = self.run_demo()
        self.assertIn("Nothing was recorded", output)
        self.assertIn("opt_out_file (~/.no-tracing)", output)
        self.assertNotIn("== sotto list", output)
        self.assert_nothing_is_left(output)

    def test_respects_do_not_track(self):
        self.assertIn("do_not_track (DO_NOT_TRACK)", self.run_demo(DO_NOT_TRACK="1"))

    def test_the_local_model_gives_the_same_answer_every_time(self):
        command = [self.bin / "sotto-example-agent", "--folder", ROOT / "examples", "Which constants does BM25 use?"]
        first, second = (subprocess.run(command, text=True, capture_output=True, timeout=60,
                                        env=self.environment) for _ in range(2))
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("[agent/search.cpp:", first.stdout)
        self.assertEqual(first.stdout, second.stdout)

    def test_a_hosted_model_reports_its_own_tokens_and_cost(self):
        (self.temp / "a.md").write_text("The answer is forty-two.\n")
        with self.chat_server() as chat, self.observer() as observer:
            done = subprocess.run(
                [self.bin / "sotto-example-agent", "--folder", self.temp, "What is the answer?"],
                text=True, capture_output=True, timeout=60,
                env=self.environment | {"OTEL_EXPORTER_OTLP_ENDPOINT": observer,
                                        "OPENAI_BASE_URL": f"http://127.0.0.1:{chat.server_port}/v1",
                                        "OPENAI_MODEL": "test-model", "OPENAI_API_KEY": "key"})
            self.assertEqual(done.returncode, 0, done.stderr)
            trace_id = re.search(r"^trace (\w+)$", done.stderr, re.M).group(1)
            with urllib.request.urlopen(f"{observer}/api/v1/traces/{trace_id}", timeout=5) as answer:
                trace = json.load(answer)
        self.assertIn("Forty-two. [a.md:1]", done.stdout)
        (path, authorization, body), = chat.requests
        self.assertEqual((path, authorization), ("/v1/chat/completions", "Bearer key"))
        self.assertEqual(body["model"], "test-model")
        self.assertIn("The answer is forty-two.", body["messages"][0]["content"])
        span, = (s for s in trace["spans"] if s["observation_type"] == "generation")
        self.assertEqual((span["input_tokens"], span["output_tokens"], span["cost_usd"]), (11, 7, 0.25))
        self.assertEqual(span["attributes"]["gen_ai.response.model"], "test-model-2026")

    @contextlib.contextmanager
    def chat_server(self):
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), ChatServer) as server:
            server.requests = []
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield server
            finally:
                server.shutdown()
                thread.join()

    @contextlib.contextmanager
    def observer(self):
        """The address of an observer with a database of its own."""
        command = [self.bin / "sotto", "start", "--port", "0", "--db-path", self.home / "db"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self.environment) as server:
            try:
                yield re.search(r"http://[\d.]+:\d+", server.stdout.readline()).group()
            finally:
                server.terminate()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Demo.bin = pathlib.Path(sys.argv.pop(1))
    unittest.main()
