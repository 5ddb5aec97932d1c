#!/usr/bin/env python3
"""Looks for what must not leave: words that nobody else uses stand in every input of the library
and all around the program, and are searched, in many spellings, in everything that left and stayed.

usage: system_canaries_test.py PROGRAM SOTTO      PROGRAM is canary_program.cpp, SOTTO the observer

INPUTS and SURROUNDINGS say for each word where it may appear. Under the policy `full` every input
is found, so that the search itself is known to work.
"""
import base64
import gzip
import pathlib
import random
import re
import shutil
import string
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from support import wire

FULL = {"full"}                            # secrets: the scrubber takes them out
CONTENT = {"redacted", "full"}             # content: the policy `none` leaves it out
ALWAYS = {"none", "redacted", "full"}      # names and structure
NEVER = set()

# What the program is given, and the policies under which it leaves with a trace.
INPUTS = {
    "app_name": ALWAYS, "app_version": ALWAYS, "environment": ALWAYS, "release": ALWAYS,
    "resource_key": CONTENT, "resource_value": CONTENT,
    "trace_name": ALWAYS, "trace_tag": ALWAYS, "trace_version": ALWAYS, "tracestate": ALWAYS,
    "user": CONTENT, "session": CONTENT, "trace_metadata_key": CONTENT, "trace_metadata": CONTENT,
    "span_name": ALWAYS, "span_tag": ALWAYS, "number_key": ALWAYS,
    "attribute_key": CONTENT, "attribute_value": CONTENT,
    "metadata_key": CONTENT, "metadata_value": CONTENT, "input": CONTENT, "output": CONTENT,
    "event_name": ALWAYS, "event_attribute_key": CONTENT, "event_attribute_value": CONTENT,
    "link_attribute_key": CONTENT, "link_attribute_value": CONTENT,
    "status_message": CONTENT, "error_type": ALWAYS, "error_message": CONTENT,
    "exception_type": ALWAYS, "exception_message": CONTENT,
    "score_name": ALWAYS, "score_category": ALWAYS, "score_id": ALWAYS, "score_comment": CONTENT,
    "scored_session": CONTENT,
    "generation_name": ALWAYS, "model": ALWAYS, "model_provider": ALWAYS,
    "parameter_key": CONTENT, "parameter_value": CONTENT,
    "prompt_name": ALWAYS, "set_prompt": ALWAYS,
    "completion_model": ALWAYS, "completion_id": CONTENT, "finish_reason": CONTENT,
    "completion_text": CONTENT, "tool_name": CONTENT, "tool_argument": CONTENT,
    "observed_name": ALWAYS, "argument": CONTENT, "result": CONTENT,
    "baggage_key": NEVER, "baggage_value": NEVER, "vocabulary": NEVER,
    "secret_attribute": FULL, "secret_assignment": FULL, "secret_shape": FULL,
    "secret_variable": FULL,
}
# Anonymous telemetry: what the catalogue names, and of an exception its type.
TELEMETRY = {"app_name", "app_version", "exception_type"}
TELEMETRY_STORE = ".local/state/sotto/"  # below HOME
# What stands around the program and leaves it nowhere, under no policy.
SURROUNDINGS = {"variable_name", "variable", "secret_variable_unused", "command", "command_argument",
                "working_folder", "home_folder", "user_name", "host_name", "thread_name"}

EXCEPTION_TYPE = "CanaryOfTheExceptionType"  # of canary_program.cpp
THREAD_NAME_BYTES = 15                       # the kernel keeps no more


CHOSEN = random.SystemRandom()


def make_key() -> str:
    """What stands in the keys of a model's vendor behind their first letters."""
    return "".join(CHOSEN.choice(string.ascii_letters + string.digits) for _ in range(32))


def make_words() -> dict[str, str]:
    """24 letters each, which look like a word and not like a key."""
    words = {place: "".join(CHOSEN.choice(letters) for letters in ["bdfgklmnprstvz", "aeiou"] * 12)
             for place in [*INPUTS, *SURROUNDINGS]}
    words["exception_type"] = EXCEPTION_TYPE
    words["secret_shape"] = make_key()
    words["thread_name"] = words["thread_name"][:THREAD_NAME_BYTES]
    return words


def hidden(words: dict[str, str]) -> bytes:
    """As canary_program.cpp reads them: its input, which stays in its memory, shows no word."""
    return "".join(f"{place} {bytes(~byte & 255 for byte in word.encode()).hex()}\n"
                   for place, word in words.items()).encode()


def spellings(word: str) -> list[bytes]:
    """Ways to write a word, each in one case: the bytes are searched in one case, too."""
    plain = word.lower().encode()
    return [plain, plain[::-1], plain.hex().encode(),
            b"".join(b"%%%02x" % byte for byte in plain),
            b"".join(b"\\u%04x" % byte for byte in plain),
            plain.decode().encode("utf-16-le"), plain.decode().encode("utf-16-be")]


