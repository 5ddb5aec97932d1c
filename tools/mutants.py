#!/usr/bin/env python3
"""Breaks the code that privacy rests on, one line at a time, and tells whether the tests notice.

usage: tools/mutants.py [--list] [NAME...]     NAME: only the mutants whose name holds it

A mutant stands in tests/mutants/*.toml: a file, a text that stands in it once, what to put in its
place, and the test programs that must fail then. It lives in build/mutants and nowhere else. One
that does not build is caught too: by the compiler. Exit status 1 when one is not caught.
"""
import dataclasses
import pathlib
import shutil
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREE = ROOT / "build/mutants/tree"
BUILD = ROOT / "build/mutants/build"


@dataclasses.dataclass(frozen=True)
class Mutant:
    name: str
    file: str
    find: str
    replace: str
    suites: tuple[str, ...]


def read_mutants(folder: pathlib.Path = ROOT / "tests/mutants") -> list[Mutant]:
    mutants = []
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text())["mutant"]:
            mutants.append(Mutant(suites=tuple(entry.pop("suites")), **entry))
    return mutants


def problems(mutants: list[Mutant], root: pathlib.Path = ROOT) -> list[str]:
    """What keeps a mutant from being made: the code has moved on."""
    found = []
    for mutant in mutants:
        path = root / mutant.file
        count = path.read_text().count(mutant.find) if path.is_file() else 0
        if count != 1:
            found.append(f"{mutant.name}: its text stands {count} times in {mutant.file}")
        if mutant.find == mutant.replace:
            found.append(f"{mutant.name}: changes nothing")
    names = [mutant.name for mutant in mutants]
    found += [f"{name}: there are two" for name in sorted({n for n in names if names.count(n) > 1})]
    return found


def copy_tree() -> None:
    """The files of this checkout; those that are as before keep their time, so that little builds."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT,
                            check=True, capture_output=True, text=True).stdout
    wanted = {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
    for name in wanted:
        source, copy = ROOT / name, TREE / name
        if copy.is_file() and copy.read_bytes() == source.read_bytes():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        shutil.copymode(source, copy)
    for copy in [path for path in TREE.rglob("*") if path.is_file()]:
        if str(copy.relative_to(TREE)) not in wanted:
            copy.unlink()


def build(suites) -> bool:
    done = subprocess.run(["cmake", "--build", BUILD, "--target", *suites], capture_output=True)
    return done.returncode == 0


def failure_of(suite: str) -> str | None:
    """The end of what the suite printed, when it failed."""
    try:
        done = subprocess.run([BUILD / "bin" / suite, "--gtest_fail_fast", "--gtest_brief=1"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=300, cwd=BUILD,
                              env={"HOME": str(BUILD / "home"), "PATH": "/usr/bin:/bin"})
    except subprocess.TimeoutExpired:
        return "no end within 300 s"
    return done.stdout[-2000:] if done.returncode else None


def caught_by(mutant: Mutant) -> str | None:
    """The suite that failed, or the compiler; None when all is as well as before."""
    path = TREE / mutant.file
    original = path.read_text()
    try:
        path.write_text(original.replace(mutant.find, mutant.replace))
        if not build(mutant.suites):
            return "the compiler"
        return next((suite for suite in mutant.suites if failure_of(suite)), None)
    finally:
        path.write_text(original)


def prepare(suites: set[str]) -> None:
    copy_tree()
    (BUILD / "home").mkdir(parents=True, exist_ok=True)
    subprocess.run(["cmake", "--preset", "dev", "-B", BUILD], cwd=TREE, check=True,
                   capture_output=True)
    if not build(suites):
        sys.exit("mutants: the code does not build as it is")
    broken = {suite: failure for suite in sorted(suites) if (failure := failure_of(suite))}
    if broken:
        print(*broken.values(), sep="\n")
        sys.exit("mutants: these fail as it is: " + ", ".join(broken))


def main(words: list[str]) -> int:
    mutants = read_mutants()
    found = problems(mutants)
    if found:
        print("\n".join(found))
        return 1
    if "--list" in words:
        print("\n".join(mutant.name for mutant in mutants))
        return 0
    mutants = [one for one in mutants if not words or any(word in one.name for word in words)]
    prepare({suite for mutant in mutants for suite in mutant.suites})
    survivors = 0
    for mutant in mutants:
        by = caught_by(mutant)
        survivors += by is None
        print(f"{mutant.name:58} {'caught by ' + by if by else 'SURVIVED'}", flush=True)
    print(f"{len(mutants) - survivors} of {len(mutants)} mutants caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
