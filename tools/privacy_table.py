#!/usr/bin/env python3
"""Writes the table of PRIVACY.md that names every field of a telemetry report, from
telemetry/catalogue.toml, and checks that a changed field is a new version of the notice.

usage: tools/privacy_table.py           write the table into PRIVACY.md, between its markers
       tools/privacy_table.py --check   exit status 1 and one line per finding; write nothing

The notice that a person agreed to is of one version of the fields. telemetry/notice_versions.txt
keeps a digest of each version; a line there stays as it is once its version was released.
"""
import hashlib
import json
import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "telemetry/catalogue.toml"
VERSIONS = ROOT / "telemetry/notice_versions.txt"
CONSTANT = ROOT / "core/notice_version.hpp"
PAGE = ROOT / "PRIVACY.md"
BEGIN, END = "<!-- telemetry fields -->\n", "<!-- end of telemetry fields -->\n"
PROOF = "`./dev test Catalogue.NamesExactlyWhatAReportOfEverythingCarries`"
PLACES = {"resource": "report", "scope": "library", "metric": "number", "point": "number's field"}


def place(field: dict) -> str:
    if field["where"] != "attribute":
        return PLACES[field["where"]]
    names = [name.removeprefix("sotto.") for name in field["of"]]
    return "label of " + ", ".join(names)


def table(catalogue: dict) -> str:
    rows = [f"| `{field['name']}` | {place(field)} | {field['purpose']} | {field['values']} | "
            f"{field['since']} | {PROOF} |" for field in catalogue["field"]]
    return "\n".join(["| field | of | why | what can stand there | since | proven by |",
                      "|---|---|---|---|---|---|", *rows, ""])


def digest(catalogue: dict) -> str:
    """Of what a person agrees to: which fields there are and what can stand in them. The words that
    explain them may be improved."""
    fields = sorted([field["where"], field["name"], field.get("of", []), field["values"]]
                    for field in catalogue["field"])
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


def with_table(page: str, rows: str) -> str:
    before, rest = page.split(BEGIN)
    return before + BEGIN + rows + END + rest.split(END)[1]


def findings(catalogue: dict):
    version = catalogue["notice_version"]
    recorded = dict(line.split() for line in VERSIONS.read_text().splitlines()
                    if not line.startswith("#"))
    if recorded.get(str(version)) != digest(catalogue):
        yield (f"the fields are not those of notice version {version}: raise notice_version in "
               f"{CATALOGUE.name} and {CONSTANT.name}, and add to {VERSIONS.name} the line "
               f"'{max(map(int, recorded)) + 1} {digest(catalogue)}'")
    if list(recorded) != [str(number + 1) for number in range(version)]:
        yield f"{VERSIONS.name} does not list the versions 1 to {version}"
    constant = re.search(r"notice_version = (\d+);", CONSTANT.read_text())
    if not constant or int(constant[1]) != version:
        yield f"{CONSTANT.name} is not of version {version}"
    page = PAGE.read_text()
    if page != with_table(page, table(catalogue)):
        yield f"the table in {PAGE.name} is not that of {CATALOGUE.name}: run tools/privacy_table.py"


def main() -> int:
    catalogue = tomllib.loads(CATALOGUE.read_text())
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(with_table(PAGE.read_text(), table(catalogue)))
        return 0
    found = list(findings(catalogue))
    print("\n".join(found) or "privacy table: ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
