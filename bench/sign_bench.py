# SPDX-License-Identifier: Apache-2.0
"""Signing a folder, beside 'openssl dgst -sha256' of its files and model_signing's 'sign key', each as a process, by turns."""
import os
import pathlib
import statistics
import subprocess
import time

FILES = 8


def make_model(folder: pathlib.Path, mebibytes: int) -> list[str]:
    folder.mkdir()
    files = []
    for number in range(FILES):
        path = folder / f"model-{number + 1:05}-of-{FILES:05}.gguf"
        with path.open("wb") as file:
            for _ in range(mebibytes // FILES):
                file.write(os.urandom(1 << 20))
        files.append(str(path))
    return files


def seconds_of(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def ratio(peer: list[float], ours: list[float]) -> float:
    return round(statistics.median(theirs / mine for theirs, mine in zip(peer, ours)), 2)


def measure(bench: str, python: str, folder: pathlib.Path, mebibytes: int, rounds: int) -> dict:
    model, key = folder / "model", folder / "key.pem"
    files = make_model(model, mebibytes)
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(key)], check=True)
    commands = {"openssl_dgst": ["openssl", "dgst", "-sha256", *files],
                "tiles": [bench, str(model), str(folder / "ours.sig"), "files"],
                "model_signing": [python, "-m", "model_signing", "sign", "key", str(model), "--private_key", str(key),
                                  "--signature", str(folder / "theirs.sig")]}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds):
        for name in sorted(commands, reverse=number % 2 == 1):
            times[name].append(seconds_of(commands[name]))
    start = [seconds_of([python, "-m", "model_signing", "--version"]) for _ in range(rounds)]
    return {"mebibytes": mebibytes, "files": FILES, "rounds": rounds,
            **{f"{name}_seconds": round(statistics.median(values), 3) for name, values in times.items()},
            "model_signing_start_seconds": round(statistics.median(start), 3),
            "times_as_fast_as_openssl_dgst": ratio(times["openssl_dgst"], times["tiles"]),
            "times_as_fast_as_model_signing": ratio(times["model_signing"], times["tiles"])}
