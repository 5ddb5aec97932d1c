#!/usr/bin/env python3
"""What a session costs beside its calls: CPU while idle, memory, the way out of main.

usage: bench/rest.py FOLDER_OF_PROGRAMS [--quick]
"""
import pathlib
import socket
import subprocess
import sys
import time

import scenario


def idle(programs: pathlib.Path, quick: list[str]) -> None:
    with scenario.Sink(programs) as sink:
        print(scenario.run([programs / "idle", sink.url, *quick]), end="")


def memory(programs: pathlib.Path, is_quick: bool) -> None:
    def measure(what: str) -> float:
        outputs = [scenario.run([programs / "memory", what]) for _ in range(1 if is_quick else 5)]
        return scenario.median(scenario.read_lines(output)["memory"]["value"] for output in outputs)

    nothing, session, bare = measure("nothing"), measure("session"), measure("bare_threads")
    counting, tracing = measure("counting_threads"), measure("tracing_threads")
    scenario.report("memory/process", nothing, "MiB")
    scenario.report("memory/session", session - nothing, "MiB")
    scenario.report("memory/1000_counting_threads", counting - bare, "MiB")
    scenario.report("memory/counting_thread", (counting - bare) * 1024 / 1000, "KiB")
    scenario.report("memory/1000_tracing_threads", tracing - bare, "MiB")


def dead_url() -> str:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1/traces"


def leave_main(programs: pathlib.Path, name: str, url: str) -> dict[str, float]:
    process = subprocess.Popen([programs / "leave", url], text=True, stdout=subprocess.PIPE)
    output = process.stdout.read()
    process.wait()
    ended = time.monotonic()  # the clock of std::chrono::steady_clock
    numbers = {key: line["value"] for key, line in scenario.read_lines(output).items()}
    scenario.report(f"leave/{name}/shutdown", numbers["shutdown"], "ms")
    scenario.report(f"leave/{name}/rest_of_exit", (ended - numbers["leaving_main"]) * 1e3, "ms")
    return numbers


def leave(programs: pathlib.Path) -> None:
    with scenario.Sink(programs) as sink:
        live = leave_main(programs, "live", sink.url)
    with scenario.Sink(programs, "--stalled") as sink:
        stalled = leave_main(programs, "stalled", sink.url)
    dead = leave_main(programs, "dead", dead_url())
    scenario.report("leave/live/lost", live["submitted"] - live["delivered"], "spans")
    scenario.report("leave/false_deliveries", stalled["delivered"] + dead["delivered"], "spans")


def main() -> int:
    programs, quick = pathlib.Path(sys.argv[1]), sys.argv[2:]
    idle(programs, quick)
    memory(programs, bool(quick))
    leave(programs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
