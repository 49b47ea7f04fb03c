#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py [NAME…]: runs the benchmarks of the release build, and their peers in the same run; prints one JSON object.
NAME is engine, sandbox, vault, memory, models, trust, identity or program. Ours and the peer's rounds alternate, so that other work on
the machine meets both; each figure is a median. TILES_BUILD, TILES_CHAT_MODEL, TILES_GO_ORACLES, TILES_NPM_ORACLES and
TILES_PYTHON_ORACLES say where the build, the model and the peers are."""
import base64
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
import sign_bench

SPEED_ROUNDS, SPEED_SECONDS = 7, 180  # On a busy machine as many rounds as begin in that time.
PREFILL_TOKENS, DECODE_TOKENS, HISTORY_TOKENS = 512, 128, 1_000  # As in engine_bench.cpp.
LARGE_MODEL_BYTES = 10**9
STORE_MEBIBYTES, STORE_ROUNDS, IMPORT_MEBIBYTES = 512, 3, 4096
MODELFILE_RUNS, MODELS_LISTED = 9, 1_000
PULL_MEBIBYTES, PULL_ROUNDS = 512, 7
LOG_ENTRIES, LOG_BATCH, LOG_ROUNDS = 10_000, 256, 5
LOG_APPENDS, LARGE_LOG_ENTRIES = 1_000, 1_000_000
SIGN_MEBIBYTES, SIGN_ROUNDS = 4096, 3
ORACLES = pathlib.Path(__file__).parents[1] / "tests" / "interop" / "build_oracles.sh"
ATTENTION_ALIKE = ["-fa", "0", "-ub", "128"]  # As in attention.h.
SPEED_UNIT = "_tokens_per_second"
SPEEDS = tuple(name + SPEED_UNIT for name in ("prefill", "decode", "decode_after_history"))


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


def llama_bench(program: str, model: str, threads: int, attention: list[str]) -> dict:
    run = [program, "-m", model, "-t", str(threads), "-n", str(DECODE_TOKENS), "-r", "1", "-o", "json", *attention]
    rows = run_json([*run, "-p", str(PREFILL_TOKENS)]) + run_json([*run, "-p", "0", "-d", str(HISTORY_TOKENS)])
    return {SPEEDS[0 if row["n_prompt"] else 1 if row["n_depth"] == 0 else 2]: row["avg_ts"] for row in rows}


def medians(rounds: list[dict]) -> dict:
    return {key: round(statistics.median(one[key] for one in rounds), 2) for key in SPEEDS}


def ratios(ours: list[dict], theirs: list[dict]) -> dict:
    found = {}
    for key in SPEEDS:
        values = [one[key] / other[key] for one, other in zip(ours, theirs)]
        found[key.removesuffix(SPEED_UNIT)] = {"median": round(statistics.median(values), 3), "min": round(min(values), 3),
                                               "max": round(max(values), 3)}
    return found


def measure_speed(bench: str, model: str, threads: int) -> dict:
    """Ours, llama-bench's, and its with the attention that ours has, by turns; the ratios are medians of each round's own."""
    built = subprocess.run(["sh", str(pathlib.Path(__file__).with_name("llama_bench.sh"))], stdout=subprocess.PIPE, text=True,
                           check=False)
    if built.returncode != 0:
        raise Failed("llama-bench could not be built")
    measures = {"tiles": lambda: run_json([bench, "speed", model, str(threads)]),
                "llama_bench": lambda: llama_bench(built.stdout.strip(), model, threads, []),
                "llama_bench_alike": lambda: llama_bench(built.stdout.strip(), model, threads, ATTENTION_ALIKE)}
    rounds: dict[str, list[dict]] = {name: [] for name in measures}
    begin = time.perf_counter()
    for number in range(SPEED_ROUNDS):
        if number > 0 and time.perf_counter() - begin > SPEED_SECONDS:
            break
        for name in sorted(measures, reverse=number % 2 == 1):
            rounds[name].append(measures[name]())
    return {"rounds": len(rounds["tiles"]), **{name: medians(rounds[name]) for name in measures},
            "ratio": ratios(rounds["tiles"], rounds["llama_bench"]),
            "ratio_with_the_same_attention": ratios(rounds["tiles"], rounds["llama_bench_alike"])}


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


def measure_verify(bench: str, folder: str) -> dict:
    """Hashing against openssl's over the same file, the best of as many rounds each."""
    ours = run_json([bench, "hash", folder, str(STORE_MEBIBYTES)])
    peer = wall_ms(["openssl", "dgst", "-sha256", str(pathlib.Path(folder) / "model.gguf")], STORE_ROUNDS)
    return {**ours, "openssl_dgst_seconds": peer["min_ms"] / 1000,
            "against_openssl_dgst": round(peer["min_ms"] / 1000 / ours["verify_seconds"], 3)}


