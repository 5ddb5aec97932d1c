#!/usr/bin/env python3
"""What does sotto add to the build and to the size of its user's program? The header alone is held
against the three standard headers that most programs have anyway; the program is ten_lines.cpp.

usage: bench/build_cost.py FOLDER_OF_PROGRAMS [--quick]      quick: without building the library
"""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

import scenario

COMPILER = ["g++", "-std=c++20", "-O2", f"-I{scenario.ROOT}/include"]
STANDARD = "#include <string>\n#include <chrono>\n#include <functional>\n"
OURS = "#include <sotto/sotto.hpp>\n"


def cpu_of(command: list, **options) -> float:
    """CPU seconds of a command and its children, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    scenario.run(command, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def header(folder: pathlib.Path, turns: int) -> None:
    seconds = {"standard": [], "sotto": []}
    for name, text in (("standard", STANDARD), ("sotto", OURS)):
        (folder / f"{name}.cpp").write_text(text)
    for _ in range(turns):
        for name, turn in seconds.items():
            turn.append(cpu_of([*COMPILER, "-c", folder / f"{name}.cpp", "-o", folder / "out.o"]))
    for name, turn in seconds.items():
        scenario.report(f"build/{name}_header", scenario.median(turn), "s")


def program(ten_lines: pathlib.Path) -> None:
    """Text bytes of the program, all of the library that it needs included."""
    text = int(scenario.run(["size", ten_lines]).splitlines()[1].split()[0])
    scenario.report("size/program_text", text / 1024, "KiB")
    scenario.report("size/shared_objects", len(scenario.run(["ldd", ten_lines]).splitlines()),
                    "objects")


def library(folder: pathlib.Path) -> None:
    """The client alone, as a user builds it, without any cache."""
    configure = ["cmake", "-S", scenario.ROOT, "-B", folder / "client", "-G", "Ninja",
                 "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O2",
                 "-DSOTTO_BUILD_COLLECTOR=OFF", "-DSOTTO_BUILD_EXAMPLES=OFF"]
    scenario.run(configure)
    environment = os.environ | {"CCACHE_DISABLE": "1"}
    seconds = cpu_of(["cmake", "--build", folder / "client", "--target", "sotto"], env=environment)
    scenario.report("build/client_library", seconds, "s")


def main() -> int:
    programs, is_quick = pathlib.Path(sys.argv[1]), "--quick" in sys.argv[2:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        header(folder, turns=2 if is_quick else 5)
        program(programs / "ten_lines")
        if not is_quick:
            library(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
