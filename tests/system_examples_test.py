#!/usr/bin/env python3
"""Every example as its reader runs it: what it prints, and the spans that it records.

usage: system_examples_test.py BIN      BIN is the folder with the examples
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SPAN = re.compile(r"^( +)(\w+) (.+?)  ")


class Examples(unittest.TestCase):
    bin = pathlib.Path()

    def run_example(self, name: str, **settings: str) -> subprocess.CompletedProcess:
        home = self.enterContext(tempfile.TemporaryDirectory())
        done = subprocess.run([self.bin / f"sotto-example-{name}"], text=True, timeout=60, cwd=home,
                              capture_output=True, env={"HOME": home} | settings)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done

    def spans(self, name: str) -> list[str]:
        """Type and name of each printed span, indented as the tree is."""
        printed = self.run_example(name, TRACING_MODE="print").stderr
        found = (SPAN.match(line) for line in printed.splitlines())
        return [f"{'  ' * (len(match[1]) // 2 - 1)}{match[2]} {match[3]}" for match in found if match]

    def test_without_a_configuration_every_example_does_its_work_and_is_silent(self):
        for name in ("hello", "observe", "propagation", "magma-trace", "automagik", "llm4s"):
            with self.subTest(name):
                self.assertEqual(self.run_example(name).stderr, "")

    def test_consent_asks_in_a_terminal_once_and_counts_from_the_next_run(self):
        home = self.enterContext(tempfile.TemporaryDirectory())

        def run(answer: str | None) -> str:
            """What it prints, with a terminal that answers, or without one."""
            keyboard, terminal = os.openpty()
            self.addCleanup(os.close, keyboard)
            self.addCleanup(os.close, terminal)
            if answer is not None:
                os.write(keyboard, answer.encode() + b"\n")
            done = subprocess.run([self.bin / "sotto-example-consent"], text=True, timeout=60,
                                  stdin=terminal if answer is not None else subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=terminal, cwd=home, check=True,
                                  env={"HOME": home, "no_proxy": "*"})
            return done.stdout.strip()

        self.assertEqual(run(None), "not counted: consent_missing")
        self.assertEqual(run("y"), "counted")
        self.assertEqual(run(None), "counted")
        subprocess.run([self.bin / "sotto-example-consent", "--stop"], env={"HOME": home}, check=True)
        self.assertEqual(run("y"), "not counted: consent_refused")

    def test_magma_trace_names_spans_as_its_guide_does(self):
        self.assertEqual(self.spans("magma-trace"), [
            "span data-cleaning-logic",
            "span slow_op",
            "span question",
            "  span data-transform",
            "  agent visualizer",
            "    chain prompt:Visualize",
            "      generation model:openai/gpt-4o"])
        self.assertEqual(self.run_example("magma-trace").stdout, "hello world\n2\na bar chart\n")

    def test_automagik_counts_features_and_shows_its_figures(self):
        printed = self.run_example("automagik", TRACING_MODE="print").stdout
        for line in ("Events processed: 1", "Events dropped: 0", "Circuit breaker of console: closed",
                     "Feature multimodal_content: 1", "Feature my_feature: 1", "Observability is on: open"):
            self.assertIn(line + "\n", printed)

    def test_automagik_says_which_switch_turned_it_off(self):
        printed = self.run_example("automagik", TRACING_MODE="print", SOTTO_DISABLE_ALL_TRACING="true").stdout
        self.assertIn("Telemetry is off: kill_switch (SOTTO_DISABLE_ALL_TRACING)\n", printed)
        self.assertIn("Observability is off: kill_switch (SOTTO_DISABLE_ALL_TRACING)\n", printed)
        self.assertIn("Events processed: 0\n", printed)

    def test_request_tracer_reads_its_spans_back_in_the_process(self):
        lines = self.run_example("request-tracer").stdout.splitlines()
        names = [line.split()[1].rstrip(":") for line in lines if not line.startswith("  ")]
        self.assertEqual(names, ["operation", "child", "parent", "request", "caller", "callee"])
        self.assertEqual([line.strip() for line in lines if line.startswith("  ")],
                         ["model: gpt-4o", "tokens: 1500", "step: 1"])
        traces = [line.split()[0] for line in lines if not line.startswith("  ")]
        self.assertEqual(len(set(traces[:4])), 1)
        self.assertEqual(traces[4], traces[5])  # the callee went on with the caller's trace

    def test_llm4s_nests_every_pattern_of_its_guide(self):
        iteration = ["    span planning", "    span execution", "      tool tool-search",
                     "    evaluator evaluation"]
        spans = self.spans("llm4s")
        self.assertEqual(sorted(spans[-2:]), ["  span async-task-1", "  span async-task-2"])  # at once
        self.assertEqual(spans[:-2], [
            "span api-request",
            "  span database-query",
            "    span fetch-user",
            "    span fetch-permissions",
            "  span import",
            "  chain rag-pipeline",
            "    embedding generate-embedding",
            "    retriever vector-search",
            "    span prepare-context",
            "    generation generate-response",
            "  span risky-operation",
            "span llm-operation",
            "  generation llm-completion",
            "span agent-execution",
            "  span iteration-0", *iteration,
            "  span iteration-1", *iteration,
            "span async-operation"])

    def test_msgtrace_stores_and_queries_in_one_process(self):
        self.assertEqual(self.run_example("msgtrace").stdout,
                         "Error traces: 1\n"
                         "research_agent: 3 spans\n"
                         "  research_agent [span]\n"
                         "    agent [agent]\n"
                         "      search_web [tool]\n")


if __name__ == "__main__":
    Examples.bin = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
