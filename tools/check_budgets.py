#!/usr/bin/env python3
"""Compares a run of the benchmarks with bench/budgets.json and prints one table.

A budget is one of three: "ratio" to a baseline of the same run, because a ratio travels between
machines and nanoseconds do not; "most", for what is counted and equal everywhere; "aim_most" or
"aim_least", for times and rates, which are shown and never decide.

usage: tools/check_budgets.py RUN.json      exit status 1 when a ratio or a count is missed
"""
import json
import pathlib
import sys
import typing


class Row(typing.NamedTuple):
    what: str
    ours: str
    baseline: str
    ratio: str
    budget: str
    verdict: str  # "met", "MISSED": decides; "reached", "not yet": shown; "-": not measured
    is_missed: bool


def significant(value: float) -> str:
    """Three digits that count, never an exponent: 0.263, 15.6, 1,540, 131,000, 1.97 M."""
    if abs(value) >= 1e6:
        return f"{value / 1e6:.3g} M"
    if abs(value) >= 1000:
        step = 10 ** (len(str(int(abs(value)))) - 3)
        return f"{round(value / step) * step:,}"
    return "0" if abs(value) < 0.0005 else f"{value:.3g}"


def amount(number: dict | None) -> str:
    return f"{significant(number['value'])} {number['unit']}" if number else "-"


def judge(budget: dict, numbers: dict, is_quick: bool) -> Row:
    ours, base = numbers.get(budget["ours"]), numbers.get(budget.get("baseline", ""))
    ratio = ours["value"] / base["value"] if ours and base and base["value"] else None
    columns = (budget["what"], amount(ours), amount(base), f"{ratio:.2f} x" if ratio is not None else "")

    def row(limit: str, verdict: str, is_missed: bool = False) -> Row:
        return Row(*columns, limit, verdict, is_missed)

    if "ratio" in budget:
        limit = f"{budget['ratio']:g} x"
        if ratio is None:
            may_lack = is_quick or budget.get("optional", False)
            return row(limit, "-" if may_lack else "MISSED", not may_lack)
        is_missed = ratio > budget["ratio"]
        return row(limit, "MISSED" if is_missed else "met", is_missed)
    if "most" in budget:
        limit = f"{budget['most']:g}"
        if ours is None:
            return row(limit, "-" if is_quick else "MISSED", not is_quick)
        is_missed = ours["value"] > budget["most"]
        return row(limit, "MISSED" if is_missed else "met", is_missed)
    least, most = budget.get("aim_least"), budget.get("aim_most")
    limit = f"(at least {significant(least)})" if least is not None else f"({significant(most)})"
    if ours is None:
        return row(limit, "-")
    is_reached = ours["value"] >= least if least is not None else ours["value"] <= most
    return row(limit, "reached" if is_reached else "not yet")


def compare(budgets: dict[str, list], run: dict) -> dict[str, list[Row]]:
    is_quick = run.get("mode") == "quick"
    return {section: [judge(budget, run["numbers"], is_quick) for budget in rows]
            for section, rows in budgets.items()}


def lines(sections: dict[str, list[Row]]) -> typing.Iterator[str]:
    head = Row("", "ours", "baseline", "ratio", "budget", "", False)
    rows = [head] + [row for rows in sections.values() for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for section, its_rows in sections.items():
        for row in [head._replace(what=section.upper())] + its_rows:
            cells = [row.what.ljust(widths[0])]
            cells += [row[column].rjust(widths[column]) for column in range(1, 5)]
            yield "  ".join(cells + [row.verdict]).rstrip()
        yield ""


def main() -> int:
    root = pathlib.Path(__file__).resolve().parent.parent
    run = json.loads(pathlib.Path(sys.argv[1]).read_text())
    sections = compare(json.loads((root / "bench/budgets.json").read_text()), run)
    print(f"{run['mode']} run of {run['commit']} on {run['machine']['cores']} x "
          f"{run['machine']['processor']}, load {run['load_before']:.1f} to {run['load_after']:.1f}, "
          f"{run['seconds']} s")
    print("\n".join(lines(sections)))
    missed = [row for rows in sections.values() for row in rows if row.is_missed]
    print(f"{len(missed)} budgets missed" if missed else "every budget met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
