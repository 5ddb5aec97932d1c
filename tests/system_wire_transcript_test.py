#!/usr/bin/env python3
"""Everything that leaves a program that uses everything, written down and compared.

usage: system_wire_transcript_test.py PROGRAM [--record]      PROGRAM is wire_transcript_program.cpp

The transcript stands in tests/golden/wire_transcript.txt: each request with its headers, decoded,
with names in the place of ids, times, ports and versions. --record writes it anew.
"""
import difflib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import tomllib
import unittest
import zlib

from support import otlp_wire, public_api, wire

TESTS = pathlib.Path(__file__).resolve().parent
GOLDEN = TESTS / "golden" / "wire_transcript.txt"
PROGRAM_TEXT = TESTS / "wire_transcript_program.cpp"
ROOT = TESTS.parent
VERSION = re.search(r"project\(sotto VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]

# What the program need not call, and why.
NOT_CALLED = {
    "collector.hpp": "the observer: it receives, and sends nothing",
    "plugin.hpp": "an entry point that the program writes; tests/observability_plugin_test.cpp",
    "CoroutineScope": "carries the position between threads and records nothing",
    "CarryingPromise": "the same, for the promise of a coroutine",
    "Provider": "called by the library",
    "ScoreProvider": "called by the library",
}
# Structures that a program fills in: all of their fields are recorded.
FILLED_IN = {"TraceOptions", "GenerationOptions", "ScoreTarget", "ScoreOptions", "Usage", "Cost", "AgentRun"}
# Texts of Config that say how to reach somebody or what to keep here, and are sent to nobody.
NOT_SENT = {
    "closed_by", "telemetry_endpoint", "providers", "langfuse_base_url", "langwatch_endpoint",
    "otlp_endpoint", "otlp_traces_endpoint", "ca_file", "client_certificate_file", "client_key_file",
    "file_path", "warnings", "https_proxy", "http_proxy", "all_proxy", "no_proxy", "spool_dir",
    "scrub_rules",
}
TEXTS = re.compile(r"std::(string|vector)")


def variable_of(type_name: str) -> str:
    """The name that a variable of that type has in the program: "Generation" is generation."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type_name.split("::")[-1]).lower()


def calls(member: public_api.Member, program: str) -> int:
    """How often the program calls a function or sets a field."""
    if member.is_field:
        pattern = rf"\bconfig\.{member.name}\b" if member.scope == "Config" else rf"[{{ ,]\.{member.name} = "
    elif member.name.isupper() or member.name.startswith("SOTTO_"):
        pattern = rf"\b{member.name}\("
    elif member.scope in ("", "consent"):
        pattern = rf"\bsotto::(?:{member.scope}::)?{member.name}(?:<\w+>)?\("
    else:
        pattern = rf"\b(?:{variable_of(member.scope)}(?:\.|->)|{member.scope}::){member.name}\("
    return len(re.findall(pattern, program))


def must_be_called(member: public_api.Member) -> bool:
    if member.header in NOT_CALLED or member.scope in NOT_CALLED:
        return False
    if not member.is_field:
        return True
    if member.scope == "Config":
        return bool(TEXTS.match(member.type)) and member.name not in NOT_SENT
    return member.scope in FILLED_IN


class Names:
    """A readable name for each id, in the order in which they appear."""

    def __init__(self):
        self.known: dict[str, str] = {}

    def name(self, kind: str, found: str) -> str:
        same = sum(name.startswith(f"<{kind} ") for name in self.known.values())
        return self.known.setdefault(found, f"<{kind} {same + 1}>")

    def in_text(self, text: str) -> str:
        text = re.sub(r"\b[0-9a-f]{32}\b", lambda found: self.name("trace", found[0]), text)
        text = re.sub(r"\b[0-9a-f]{16}\b", lambda found: self.name("span", found[0]), text)
        text = re.sub(r"\b\d{4}-\d\d-\d\dT[\d:.]+Z|\b1[789]\d{11}\b", "<time>", text)  # or in milliseconds
        return re.sub(rf"(?<![\d.]){re.escape(VERSION)}(?![\d.])", "<version>", text)


class Transcript:
    def __init__(self):
        self.names = Names()
        self.lines: list[str] = []

    def add(self, request: wire.Request):
        self.lines += [f"{request.method} {self.names.in_text(request.path)}"]
        for key, value in request.headers:
            value = re.sub(r":\d+$", ":<port>", value) if key == "Host" else value
            value = "<bytes>" if key == "Content-Length" and value != "0" else value
            credentials = otlp_wire.basic_credentials(value)
            value = f"Basic base64({credentials})" if credentials else self.names.in_text(value)
            self.lines.append(f"  {key}: {value}")
        body = otlp_wire.read_body(request)
        if body:
            self.write(in_order(body), "    ")
        self.lines.append("")

    def write(self, value: dict, indent: str):
        for key, content in value.items():
            if key == "attributes":
                for attribute in content:  # one by one: a key that came twice is seen twice
                    name, given = attribute["key"], otlp_wire.read_value(attribute.get("value", {}))
                    self.write_leaf(f"{indent}attribute {name}", name, given)
            elif isinstance(content, dict):
                self.lines.append(f"{indent}{key}")
                self.write(content, indent + "  ")
            elif isinstance(content, list) and content and isinstance(content[0], dict):
                for member in content:
                    self.lines.append(f"{indent}{key}")
                    self.write(member, indent + "  ")
            else:
                self.write_leaf(f"{indent}{key}", key, content)

    def write_leaf(self, label: str, key: str, value):
        if re.search(r"(?i)unix_?nano$|^timestamp$", key):
            text = "<time>"
        elif key in ("os.name", "os.version", "host.arch"):
            text = f"<{key}>"
        elif key == "session.id" and re.fullmatch(r"[0-9a-f]{16}", value):
            text = "<random>"  # of a telemetry report
        elif key == "gen_ai.response.time_to_first_chunk":
            text = "<measured>"
        else:
            text = self.names.in_text(json.dumps(value, ensure_ascii=False))
        self.lines.append(f"{self.names.in_text(label)}: {text}")


def in_order(body: dict) -> dict:
    """Spans by their starts, and without durations that were really measured."""
    for resource in body.get("resourceSpans", []):
        for scope in resource["scopeSpans"]:
            scope["spans"].sort(key=lambda span: int(span["startTimeUnixNano"]))
    for point in points(body, "exponentialHistogram"):
        if otlp_wire.read_attributes(point["attributes"]).get("timer") == "running":
            point |= {name: "<measured>" for name in point
                      if name in ("sum", "scale", "zero_count", "positive", "min", "max")}
    return body


def metrics(body: dict) -> list[dict]:
    return [metric for resource in body.get("resourceMetrics", []) for scope in resource["scopeMetrics"]
            for metric in scope["metrics"]]


def points(body: dict, kind: str) -> list[dict]:
    return [point for metric in metrics(body) for point in metric.get(kind, {}).get("dataPoints", [])]


def field_paths(report: dict) -> set[tuple[str, ...]]:
    """Where and name of every field, and of an attribute the metric: the catalogue's words."""
    paths: set[tuple[str, ...]] = set()
    for resource in report["resourceMetrics"]:
        paths |= {("resource", name) for name in otlp_wire.read_attributes(resource["resource"]["attributes"])}
        for scope in resource["scopeMetrics"]:
            paths |= {("scope", name) for name in scope["scope"]}
    for metric in metrics(report):
        paths.add(("metric", metric["name"]))
        for kind in ("sum", "exponentialHistogram"):
            for point in metric.get(kind, {}).get("dataPoints", []):
                paths |= {("point", name) for name in point if name != "attributes"}
                paths |= {("attribute", name, metric["name"])
                          for name in otlp_wire.read_attributes(point.get("attributes", []))}
    return paths


def catalogue() -> set[tuple[str, ...]]:
    fields = tomllib.loads((ROOT / "telemetry" / "catalogue.toml").read_text())["field"]
    return {(field["where"], field["name"], *metric)
            for field in fields for metric in [[of] for of in field.get("of", [])] or [[]]}


def answers_that_are_due() -> str:
    """The file of a store with local_dp, in a week whose answers about the last were drawn."""
    week = (int(time.time()) + 3 * 86400) // (7 * 86400)
    text = "\n".join([
        "sotto telemetry counts 1", "app transcript 1.2.3", f"library {VERSION}", "system linux 6 amd64",
        "report 0001020304050607", "since 1700000000", "until 1700000000", "due 1700000000",
        "failures 0", "lease 0 0", f"week {week} 0 2", "ask feature search", f"answers {week - 1} 2",
        "answer feature search 01", "answer error TimeoutError 10", "answer agent planner 100000010000",
        "answer timer load 000001000000", ""])
    return f"{text}crc32 {zlib.crc32(text.encode()):08x}\n"


def make_weekly(home: pathlib.Path):
    """The person has said yes, and a week has passed."""
    version = re.search(r"notice_version = (\d+);", (ROOT / "core" / "notice_version.hpp").read_text())[0]
    answer, store = home / ".config/sotto/transcript/consent", home / ".local/state/sotto/transcript/weekly"
    for file, text in (answer, version.rstrip(";") + "\n"), (store, answers_that_are_due()):
        file.parent.mkdir(mode=0o700, parents=True)
        file.write_text(text)
        file.chmod(0o600)


class WireTranscript(unittest.TestCase):
    program = ""
    records = False
    maxDiff = None

    def run_program(self, tls: bool, *arguments: str) -> list[wire.Request]:
        home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        certificate = wire.make_certificate(home) if tls else None
        receiver = wire.Receiver(self, certificate)
        (home / "transcript.env").write_text("SOTTO_RELEASE=r42\n")
        if "weekly" in arguments:
            make_weekly(home)
        trust = str(certificate.file) if certificate else ""
        done = subprocess.run(
            [self.program, *arguments], cwd=home, capture_output=True, text=True, timeout=60,
            env={"HOME": str(home), "SOTTO_PROVIDERS": "otlp,langfuse,langwatch",
                 "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
                 "OTEL_EXPORTER_OTLP_CERTIFICATE": trust, "SSL_CERT_FILE": trust,
                 "LANGFUSE_BASE_URL": receiver.url, "LANGWATCH_ENDPOINT": receiver.url,
                 "SOTTO_TELEMETRY_ENDPOINT": f"{receiver.url}/v1/metrics", "SOTTO_TELEMETRY_INTERVAL": "2s"})
        self.assertEqual(done.returncode, 0, done.stderr)
        return receiver.requests

    def reports(self, tls: bool, *arguments: str) -> list[wire.Request]:
        return [request for request in self.run_program(tls, *arguments) if request.path == "/v1/metrics"]

    def transcript(self, tls: bool) -> str:
        def order(request: wire.Request):
            body = otlp_wire.read_body(request)
            return request.path, bool(body), body.get("name", ""), -len(request.plain())
        written = Transcript()
        weekly = self.reports(tls, "weekly")
        for request in sorted(self.run_program(tls), key=order) + weekly:
            written.add(request)
        return "\n".join(written.lines)

    def assert_golden(self, transcript: str):
        if self.records:
            GOLDEN.write_text(transcript)
        golden = GOLDEN.read_text().splitlines()
        changed = "\n".join(difflib.unified_diff(golden, transcript.splitlines(), "golden", "now", lineterm=""))
        again = f"python3 tests/{pathlib.Path(__file__).name} {self.program} --record"
        self.assertEqual(changed, "", f"What leaves has changed. If that is meant: {again}")

    def test_all_that_leaves_is_in_the_transcript(self):
        self.assert_golden(self.transcript(tls=False))

    def test_the_same_leaves_through_tls(self):
        self.assert_golden(self.transcript(tls=True))

    def test_every_public_function_is_called_and_every_text_is_given(self):
        program = PROGRAM_TEXT.read_text()
        declared = [member for member in public_api.public_members(ROOT / "include" / "sotto")
                    if must_be_called(member)]
        self.assertGreater(len(declared), 100)
        overloads = {(member.scope, member.name): 0 for member in declared}
        for member in declared:
            overloads[member.scope, member.name] += 1
        for member in declared:
            with self.subTest(scope=member.scope, name=member.name, header=member.header):
                self.assertGreaterEqual(calls(member, program), overloads[member.scope, member.name])

    def test_a_new_function_that_nobody_calls_would_be_noticed(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "new.hpp").write_text("""
            namespace sotto {
            SOTTO_API Result<Done> shout(const std::string& text = {}, std::vector<int> all = f(1)) noexcept;
            class [[nodiscard]] Span {
             public:
              explicit Span(std::string text) : text_(std::move(text)) {}
              void whisper(std::string_view text) noexcept { if (is_open()) add("}", text); }
             private:
              void hidden();
            };
            struct ScoreOptions { std::string mood = {}; };
            namespace detail { void deep(); }
            }  // namespace sotto""")
        members = public_api.public_members(folder)
        self.assertEqual([(member.scope, member.name) for member in members],
                         [("", "shout"), ("Span", "whisper"), ("ScoreOptions", "mood")])
        for member in members:
            self.assertTrue(must_be_called(member))
            self.assertEqual(calls(member, PROGRAM_TEXT.read_text()), 0)

    def test_telemetry_has_every_field_of_the_catalogue_and_no_other(self):
        found = set()
        for arguments in [], ["more label sets than there is room for"], ["weekly"]:
            for request in self.reports(False, *arguments):
                found |= field_paths(otlp_wire.read_body(request))
        self.assertEqual(found, catalogue())


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    WireTranscript.records = "--record" in sys.argv
    sys.argv = [argument for argument in sys.argv if argument != "--record"]
    WireTranscript.program = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