def measure_modelfile(build: pathlib.Path, folder: str) -> dict:
    """Reading 1 MiB against Ollama's own parser, each the best of as many runs."""
    file = pathlib.Path(folder) / "Modelfile"
    ours = run_json([str(build / "bench" / "modelfile_bench"), str(file)])
    line = json.dumps({"modelfile": base64.b64encode(file.read_bytes()).decode()}) + "\n"
    asked = subprocess.run([str(pathlib.Path(os.environ["TILES_GO_ORACLES"]) / "ollama")], input=line * MODELFILE_RUNS, capture_output=True,
                           text=True, check=False)
    if asked.returncode != 0:
        raise Failed(f"Ollama's parser ended with {asked.returncode}: {asked.stderr.strip()[-2000:]}")
    answers = [json.loads(answer) for answer in asked.stdout.splitlines()]
    if "refused" in answers[0] or len(answers[0]["commands"]) != ours["instructions"]:
        raise Failed("Ollama's parser reads the Modelfile otherwise")
    peer = min(answer["nanoseconds"] for answer in answers) / 1e6
    return {**ours, "ollama_parse_ms": round(peer, 2), "against_ollama": round(peer / ours["parse_ms"], 2)}


def measure_list(build: pathlib.Path, folder: str) -> dict:
    """'tiles list' as a process, and skopeo reading one name out of the same index."""
    home = str(pathlib.Path(folder) / "home")
    run_json([str(build / "bench" / "store_bench"), "names", home, str(MODELS_LISTED)])
    store = pathlib.Path(home) / "models" / "store"
    return {"models": MODELS_LISTED, "tiles": wall_ms([str(build / "apps" / "tiles" / "tiles"), "--home", home, "list"]),
            "skopeo inspect of one": wall_ms(["skopeo", "inspect", "--raw", f"oci:{store}:model0:latest"])}


def measure_models(build: pathlib.Path) -> dict:
    bench = str(build / "bench" / "store_bench")
    report = {}
    for name, measure in (("verify", lambda folder: measure_verify(bench, folder)),
                          ("import", lambda folder: run_json([bench, "import", folder, str(IMPORT_MEBIBYTES)])),
                          ("modelfile", lambda folder: measure_modelfile(build, folder)), ("list", lambda folder: measure_list(build, folder)),
                          ("pull", lambda folder: measure_pull(build, folder))):
        with tempfile.TemporaryDirectory(dir=build) as folder:
            report[name] = measure(folder)
    return report


def measure_pull(build: pathlib.Path, folder: str) -> dict:
    """In a process of its own: what the one that starts a program holds counts as that program's memory."""
    return run_json([sys.executable, str(pathlib.Path(__file__).with_name("pull_bench.py")), str(build / "apps" / "tiles" / "tiles"),
                     folder, str(PULL_MEBIBYTES), str(PULL_ROUNDS)])


def measure_trust(build: pathlib.Path) -> dict:
    """The log; batched appends against Tessera's POSIX driver on the same disk, by turns."""
    built = subprocess.run(["sh", str(ORACLES)], stdout=subprocess.PIPE, text=True, check=False)
    if built.returncode != 0:
        raise Failed("Tessera could not be built")
    bench, peer = str(build / "bench" / "tlog_bench"), str(pathlib.Path(built.stdout.strip()) / "tlog_go")
    append = ["append", "FOLDER", str(LOG_ENTRIES), str(LOG_BATCH)]

    def in_new_folder(program: str, arguments: list[str]) -> dict:
        with tempfile.TemporaryDirectory(dir=build) as folder:
            return run_json([program, *(folder if word == "FOLDER" else word for word in arguments)])

    rounds = [(in_new_folder(bench, append)["seconds"], in_new_folder(peer, append)["seconds"]) for _ in range(LOG_ROUNDS)]
    ratios = [theirs / ours for ours, theirs in rounds]
    return {"append": {"entries": LOG_ENTRIES, "batch": LOG_BATCH, "rounds": LOG_ROUNDS,
                       "tiles_seconds": statistics.median(ours for ours, _ in rounds),
                       "tessera_seconds": statistics.median(theirs for _, theirs in rounds),
                       "times_as_fast": {"median": round(statistics.median(ratios), 2), "min": round(min(ratios), 2)}},
            "append_one": in_new_folder(bench, ["one", "FOLDER", str(LOG_APPENDS)]),
            "large": in_new_folder(bench, ["large", "FOLDER", str(LARGE_LOG_ENTRIES)]), "sign": measure_sign(build)}


def measure_sign(build: pathlib.Path) -> dict:
    python = str(pathlib.Path(os.environ["TILES_PYTHON_ORACLES"]) / "python")
    try:
        with tempfile.TemporaryDirectory(dir=build) as folder:
            return sign_bench.measure(str(build / "bench" / "attest_bench"), python, pathlib.Path(folder), SIGN_MEBIBYTES, SIGN_ROUNDS)
    except (OSError, subprocess.CalledProcessError) as failure:
        raise Failed(f"sign: {failure}") from failure


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
                "models": lambda: measure_models(build), "trust": lambda: measure_trust(build), "identity": lambda: measure_identity(build),
                "program": lambda: measure_program(build)}
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
