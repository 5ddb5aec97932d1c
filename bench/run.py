#!/usr/bin/env python3
"""Runs the benchmarks and writes their numbers, with machine and commit, into bench/history/.

usage: bench/run.py FOLDER_OF_PROGRAMS [--quick] [--only STEP,STEP] [--output FILE]
       prints the path of the file that it wrote
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

import scenario

HERE = pathlib.Path(__file__).resolve().parent
KEPT_RUNS = 20  # in bench/history: older ones are deleted

# Every step is a program of this folder that prints lines of JSON.
STEPS = {
    "hot_path": ["{bin}/hot_path", "{quick}"],
    "hot_path_compiled_out": ["{bin}/hot_path_compiled_out", "{quick}"],
    "steady_state": ["{bin}/steady_state"],
    "system_calls": [sys.executable, f"{HERE}/system_calls.py", "{bin}"],
    "pipeline": ["{bin}/pipeline", "{quick}"],
    "encode": ["{bin}/encode", "{quick}"],
    "end_to_end": [sys.executable, f"{HERE}/end_to_end.py", "{bin}", "{quick}"],
    "rest": [sys.executable, f"{HERE}/rest.py", "{bin}", "{quick}"],
    "peers": ["{bin}/peers", "{quick}"],
    "peers_js": [sys.executable, f"{HERE}/peers_js.py", "{bin}", "{quick}"],
    "build_cost": [sys.executable, f"{HERE}/build_cost.py", "{bin}", "{quick}"],
}


def machine() -> dict:
    model = platform.processor() or platform.machine()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines()
                 if line.startswith("model name")]
        model = names[0] if names else model
    return {"processor": model, "cores": os.cpu_count(), "system": platform.platform(),
            "compiler": subprocess.run(["g++", "-dumpfullversion"], text=True,
                                       capture_output=True).stdout.strip()}


def commit() -> str:
    described = subprocess.run(["git", "-C", HERE, "describe", "--always", "--dirty"], text=True,
                               capture_output=True)
    return described.stdout.strip() or "unknown"


def run_step(name: str, command: list[str], programs: pathlib.Path, quick: bool) -> dict:
    """The numbers of one step: those that it printed before it failed, if it did."""
    parts = [part.format(bin=programs, quick="--quick" if quick else "") for part in command]
    print(f"{name} ...", file=sys.stderr, flush=True)
    if not pathlib.Path(parts[0]).exists():
        scenario.skip(name, "its program was not built")
        return {}
    done = subprocess.run([part for part in parts if part], text=True, stdout=subprocess.PIPE,
                          env=scenario.environment(programs.parent / "home"))
    if done.returncode != 0:
        print(f"{name} failed: what it did not measure counts as missed", file=sys.stderr)
    return scenario.read_lines(done.stdout)


def save(run: dict, output: pathlib.Path | None) -> pathlib.Path:
    history = HERE / "history"
    if output is None:
        history.mkdir(exist_ok=True)
        stamp = run["time"].replace(":", "").replace("-", "")
        output = history / f"{stamp}-{run['commit']}.local.json"
    output.write_text(json.dumps(run, indent=1) + "\n")
    for old in sorted(history.glob("*.local.json"))[:-KEPT_RUNS]:
        old.unlink()
    return output


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--output", type=pathlib.Path)
    arguments = parser.parse_args()
    only = set(arguments.only.split(",")) - {""}
    run = {"time": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
           "commit": commit(), "mode": "quick" if arguments.quick else "full",
           "machine": machine(), "load_before": os.getloadavg()[0], "numbers": {}}
    start = time.monotonic()
    for name, command in STEPS.items():
        if only and name not in only:
            continue
        run["numbers"] |= run_step(name, command, arguments.programs.resolve(), arguments.quick)
    run |= {"load_after": os.getloadavg()[0], "seconds": round(time.monotonic() - start)}
    print(save(run, arguments.output))
    return 0


if __name__ == "__main__":
    sys.exit(main())
