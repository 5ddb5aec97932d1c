#!/usr/bin/env python3
"""How well a scrubber finds what it must find, and leaves what it must leave.

Makes labelled cases (corpus.py), runs `PROGRAM scrub --jsonl` over them and prints one row for
each class and part. A case is found when nothing of its secret is left in any reading of the
output and every word around it is still there. Of the held-out part only the rows are printed.

usage: tests/scrubber/score.py PROGRAM [options]     exit status 1 when a gate is missed
"""
import argparse
import collections
import dataclasses
import json
import os
import subprocess
import sys

import corpus
import hidden
import real_text
from corpus import BENIGN, PARTS, TARGETS, Case

REAL = ("prose", "code")
# False positives in a megabyte of real text.
REAL_TARGET = 1.0
EXAMPLES = 3
SHOWN_CHARACTERS = 240


@dataclasses.dataclass(frozen=True)
class Miss:
    """A case that failed, and why: left, spoiled or changed."""
    kind: str
    context: str
    why: str
    before: str
    after: str


@dataclasses.dataclass
class Row:
    part: str
    name: str
    count: int
    value: float
    target: float
    is_rate: bool = True     # a fraction that must be reached; else a number not to go over
    misses: list[Miss] = dataclasses.field(default_factory=list)

    @property
    def is_met(self) -> bool:
        return self.reaches(self.target)

    def reaches(self, value: float) -> bool:
        return self.value >= value if self.is_rate else self.value <= value

    def cells(self) -> list[str]:
        why = collections.Counter(miss.why for miss in self.misses)
        show = "{:.2%}".format if self.is_rate else "{:.2f}/MB".format
        return [self.part, self.name, f"{self.count:,}", str(why["left"]), str(why["spoiled"]),
                str(why["changed"]), show(self.value), show(self.target),
                "met" if self.is_met else "MISSED"]


HEADINGS = ["part", "class", "cases", "left", "spoiled", "changed", "result", "target", ""]


def scrub(program: str, texts: list[str]) -> list[str]:
    """What the program makes of the texts; its environment is empty, so that it learns nothing."""
    lines = "".join(json.dumps({"id": str(number), "text": text}) + "\n"
                    for number, text in enumerate(texts))
    ended = subprocess.run([os.path.abspath(program), "scrub", "--jsonl"], input=lines.encode(),
                           stdout=subprocess.PIPE, timeout=600, env={})
    if ended.returncode:
        raise SystemExit(f"{program} scrub --jsonl ended with status {ended.returncode}")
    answers = [json.loads(line) for line in ended.stdout.decode().splitlines()]
    if [answer["id"] for answer in answers] != [str(number) for number in range(len(texts))]:
        raise SystemExit(f"{program} answered {len(answers)} of {len(texts)} texts, or out of order")
    return [answer["out"] for answer in answers]


def judge(case: Case, klass: str, out: str) -> str:
    """Why the case failed, or nothing."""
    if klass == BENIGN:
        return "" if out == case.text else "changed"
    fragments = case.fragments()
    if any(fragment in reading for reading in hidden.readings(out, 3 if klass == "hidden" else 1)
           for fragment in fragments):
        return "left"
    return "" if all(word in out for word in case.words) else "spoiled"


def score_class(program: str, klass: str, part: str, count: int, seed: int) -> Row:
    made = corpus.cases(klass, part, count, seed)
    row = Row(part, klass, len(made), 0, TARGETS[klass])
    for case, out in zip(made, scrub(program, [case.text for case in made]), strict=True):
        if why := judge(case, klass, out):
            row.misses.append(Miss(case.kind, case.context, why, case.text, out))
    row.value = 1 - len(row.misses) / len(made)
    return row


def score_real(program: str, family: str, part: str, megabytes: float, seed: int) -> Row:
    files = real_text.files_of(family, part == PARTS[1])
    texts = list(real_text.texts(files, megabytes, seed))
    row = Row(part, family, len(texts), 0, REAL_TARGET, is_rate=False)
    for text, out in zip(texts, scrub(program, texts), strict=True):
        if text == out:
            continue
        for before, after in real_text.replaced(text, out):
            if real_text.is_false_positive(before):
                row.misses.append(Miss(after, family, "changed", before, after))
    read = sum(len(text.encode()) for text in texts) / 1e6
    row.value = len(row.misses) / read if read else 0
    return row


def show_rows(rows: list[Row]):
    table = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table)]
    for cells in table:
        left = [cell.ljust(width) for cell, width in zip(cells[:2], widths)]
        right = [cell.rjust(width) for cell, width in zip(cells[2:-1], widths[2:])]
        print("  ".join([*left, *right, cells[-1]]).rstrip())


def show_misses(rows: list[Row]):
    for row in (row for row in rows if row.part == PARTS[0]):
        kinds = collections.defaultdict(list)
        for miss in row.misses:
            kinds[miss.kind].append(miss)
        for kind, misses in sorted(kinds.items(), key=lambda item: -len(item[1])):
            print(f"\n{row.name}: {kind}: {len(misses)}")
            for miss in misses[:EXAMPLES]:
                print(f"  {miss.why} in {miss.context}")
                print(f"    in  {miss.before[:SHOWN_CHARACTERS]!r}")
                print(f"    out {miss.after[:SHOWN_CHARACTERS]!r}")


def names(text: str) -> list[str]:
    known, asked = [*TARGETS, *REAL], text.split(",") if text else []
    if unknown := set(asked) - set(known):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))} is none of {', '.join(known)}")
    return asked


def gates(text: str) -> dict[str, float]:
    """Of "benign,keyed=0.8": each class, and what it must reach; its target unless said."""
    targets = TARGETS | dict.fromkeys(REAL, REAL_TARGET)
    pairs = [pair.partition("=") for pair in text.split(",") if text]
    names(",".join(name for name, _, _ in pairs))
    return {name: float(value) if value else targets[name] for name, _, value in pairs}


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("program", help="the built sotto, or another filter called like it")
    parser.add_argument("--cases", type=int, default=2000, help="of each class and part")
    parser.add_argument("--megabytes", type=float, default=5, help="of real prose and of code")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--classes", type=names, default=[*TARGETS, *REAL], metavar="A,B")
    parser.add_argument("--gate", type=gates, default=gates(",".join([*TARGETS, *REAL])),
                        metavar="A,B=0.9", help="classes that must reach their targets, or less")
    parser.add_argument("--part", choices=PARTS, action="append", help="both unless named")
    parser.add_argument("--show-misses", action="store_true", help="of the tuning part, by kind")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    asked = options(arguments)
    if not os.access(asked.program, os.X_OK):
        raise SystemExit(f"{asked.program} is no program that can be run")
    rows = []
    for part in asked.part or PARTS:
        for klass in asked.classes:
            rows.append(score_real(asked.program, klass, part, asked.megabytes, asked.seed)
                        if klass in REAL else
                        score_class(asked.program, klass, part, asked.cases, asked.seed))
    show_rows(rows)
    if asked.show_misses:
        show_misses(rows)
    return int(any(not row.reaches(asked.gate[row.name]) for row in rows if row.name in asked.gate))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
