#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py [NAME…]: runs the benchmarks of the release build, and their peers in the same run; prints one JSON object.
NAME is engine, sandbox, vault, memory, models, identity or program. Ours and the peer's rounds alternate, so that other work on the machine
meets both; each figure is a median. TILES_BUILD and TILES_CHAT_MODEL say where the build and the model are."""
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import grow_model

SPEED_ROUNDS, SPEED_SECONDS = 7, 180  # On a busy machine as many rounds as begin in that time.
PREFILL_TOKENS, DECODE_TOKENS = 512, 128  # As in engine_bench.cpp.
LARGE_MODEL_BYTES = 10**9
STORE_MEBIBYTES, STORE_ROUNDS = 512, 3
SPEEDS = ("prefill_tokens_per_second", "decode_tokens_per_second")


class Failed(Exception):
    """A program of the benchmark gave no figures."""


def run_json(command: list[str]) -> dict | list:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise Failed(f"'{' '.join(command)}' ended with {run.returncode}: {run.stderr.strip()[-2000:]}")
    return json.loads(run.stdout)


def wall_ms(command: list[str], runs: int = 20) -> dict:
    """Median and minimum wall time of a command, in milliseconds."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
        times.append(1000 * (time.perf_counter() - begin))
    return {"median_ms": round(statistics.median(times), 2), "min_ms": round(min(times), 2), "runs": runs}


def llama_bench(program: str, model: str, threads: int) -> dict:
    rows = run_json([program, "-m", model, "-t", str(threads), "-p", str(PREFILL_TOKENS), "-n", str(DECODE_TOKENS), "-r", "1",
                     "-o", "json"])
    return {SPEEDS[0] if row["n_prompt"] else SPEEDS[1]: row["avg_ts"] for row in rows}


def medians(rounds: list[dict]) -> dict:
    return {key: round(statistics.median(one[key] for one in rounds), 2) for key in SPEEDS}


def measure_speed(bench: str, model: str, threads: int) -> dict:
    """Ours and llama-bench's by turns; the ratios are medians of each round's own."""
    built = subprocess.run(["sh", str(pathlib.Path(__file__).with_name("llama_bench.sh"))], stdout=subprocess.PIPE, text=True,
                           check=False)
    if built.returncode != 0:
        raise Failed("llama-bench could not be built")
    measures = {"tiles": lambda: run_json([bench, "speed", model, str(threads)]),
                "llama_bench": lambda: llama_bench(built.stdout.strip(), model, threads)}
    rounds: dict[str, list[dict]] = {name: [] for name in measures}
    begin = time.perf_counter()
    for number in range(SPEED_ROUNDS):
        if number > 0 and time.perf_counter() - begin > SPEED_SECONDS:
            break
        for name in sorted(measures, reverse=number % 2 == 1):
            rounds[name].append(measures[name]())
    ratios = {key: [ours[key] / theirs[key] for ours, theirs in zip(rounds["tiles"], rounds["llama_bench"])] for key in SPEEDS}
    return {"rounds": len(rounds["tiles"]), **{name: medians(rounds[name]) for name in measures},
            "ratio": {key.split("_")[0]: {"median": round(statistics.median(values), 3), "min": round(min(values), 3),
                                          "max": round(max(values), 3)} for key, values in ratios.items()}}


def measure_engine(build: pathlib.Path, model: str, threads: int) -> dict:
    bench = str(build / "bench" / "engine_bench")
    report = {"threads": threads, "speed": measure_speed(bench, model, threads),
              "prefix_reuse": run_json([bench, "reuse", model, str(threads)]),
              "load": {"chat_model": run_json([bench, "load", model, str(threads)])}}
    with tempfile.TemporaryDirectory() as folder:
        large = pathlib.Path(folder) / "large.gguf"
        grow_model.grow(pathlib.Path(model), large, LARGE_MODEL_BYTES)
        report["load"]["model_of_1_gb"] = run_json([bench, "load", str(large), str(threads)])
    return report


def measure_models(build: pathlib.Path) -> dict:
    """The store; its hashing against openssl's over the same file, the best of as many rounds each."""
    with tempfile.TemporaryDirectory(dir=build) as folder:
        ours = run_json([str(build / "bench" / "store_bench"), folder, str(STORE_MEBIBYTES)])
        peer = wall_ms(["openssl", "dgst", "-sha256", str(pathlib.Path(folder) / "model.gguf")], STORE_ROUNDS)
    return {**ours, "openssl_dgst_seconds": peer["min_ms"] / 1000,
            "verify_against_openssl_dgst": round(peer["min_ms"] / 1000 / ours["verify_seconds"], 3)}


def measure_identity(build: pathlib.Path) -> dict:
    """A chain of delegations from bytes to the verdict; the same one by the npm package iso-ucan."""
    oracles = pathlib.Path(os.environ["TILES_NPM_ORACLES"])
    with tempfile.TemporaryDirectory() as folder:
        chain = pathlib.Path(folder) / "chain.json"
        ours = run_json([str(build / "bench" / "identity_bench"), str(chain)])
        peer = subprocess.run([str(oracles / "node"), str(oracles / "ucan" / "ucan.mjs")], input=chain.read_bytes(), capture_output=True,
                              check=False)
    theirs = json.loads(peer.stdout or b"{}").get("median_us")
    if not theirs:
        raise Failed(f"iso-ucan gave no figure: {(peer.stdout + peer.stderr).decode()[-500:]}")
    return {**ours, "iso_ucan_chain_of_5_us": round(theirs, 1), "ratio_to_iso_ucan": round(theirs / ours["ucan_chain_of_5_us"], 1)}


def measure_program(build: pathlib.Path) -> dict:
    return {"tiles --help": wall_ms([str(build / "apps" / "tiles" / "tiles"), "--help"]),
            "python3 -c pass": wall_ms([sys.executable, "-c", "pass"])}


def main() -> int:
    build = pathlib.Path(os.environ["TILES_BUILD"])
    threads = os.cpu_count() or 2
    measures = {"engine": lambda: measure_engine(build, os.environ["TILES_CHAT_MODEL"], threads),
                "models": lambda: measure_models(build), "identity": lambda: measure_identity(build), "program": lambda: measure_program(build)}
    for name in ("sandbox", "vault", "memory"):
        measures[name] = lambda name=name: run_json([str(build / "bench" / f"{name}_bench")])
    wanted = sys.argv[1:] or list(measures)
    unknown = sorted(set(wanted) - set(measures))
    if unknown:
        print(f"bench: error: no benchmark '{unknown[0]}'; there are {', '.join(measures)}", file=sys.stderr)
        return 2
    report: dict = {"machine": {"system": platform.platform(), "cores": threads, "load_before": os.getloadavg()[0]}}
    failures = 0
    for name in wanted:
        begin = time.perf_counter()
        print(f"bench: {name}", file=sys.stderr)
        try:
            report[name] = measures[name]()
        except Failed as failure:
            print(f"bench: error: {name}: {failure}", file=sys.stderr)
            report[name] = {"error": str(failure)}
            failures += 1
        print(f"bench: {name}: {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    report["machine"]["load_after"] = os.getloadavg()[0]
    print(json.dumps(report, indent=2))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
