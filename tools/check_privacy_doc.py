#!/usr/bin/env python3
"""Checks that every sentence of PRIVACY.md is proven: each paragraph, list item and table row
has the command that proves it, `./dev test Suite.Name ...`, and every test in it is one of ctest's.

usage: tools/check_privacy_doc.py BUILD [FILE]   exit status 1 and one line per finding
"""
import pathlib
import re
import subprocess
import sys

NAMED = re.compile(r"`\./dev test ([^`]+)`")
LISTED = re.compile(r"^ *Test +#\d+: (\S+)", re.MULTILINE)
ITEM = re.compile(r"^ *(?:[-*]|\d+\.) ")
NO_CLAIM = re.compile(r"^(?:#|\| ?-|<!--)")  # headings, the line under a table's head, comments


def claims(lines: list[str]):
    """The number of the first line, and the text, of each paragraph, list item and table row."""
    number, text = 0, ""
    for at, line in enumerate([*lines, ""], 1):
        is_table = line.startswith("|")
        is_head = is_table and at < len(lines) and lines[at].startswith(("|--", "| --"))
        starts_anew = not line.strip() or is_table or ITEM.match(line) or NO_CLAIM.match(line)
        if starts_anew and text:
            yield number, text
            text = ""
        if line.strip() and not is_head and not NO_CLAIM.match(line):
            number, text = (number, f"{text} {line.strip()}") if text else (at, line.strip())


def check(lines: list[str], known: set[str]):
    for number, text in claims(lines):
        tests = [name for names in NAMED.findall(text) for name in names.split()]
        if not tests:
            yield number, "has no `./dev test NAME`"
        for name in tests:
            if name not in known:
                yield number, f"there is no test {name}"


def main() -> int:
    page = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "PRIVACY.md")
    listing = subprocess.run(["ctest", "--test-dir", sys.argv[1], "-N"],
                             check=True, capture_output=True, text=True).stdout
    tests = LISTED.findall(listing)
    known = {*tests, *(name.split("/")[0] for name in tests)}  # Suite.Name also for its parameters
    found = [f"{page}:{number}: {what}"
             for number, what in check(page.read_text().splitlines(), known)]
    print("\n".join(found) or "privacy: ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
