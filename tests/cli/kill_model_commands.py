# SPDX-License-Identifier: Apache-2.0
"""kill_model_commands.py ROUNDS: runs commands that change the store of the home 'home', kills each after a random moment, and sees after each
that 'tiles verify' passes; then runs several at once. Prints how many were killed before their end. Needs m.gguf here."""
import json
import pathlib
import random
import subprocess
import sys
import time

COMMANDS = (["create", "made", "-f", "A"], ["create", "made", "-f", "B"], ["create", "small", "-f", "A", "--quantize", "Q8_0"],
            ["import", "m.gguf", "--name", "file"], ["import", "m.gguf", "--name", "place", "--in-place"],
            ["cp", "base", "copy"], ["rm", "made", "copy"], ["rm", "file"], ["gc"])


def tiles(arguments: list[str], **options) -> subprocess.Popen:
    return subprocess.Popen(["tiles", *arguments, "--home", "home"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def expect_sound(when: str) -> None:
    run = subprocess.run(["tiles", "verify", "--home", "home", "--json"], capture_output=True, text=True, check=False)
    if run.returncode != 0 or json.loads(run.stdout)["faults"]:
        sys.exit(f"after {when}: {run.stdout}{run.stderr}")


def main() -> None:
    rng = random.Random(7)
    rounds = int(sys.argv[1])
    pathlib.Path("A").write_text("FROM ./m.gguf\nSYSTEM one\n")
    pathlib.Path("B").write_text("FROM base\nSYSTEM two\n")
    assert tiles(["create", "base", "-f", "A"]).wait() == 0
    killed = 0
    for number in range(rounds):
        command = COMMANDS[number % len(COMMANDS)]
        process = tiles(command)
        time.sleep(rng.uniform(0.002, 0.04))
        process.kill()
        killed += process.wait() < 0
        expect_sound(f"round {number}, {' '.join(command)}")
    for number in range(3):
        at_once = [tiles(command) for command in rng.sample(COMMANDS, 5) + [["list"], ["verify"]]]
        for process in at_once:
            process.wait()
        expect_sound(f"several at once, round {number}")
    left = list(pathlib.Path("home/models/store/.tiles/staged").iterdir())
    assert tiles(["gc"]).wait() == 0
    assert not list(pathlib.Path("home/models/store/.tiles/staged").iterdir()), left
    expect_sound("the end")
    print(f"{killed} of {rounds} were killed")


main()
