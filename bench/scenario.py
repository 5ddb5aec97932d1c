"""What the Python scenarios of this folder share: each is a program that prints one line of JSON
per number, like the C++ ones."""
import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SWITCHES = ("SOTTO_", "LANGFUSE_", "LANGWATCH_", "OTEL_", "TRACING_MODE", "DO_NOT_TRACK", "XDG_")


def report(name: str, value: float, unit: str) -> None:
    print(json.dumps({"name": name, "value": value, "unit": unit}), flush=True)


def skip(what: str, why: str) -> None:
    """A missing peer or tool never fails a run; this line says that it was missing."""
    print(f"skipped {what}: {why}", file=sys.stderr, flush=True)


def environment(home: pathlib.Path) -> dict[str, str]:
    """The caller's, without what opens or closes a gate there: a closed one would look very fast."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SWITCHES)}
    return kept | {"HOME": str(home), "SOTTO_ENABLE_TRACING_IN_CI": "true"}


def read_lines(output: str) -> dict[str, dict]:
    """The numbers in a program's output, by name."""
    numbers = (json.loads(line) for line in output.splitlines() if line.startswith("{"))
    return {number["name"]: number for number in numbers}


def run(command: list, **options) -> str:
    return subprocess.run([str(part) for part in command], check=True, text=True,
                          stdout=subprocess.PIPE, **options).stdout


def median(values) -> float:
    return statistics.median(values)


class Sink:
    """The receiving end: an otlp_sink process. `with Sink(programs) as sink: ... sink.url`; then
    sink.received has its count of spans, requests, bytes and connections."""

    def __init__(self, programs: pathlib.Path, *arguments):
        self._command = [programs / "otlp_sink", *arguments]
        self.received = {}

    def __enter__(self) -> "Sink":
        self._process = subprocess.Popen([str(part) for part in self._command], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        scheme = "https" if "--tls" in self._command else "http"
        port = self._process.stdout.readline().strip()
        self.base_url = f"{scheme}://127.0.0.1:{port}"
        self.url = f"{self.base_url}/v1/traces"
        return self

    def __exit__(self, *_) -> None:
        output, _ = self._process.communicate()
        self.received = json.loads(output) if output else {}