def base64_spellings(word: str) -> list[bytes]:
    """As it may stand inside of a longer text, at each of the three offsets: the characters that
    its neighbours do not change."""
    found = []
    for spelled in {word, word.lower(), word.upper()}:
        for offset in range(3):
            text = base64.b64encode(bytes(offset) + spelled.encode())
            first = (8 * offset + 5) // 6
            found.append(text[first:(8 * (offset + len(spelled))) // 6])
    return found


def find_words(words: dict[str, str], *data: bytes) -> set[str]:
    """The places whose word is somewhere in `data`, as it is or in what is compressed in it."""
    everything = b"\n".join(view for part in data for view in [part, *wire.unpacked(part)])
    lowered = everything.lower()
    return {place for place, word in words.items()
            if any(spelling in lowered for spelling in spellings(word))
            or any(spelling in everything for spelling in base64_spellings(word))}


def files_below(*folders: pathlib.Path) -> dict[str, bytes]:
    """Path, from the folder on, and path and content of each file."""
    return {str(path.relative_to(folder)): str(path.relative_to(folder)).encode() + b"\n" + path.read_bytes()
            for folder in folders for path in folder.rglob("*") if path.is_file()}


class Observer:
    """sotto start with a database of its own, while the test runs."""

    def __init__(self, test, sotto: str, folder: pathlib.Path):
        self.database = folder / "observer"
        self.process = subprocess.Popen(
            [sotto, "start", "--port", "0", "--db-path", self.database], text=True, cwd=folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={"HOME": str(folder)})
        test.addCleanup(self.stop)
        self.url = re.search(r"http://\S+", self.process.stdout.readline()).group()

    def get(self, path: str) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.url + path, timeout=20) as answer:
            return answer.read()

    def answers(self) -> bytes:
        """All that it tells of the traces that it holds."""
        listed = self.get("/api/v1/traces")
        ids = sorted(set(re.findall(rb"[0-9a-f]{32}", listed)))
        pages = [self.get(f"/api/v1/traces/{id.decode()}{part}") for id in ids for part in ("", "/tree")]
        return b"\n".join([listed, self.get("/api/v1/stats"), *pages])

    def stop(self) -> bytes:
        """What it has printed."""
        if self.process.stdout.closed:
            return b""
        self.process.terminate()
        with self.process.stdout as output:
            printed = output.read().encode()
        self.process.wait(timeout=20)
        return printed


class Canaries(unittest.TestCase):
    program = sotto = ""

    def setUp(self):
        self.root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.words = make_words()       # as they are searched
        self.given = dict(self.words)   # as the program has them
        self.certificate = wire.make_certificate(self.root)
        self.home = self.root / self.words["home_folder"]
        self.folder = self.root / self.words["working_folder"]
        for folder in (self.home, self.folder):
            folder.mkdir()
        self.command = self.root / self.words["command"]
        self.command.symlink_to(pathlib.Path(self.program).resolve())

    def start_receivers(self, tls: bool):
        self.observer = Observer(self, self.sotto, self.root)
        certificate = self.certificate if tls else None
        self.otlp = wire.Receiver(self, certificate, relay_to=self.observer.url)
        self.langfuse = wire.Receiver(self)
        self.telemetry = wire.Receiver(self, certificate, relay_to=self.observer.url)

    def settings(self, policy: str) -> dict[str, str]:
        word = self.given
        return {
            "HOME": str(self.home), "USER": word["user_name"], "LOGNAME": word["user_name"],
            word["variable_name"]: word["variable"],
            "SERVICE_API_KEY": word["secret_variable"], "OTHER_TOKEN": word["secret_variable_unused"],
            "SOTTO_APP_NAME": word["app_name"], "SOTTO_APP_VERSION": word["app_version"],
            "SOTTO_ENVIRONMENT": word["environment"], "SOTTO_RELEASE": word["release"],
            "OTEL_RESOURCE_ATTRIBUTES": f"{word['resource_key']}={word['resource_value']}",
            "SOTTO_CAPTURE_CONTENT": policy,
            "SOTTO_PROVIDERS": "otlp,langfuse,console,file",
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.otlp.url,
            "OTEL_EXPORTER_OTLP_CERTIFICATE": str(self.certificate.file),
            "SSL_CERT_FILE": str(self.certificate.file),  # telemetry trusts what the system does
            "LANGFUSE_BASE_URL": self.langfuse.url,
            "LANGFUSE_PUBLIC_KEY": "pk-lf-of-the-test", "LANGFUSE_SECRET_KEY": "sk-lf-of-the-test",
            "SOTTO_FILE": str(self.home / "traces.jsonl"),
            "SOTTO_SPOOL_DIR": str(self.home / "spool"),
            "SOTTO_TELEMETRY_ENDPOINT": f"{self.telemetry.url}/v1/metrics",
            "SOTTO_TELEMETRY_INTERVAL": "1s", "SOTTO_SHUTDOWN_TIMEOUT": "100ms"}

    def run_program(self, settings: dict[str, str], given: dict[str, str]) -> bytes:
        """What it prints. The host has a name of ours where the system lets it be given one."""
        command = [self.command, self.words["command_argument"]]
        unshare = ["unshare", "--user", "--map-root-user", "--uts", "sh", "-c",
                   'hostname "$0" && exec "$@"', self.words["host_name"]]
        if can_name_the_host():
            command = unshare + command
        done = subprocess.run(command, env=settings | {"PATH": "/usr/bin:/bin"}, cwd=self.folder,
                              input=hidden(given), capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr.decode(errors="replace"))
        return done.stdout + b"\n" + done.stderr

    def assert_only(self, allowed: set[str], where: str, *data: bytes):
        """No word but the allowed ones is in `data`."""
        self.assertEqual(find_words(self.words, *data) - allowed, set(), where)

    def sent(self, receiver: wire.Receiver) -> list[bytes]:
        return [request.everything() for request in receiver.requests]

    def check(self, policy: str, allowed: set[str] | None = None, tls: bool = True, **other: str):
        """Runs the program under that policy; `allowed` are the words that may leave with traces."""
        self.start_receivers(tls)
        self.langfuse.answer_with(503)
        settings = self.settings(policy) | other
        if allowed is None:
            allowed = {place for place, policies in INPUTS.items() if policy in policies}

        printed = self.run_program(settings, self.given)
        files = files_below(self.home, self.folder)
        self.assertEqual(find_words(self.words, *self.sent(self.otlp)), allowed)
        self.assert_only(allowed, "printed", printed)
        for name, content in files.items():
            self.assert_only(TELEMETRY if name.startswith(TELEMETRY_STORE) else allowed, name, content)
        self.assertTrue(any(name.startswith("spool/") for name in files), files.keys())
        self.assertGreater(len(self.langfuse.requests), 1)  # it was tried again

        # A later run delivers what is in the spool.
        self.langfuse.answer_with(200)
        self.assert_only(set(), "printed by the later run", self.run_program(settings, {}))
        self.assert_only(allowed, "langfuse", *self.sent(self.langfuse))
        self.assert_only(TELEMETRY, "telemetry", *self.sent(self.telemetry))

        answers = self.observer.answers()
        kept = files_below(self.observer.database)
        self.assert_only(allowed, "the observer", answers, self.observer.stop(), *kept.values())
        self.assert_found(allowed, printed, files, answers)

    def assert_found(self, allowed: set[str], printed: bytes, files: dict[str, bytes], answers: bytes):
        """The search finds, in each of the places, what is known to be there."""
        spooled = [content for name, content in files.items() if name.startswith("spool/")]
        names = {"trace_name", "span_name", "generation_name"}
        for where, data in {"console": [printed], "file": [files["traces.jsonl"]], "spool": spooled,
                            "langfuse": self.sent(self.langfuse), "observer": [answers]}.items():
            self.assertLessEqual(names & allowed, find_words(self.words, *data), where)
        scored = {"score_name", "score_category", "score_id"}
        scores = [sent for sent in self.sent(self.langfuse) if b"/api/public/scores" in sent]
        self.assertLessEqual(scored & allowed, find_words(self.words, *scores))
        self.assertEqual(find_words(self.words, *self.sent(self.telemetry)), TELEMETRY)
        stored = [content for name, content in files.items() if name.startswith(TELEMETRY_STORE)]
        self.assertEqual(find_words(self.words, *stored), TELEMETRY)

    def test_without_content_only_names_and_structure_leave(self):
        self.check("none")

    def test_redacted_content_leaves_without_secrets(self):
        self.check("redacted")

    def test_full_content_leaves_whole_and_the_surroundings_stay(self):
        self.check("full")

    def test_a_key_in_any_input_leaves_under_none_of_the_careful_policies(self):
        for place in INPUTS.keys() - {"exception_type"}:
            self.words[place] = make_key()
            self.given[place] = "sk-proj-" + self.words[place]
        for policy in ("none", "redacted"):
            with self.subTest(policy):
                self.check(policy, {"exception_type"})

    def test_plain_json_tells_no_more_than_compressed_protobuf_through_tls(self):
        self.check("redacted", tls=False, OTEL_EXPORTER_OTLP_PROTOCOL="http/json",
                   OTEL_EXPORTER_OTLP_COMPRESSION="none")

    def test_the_search_finds_every_spelling(self):
        word = self.words["input"]
        text = f"a sentence with {word} in it"
        for spelled in (text, text.upper(), text[::-1], text.encode().hex(),
                        "".join(f"%{byte:02X}" for byte in text.encode()),
                        *(base64.b64encode(text[cut:].encode()).decode() for cut in range(3))):
            with self.subTest(spelled):
                self.assertEqual(find_words(self.words, spelled.encode()), {"input"})
        packed = gzip.compress(text.encode())
        for spelled in (text.encode("utf-16"), b"head" + packed, b"head " + base64.b64encode(packed)):
            self.assertEqual(find_words(self.words, spelled), {"input"})


def can_name_the_host() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "--user", "--map-root-user", "--uts", "hostname", "a-name"],
                          capture_output=True).returncode == 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if not can_name_the_host():
        print("skipped: the host's name, which this system lets nobody change")
    Canaries.program, Canaries.sotto = sys.argv[1:3]
    del sys.argv[1:3]
    unittest.main()
