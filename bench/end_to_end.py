#!/usr/bin/env python3
"""How many spans a second reach an OTLP receiver without a single one lost, what do they cost, and
what happens at twice that rate? Sender and receiver are processes of their own on one machine.

usage: bench/end_to_end.py FOLDER_OF_PROGRAMS [--quick]
"""
import pathlib
import sys
import tempfile
import typing

import scenario

FIRST_RATE = 1_000_000  # spans a second
STEP = 1.5  # rates are tried in these steps, up or down
NEAR = 1.25  # and then between, until the best and the first with a loss are no farther apart
HIGHEST, LOWEST = 4_000_000, 20_000
TRIALS = 3  # of a rate: most of them decide, as what else the machine does may spoil one


class Trial(typing.NamedTuple):
    rate: float  # spans delivered per second, from the first span to the last answer
    numbers: dict[str, float]  # as bench/deliver.cpp prints them
    received: dict[str, int]
    is_lossless: bool


class Way(typing.NamedTuple):
    """One way of sending: its name, what the sink and what the sender are told."""
    name: str
    sink: list
    sender: list


def send(programs: pathlib.Path, way: Way, producers: int, rate: float, seconds: float,
         *more) -> tuple[Trial, str]:
    with scenario.Sink(programs, *way.sink) as sink:
        output = scenario.run([programs / "deliver", sink.url, "--producers", producers, "--rate",
                               rate, "--seconds", seconds, *way.sender, *more])
    numbers = {name: number["value"] for name, number in scenario.read_lines(output).items()}
    submitted = numbers["submitted"]
    lossless = numbers["delivered"] == submitted == sink.received["spans"]
    trial = Trial(numbers["delivered"] / numbers["seconds"], numbers, sink.received, lossless)
    return trial, output


def lossless(programs: pathlib.Path, way: Way, producers: int, rate: float,
             seconds: float) -> Trial | None:
    """A trial without a loss, when most of those at this rate are."""
    kept, lost = [], 0
    while len(kept) <= TRIALS // 2 and lost <= TRIALS // 2:
        trial, _ = send(programs, way, producers, rate, seconds)
        if trial.is_lossless:
            kept.append(trial)
        else:
            lost += 1
    return kept[-1] if len(kept) > lost else None


def best(trial_at: typing.Callable[[float], Trial | None]) -> Trial | None:
    """The trial at the highest rate for which trial_at(rate) gives one."""
    found, good, bad = None, None, None
    rate = FIRST_RATE
    while LOWEST <= rate <= HIGHEST:
        trial = trial_at(rate)
        if trial is None:
            bad = rate
        elif found is not None and trial.rate < 1.05 * found.rate:
            return found  # the producers cannot offer more
        else:
            found, good = trial, rate
        if good is None or bad is None:
            rate = rate * STEP if bad is None else rate / STEP
        elif bad / good > NEAR:
            rate = (bad * good) ** 0.5
        else:
            return found
    return found


def report_best(prefix: str, trial: Trial) -> None:
    spans = trial.numbers["delivered"]
    scenario.report(f"{prefix}/rate", trial.rate, "spans/s")
    scenario.report(f"{prefix}/cpu", trial.numbers["cpu_seconds"] / spans * 1e6, "s per million")
    scenario.report(f"{prefix}/cpu_per_span", trial.numbers["cpu_seconds"] / spans * 1e9, "ns")
    scenario.report(f"{prefix}/bytes", trial.received["bytes"] / spans, "bytes per span")
    scenario.report(f"{prefix}/memory", trial.numbers["memory"], "MiB")
    scenario.report(f"{prefix}/spans_per_request", spans / trial.received["requests"], "spans")
    scenario.report(f"{prefix}/connections", trial.received["connections"], "connections")


def overload(programs: pathlib.Path, way: Way, producers: int, rate: float, seconds: float):
    """Twice the best rate: what still arrives, in how much memory, and does the sum hold?"""
    prefix = f"end_to_end/{way.name}/{producers}_producers/overload"
    trial, _ = send(programs, way, producers, 2 * rate, seconds)
    numbers = trial.numbers
    lost = numbers["submitted"] - numbers["delivered"] - numbers["dropped"] - numbers["sampled_out"]
    scenario.report(f"{prefix}/share", trial.rate / rate, "of the best rate")
    scenario.report(f"{prefix}/memory", numbers["memory"], "MiB")
    scenario.report(f"{prefix}/uncounted", lost, "spans")
    scenario.report(f"{prefix}/false_deliveries",
                    abs(numbers["delivered"] - trial.received["spans"]), "spans")


def main() -> int:
    programs, is_quick = pathlib.Path(sys.argv[1]), "--quick" in sys.argv[2:]
    seconds = 0.5 if is_quick else 1.5
    with tempfile.TemporaryDirectory() as folder:
        authority = pathlib.Path(folder, "ca.pem")
        ways = [Way("plain", [], []), Way("gzip", [], ["--gzip"]),
                Way("tls", ["--tls", authority], ["--ca", authority])]
        for way in ways[:2] if is_quick else ways:
            for producers in (1, 4) if is_quick else (1, 2, 4):
                trial = best(lambda rate: lossless(programs, way, producers, rate, seconds))
                if trial is None:
                    scenario.skip(f"{way.name} with {producers} producers",
                                  f"spans were lost even at {LOWEST} a second")
                    continue
                report_best(f"end_to_end/{way.name}/{producers}_producers", trial)
                if way.name == "plain" and producers != 2:
                    overload(programs, way, producers, trial.rate, seconds)
        _, output = send(programs, ways[0], 1, 20_000, 4 if is_quick else 20, "--latency")
        for name, number in scenario.read_lines(output).items():
            if name.startswith("live/"):
                scenario.report(name, number["value"], number["unit"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
