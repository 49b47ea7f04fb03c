#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the benchmarks of the release build, and their peers in the same run; prints one JSON object."""
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

BENCHES = ("engine_bench", "sandbox_bench", "vault_bench", "memory_bench")


def run_program(program: pathlib.Path, *arguments: str) -> dict:
    run = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return {"error": run.stderr.strip()[-2000:]}
    return json.loads(run.stdout)


def wall_ms(command: list[str], runs: int = 20) -> dict:
    """Median and minimum wall time of a command, in milliseconds."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
        times.append(1000 * (time.perf_counter() - begin))
    return {"median_ms": round(statistics.median(times), 2), "min_ms": round(min(times), 2), "runs": runs}


def llama_bench(model: str, threads: int) -> dict:
    """Prefill of 512 tokens and decode of 64, as the peer measures them."""
    built = subprocess.run(["bash", "bench/llama_bench.sh"], capture_output=True, text=True, check=False)
    if built.returncode != 0:
        return {"error": built.stderr.strip()[-2000:]}
    run = subprocess.run([built.stdout.strip(), "-m", model, "-t", str(threads), "-p", "512", "-n", "64", "-r", "3", "-o", "json"],
                         capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return {"error": run.stderr.strip()[-2000:]}
    rows = json.loads(run.stdout)
    speed = {("prefill" if row["n_prompt"] else "decode"): row["avg_ts"] for row in rows}
    return {"prefill_tokens_per_second": speed["prefill"], "decode_tokens_per_second": speed["decode"]}


def ratios(ours: dict, peer: dict) -> dict:
    keys = ("prefill_tokens_per_second", "decode_tokens_per_second")
    return {key.split("_", maxsplit=1)[0]: round(ours[key] / peer[key], 3) for key in keys if key in ours and key in peer}


def main() -> int:
    build = pathlib.Path(os.environ["TILES_BUILD"])
    model = os.environ["TILES_CHAT_MODEL"]
    threads = os.cpu_count() or 2
    wanted = sys.argv[1:] or [*BENCHES, "program"]
    report: dict = {"machine": {"system": platform.platform(), "cores": threads}}
    for name in BENCHES:
        if name in wanted:
            report[name] = run_program(build / "bench" / name, *([model] if name == "engine_bench" else []))
    if "engine_bench" in report:
        peer = llama_bench(model, threads)
        report["llama_bench"] = peer
        report["engine_against_llama_bench"] = ratios(report["engine_bench"], peer)
    if "program" in wanted:
        tiles = str(build / "apps" / "tiles" / "tiles")
        report["program"] = {"tiles --help": wall_ms([tiles, "--help"]),
                             "python3 -c pass": wall_ms([sys.executable, "-c", "pass"])}
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
