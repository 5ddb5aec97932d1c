#!/usr/bin/env python3
"""Counts the instructions of the hottest calls with callgrind and compares them with
bench/instructions.json: a call that has become dearer is found on any machine, loaded or not.

Counts of another compiler cannot be compared, and are not.

usage: tools/check_instructions.py PROGRAM            exit status 1 when a call takes more
       tools/check_instructions.py PROGRAM --record   writes bench/instructions.json anew
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
RECORD = ROOT / "bench/instructions.json"
TOLERANCE = 0.05
SLACK = 8  # instructions that a call may differ by from build to build, whatever it takes
CALLS = 64  # as in bench/instructions.cpp
MEASURED = "sotto::bench::run_measured(sotto::bench::Case&)"
COUNT = re.compile(r"^desc: Trigger: Client Request: (\w+)$.*?^summary: (\d+)", re.M | re.S)
SWITCHES = ("SOTTO_", "OTEL_", "TRACING_MODE", "DO_NOT_TRACK", "XDG_")


def count(program: pathlib.Path) -> dict[str, float]:
    """Instructions per call, what the loop takes left out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SWITCHES)}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["valgrind", "--tool=callgrind", "--collect-atstart=no", f"--toggle-collect={MEASURED}",
             f"--callgrind-out-file={folder}/out", program.resolve()], check=True, cwd=folder,
            env=kept | {"HOME": folder, "SOTTO_ENABLE_TRACING_IN_CI": "true"}, capture_output=True)
        found = [COUNT.search(part.read_text()) for part in pathlib.Path(folder).glob("out.*")]
    totals = {match.group(1): int(match.group(2)) for match in found if match}
    empty = totals.pop("empty_loop")
    return {name: round((total - empty) / CALLS, 1) for name, total in sorted(totals.items())}


def compiler() -> str:
    return "g++ " + subprocess.run(["g++", "-dumpfullversion"], check=True, text=True,
                                   capture_output=True).stdout.strip()


def compare(recorded: dict[str, float], counted: dict[str, float]) -> list[str]:
    """A sentence for every call that takes more than it did, or is not measured any more."""
    findings = []
    for name, before in recorded.items():
        now = counted.get(name)
        if now is None:
            findings.append(f"{name} was not counted")
        elif now > before + max(SLACK, before * TOLERANCE):
            findings.append(f"{name} takes {now:g} instructions, it took {before:g}")
    return findings


def main() -> int:
    program = pathlib.Path(sys.argv[1])
    counted = count(program)
    if "--record" in sys.argv[2:]:
        RECORD.write_text(json.dumps({"compiler": compiler(), "calls": counted}, indent=2) + "\n")
        return 0
    recorded = json.loads(RECORD.read_text())
    if recorded["compiler"] != compiler():
        print(f"recorded with {recorded['compiler']}, not comparable with {compiler()}")
        return 0
    for name in sorted(counted):
        print(f"{name:20} {counted[name]:8g}, recorded {recorded['calls'].get(name, 0):8g}")
    findings = compare(recorded["calls"], counted)
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
