#!/usr/bin/env python3
"""Publishes a run of the benchmarks: makes it the reference, writes the tables of
docs/performance.md and draws its graphs. A test checks that the page shows the reference.

usage: tools/bench_page.py RUN.json
"""
import json
import pathlib
import re
import sys

import bench_graphs
import check_budgets

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/performance.md"
REFERENCE = ROOT / "bench/history/reference.json"
QUANTILES = {"p50": "50 %", "p75": "75 %", "p90": "90 %", "p95": "95 %", "p99": "99 %",
             "p995": "99.5 %", "p999": "99.9 %", "p9995": "99.95 %", "p9999": "99.99 %"}
PRODUCERS = ("1", "2", "4")
CALLS = {
    "feature_usage": "`track_feature_usage`", "error": "`track_error`",
    "exception": "`track_exception`", "agent_run": "`track_agent_run`", "counter": "`Counter::add`",
    "timer": "`Timer::record`", "span": "a span", "span_4_attributes": "a span, 4 attributes",
    "span_nested": "a span in a span", "trace": "a trace with user and session",
    "generation": "a generation: model, usage, input, output", "observe": "`observe(f, int)`",
    "bind": "a bound callable", "set_attribute": "`set_attribute`, number",
    "set_attribute_text": "`set_attribute`, text", "add_event": "`add_event`",
    "set_input": "`set_input`",
}


def latency(numbers: dict) -> bench_graphs.Chart:
    places = list(QUANTILES)

    def series(name: str, prefix: str) -> bench_graphs.Series:
        found = [(place, numbers[f"{prefix}/{quantile}"]["value"])
                 for place, quantile in enumerate(places) if f"{prefix}/{quantile}" in numbers]
        return bench_graphs.Series(name, found)

    aim = [(places.index(quantile), value) for quantile, value in
           (("p50", 65.0), ("p99", 130.0), ("p999", 1000.0))]
    drawn = [series("span, live export", "live/span_4_attributes"),
             series("the same after a sleep", "live/after_sleep"),
             series("track_agent_run", "on/agent_run"),
             series("track_feature_usage", "on/feature_usage"),
             bench_graphs.Series("span, aim", aim, is_aim=True)]
    return bench_graphs.Chart("What a call costs its caller, by share of the calls", "ns",
                              list(QUANTILES.values()), [s for s in drawn if s.points])


def throughput(numbers: dict) -> bench_graphs.Chart:
    def points(pattern: str) -> list[tuple[int, float]]:
        named = ((place, pattern.format(count)) for place, count in enumerate(PRODUCERS))
        return [(place, numbers[name]["value"]) for place, name in named if name in numbers]

    drawn = [bench_graphs.Series(name, points(f"end_to_end/{name}/{{}}_producers/rate"))
             for name in ("plain", "gzip", "tls")]
    drawn += [bench_graphs.Series(label, [(0, numbers[name]["value"])]) for label, name in
              (("OpenTelemetry JS", "peers/opentelemetry_js/rate"),
               ("Langfuse JS", "peers/langfuse_js/rate")) if name in numbers]
    drawn.append(bench_graphs.Series("aim", [(0, 1e6), (2, 1e6)], is_aim=True))
    return bench_graphs.Chart("Spans a second delivered without loss, by producers", "/s",
                              list(PRODUCERS), [s for s in drawn if s.points])


def machine(run: dict) -> str:
    load = f"{run['load_before']:.1f} to {run['load_after']:.1f}"
    state = "quiet" if max(run["load_before"], run["load_after"]) < run["machine"]["cores"] else "loaded"
    return (f"Commit {run['commit']}, {run['time'][:10]}, {run['mode']} run of {run['seconds']} s on "
            f"{run['machine']['cores']} x {run['machine']['processor']}, "
            f"g++ {run['machine']['compiler']}; the machine was {state} (load {load}).")


def price_list(run: dict) -> list[str]:
    out = ["| call | typical | p99 | tight loop | switched off | instructions | allocations | system calls |",
           "|---|---|---|---|---|---|---|---|"]
    for key, what in CALLS.items():
        def cell(name: str) -> str:
            number = run["numbers"].get(name)
            return check_budgets.significant(number["value"]) if number else "-"
        out.append(f"| {what} | {cell(f'on/{key}/p50')} | {cell(f'on/{key}/p99')} | "
                   f"{cell(f'on/{key}/amortised')} | {cell(f'off/{key}/amortised')} | "
                   f"{run['instructions'].get(key, '-')} | "
                   f"{cell(f'steady_state/{key}/allocations')} | "
                   f"{cell(f'steady_state/{key}/system_calls')} |")
    return out


def budget_table(run: dict, budgets: dict) -> list[str]:
    out = ["| what | ours | baseline | ratio | budget | |", "|---|---|---|---|---|---|"]
    for section, rows in check_budgets.compare(budgets, run).items():
        out.append(f"| **{section}** | | | | | |")
        out += [f"| {row.what} | {row.ours} | {row.baseline} | {row.ratio} | {row.budget} | {row.verdict} |"
                for row in rows]
    return out


def replace(page: str, part: str, lines: list[str]) -> str:
    begin, end = f"<!-- {part}: made by tools/bench_page.py -->", f"<!-- end of {part} -->"
    return re.sub(f"{re.escape(begin)}.*?{re.escape(end)}",
                  lambda _: "\n".join([begin, *lines, end]), page, flags=re.S)


def render(page: str, run: dict, budgets: dict) -> dict[str, str]:
    """The files of the page: path below docs/ and content."""
    page = replace(page, "machine", [machine(run)])
    page = replace(page, "prices", price_list(run))
    page = replace(page, "budgets", budget_table(run, budgets))
    return {"performance.md": page,
            "performance/latency.svg": bench_graphs.draw(latency(run["numbers"])),
            "performance/throughput.svg": bench_graphs.draw(throughput(run["numbers"]))}


def publish(path: pathlib.Path) -> dict:
    """Makes a run the reference. It keeps the instructions of its day: these are recorded anew
    whenever a call changes, and the page shows one state of the code."""
    run = json.loads(path.read_text())
    if "instructions" not in run:
        run["instructions"] = json.loads((ROOT / "bench/instructions.json").read_text())["calls"]
    REFERENCE.write_text(json.dumps(run, indent=1) + "\n")
    return run


def main() -> int:
    files = render(PAGE.read_text(), publish(pathlib.Path(sys.argv[1])),
                   json.loads((ROOT / "bench/budgets.json").read_text()))
    for name, content in files.items():
        path = ROOT / "docs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
