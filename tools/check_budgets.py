#!/usr/bin/env python3
"""Runs the benchmarks and compares them with bench/budgets.json: each budget is a ratio to a
baseline of the same run, because a ratio travels between machines and nanoseconds do not.

usage: tools/check_budgets.py FOLDER_OF_PROGRAMS      exit status 1 when a budget is exceeded
"""
import json
import pathlib
import subprocess
import sys
import typing


class Row(typing.NamedTuple):
    name: str
    nanoseconds: float | None  # median of CPU time; None: not measured
    ratio: float | None
    budget: float
    is_over: bool


def measure(program: pathlib.Path) -> dict[str, float]:
    """Median CPU time in nanoseconds of every benchmark of one program, over nine repetitions."""
    print(f"{program.name} ...", file=sys.stderr)
    output = subprocess.run(
        [program, "--benchmark_repetitions=9", "--benchmark_report_aggregates_only",
         "--benchmark_format=json"], check=True, stdout=subprocess.PIPE).stdout
    return {b["run_name"]: b["cpu_time"] for b in json.loads(output)["benchmarks"]
            if b.get("aggregate_name") == "median"}


def compare(budgets: dict, medians: dict[str, float]) -> typing.Iterator[Row]:
    for name, budget in budgets.items():
        spent, base = medians.get(name), medians.get(budget["baseline"])
        ratio = spent / base if spent is not None and base else None
        yield Row(name, spent, ratio, budget["ratio"], ratio is None or ratio > budget["ratio"])


def main() -> int:
    budgets = json.loads(pathlib.Path("bench/budgets.json").read_text())
    medians = {}
    for program in sorted(pathlib.Path(sys.argv[1]).glob("*_bench")):
        medians |= measure(program)
    for name in sorted(medians.keys() - budgets.keys()):
        print(f"     {name:32} {medians[name]:9.2f} ns")
    rows = list(compare(budgets, medians))
    for row in rows:
        measured = "not measured" if row.ratio is None else f"{row.nanoseconds:9.2f} ns  {row.ratio:5.2f} x"
        print(f"{'OVER' if row.is_over else 'ok':4} {row.name:32} {measured}, budget {row.budget} x")
    return 1 if any(row.is_over for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
