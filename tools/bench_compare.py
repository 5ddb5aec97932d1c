#!/usr/bin/env python3
"""Holds this tree against another revision in one run: the other one's library is built under
build/compare/ with the benchmarks of this tree, then both run in turns and the medians are shown.

usage: tools/bench_compare.py FOLDER_OF_PROGRAMS REVISION [--all]
       shows what differs by more than a tenth; with --all everything
"""
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What needs no second process: a revision that lacks what one of them uses goes without that one.
STEPS = ["hot_path", "steady_state", "pipeline", "encode"]
TURNS = 3
DIFFERENCE = 0.1
SHOWN = ("/p50", "/amortised", "/allocations", "pipeline/", "encode/", "scrubber/", "gzip/")


def build(revision: str) -> pathlib.Path:
    """Builds `revision` and returns the folder of its programs."""
    git = ["git", "-C", str(ROOT)]
    commit = subprocess.run([*git, "rev-parse", "--verify", f"{revision}^{{commit}}"], check=True,
                            text=True, capture_output=True).stdout.strip()
    tree = ROOT / "build/compare" / commit[:12]
    tree.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen([*git, "archive", commit], stdout=subprocess.PIPE) as archive:
        subprocess.run(["tar", "-x", "-C", str(tree)], check=True, stdin=archive.stdout)
    for folder in ("bench", "tests/support", "tests/proto"):
        shutil.rmtree(tree / folder, ignore_errors=True)
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("history"))
    log = ROOT / "build/compare.log"
    with log.open("w") as out:
        subprocess.run(["cmake", "--preset", "bench"], cwd=tree, check=True, stdout=out, stderr=out)
        # Keeps going: a program that the revision cannot build is left out.
        subprocess.run(["cmake", "--build", "--preset", "bench", "--target", *STEPS, "--", "-k", "0"],
                       cwd=tree, check=False, stdout=out, stderr=out)
    return tree / "build/bench/bin"


def measure(programs: pathlib.Path) -> dict[str, float]:
    with tempfile.NamedTemporaryFile() as output:
        subprocess.run([sys.executable, ROOT / "bench/run.py", programs, "--quick", "--only",
                        ",".join(STEPS), "--output", output.name], check=True,
                       stdout=subprocess.DEVNULL)
        numbers = json.loads(pathlib.Path(output.name).read_text())["numbers"]
    return {name: number["value"] for name, number in numbers.items()}


def compare(before: list[dict[str, float]], now: list[dict[str, float]], show_all: bool) -> list[str]:
    """A line for each number that both have and that differs, the greatest gain first."""
    rows = []
    for name in before[0].keys() & now[0].keys():
        if not any(part in name for part in SHOWN):
            continue
        old = statistics.median(run.get(name, 0) for run in before)
        new = statistics.median(run.get(name, 0) for run in now)
        ratio = new / old if old else (1.0 if new == old else float("inf"))
        if show_all or abs(ratio - 1) > DIFFERENCE and abs(new - old) > 0.5:
            rows.append((ratio, f"{name:48} {old:10.2f} {new:10.2f} {ratio:8.2f} x"))
    return [line for _, line in sorted(rows)]


def main() -> int:
    ours, revision = pathlib.Path(sys.argv[1]), sys.argv[2]
    theirs = build(revision)
    before, now = [], []
    for _ in range(TURNS):
        before.append(measure(theirs))
        now.append(measure(ours))
    lines = compare(before, now, "--all" in sys.argv[3:])
    print(f"{'':48} {revision[:10]:>10} {'now':>10}")
    print("\n".join(lines) if lines else "no difference above a tenth")
    return 0


if __name__ == "__main__":
    sys.exit(main())
