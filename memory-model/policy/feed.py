# SPDX-License-Identifier: Apache-2.0
"""Batches for the training loop, made in the loop itself or, for a GPU that is faster than one core, by processes ahead of it."""

from __future__ import annotations

import collections
import multiprocessing
import os
import pathlib
from concurrent.futures import Future, ProcessPoolExecutor
from random import Random

import torch
from tokenizers import Tokenizer

from policy import tokenizer
from policy.batches import Batch, Size, make_batch

_AHEAD = 3  # batches in the making for each process

_words: Tokenizer | None = None  # of a loader's process


def loaders_of(device: str) -> int:
    """Processes that make batches; none on the CPU, which the training itself needs."""
    return 0 if device == "cpu" else max(1, (os.cpu_count() or 2) - 2)


def _open_words(path: pathlib.Path) -> None:
    global _words
    torch.set_num_threads(1)
    _words = tokenizer.load(path)


def _make(seed: str, size: Size) -> Batch:
    assert _words is not None
    return make_batch(Random(seed), _words, size)


class Feed:
    """Each step draws from its own seed, so that a resumed run sees what an unbroken one would."""

    def __init__(self, words: pathlib.Path, seed: str, loaders: int) -> None:
        self._seed, self._pool, self._next = seed, None, -1
        self._coming: collections.deque[Future[Batch]] = collections.deque()
        self._depth = loaders * _AHEAD
        if loaders:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(loaders, context, _open_words, (words,))
        else:
            _open_words(words)

    def batch(self, step: int, size: Size) -> Batch:
        """The batch of this step. Steps are asked for in order; a size takes effect when what is in the making is used up."""
        if self._pool is None:
            return _make(f"{self._seed} {step}", size)
        self._next = max(self._next, step)
        while len(self._coming) < self._depth:
            self._coming.append(self._pool.submit(_make, f"{self._seed} {self._next}", size))
            self._next += 1
        return self._coming.popleft().result()

    def one(self, name: str, size: Size) -> Batch:
        """A batch apart from the steps', drawn from the seed and its name."""
        seed = f"{self._seed} {name}"
        return self._pool.submit(_make, seed, size).result() if self._pool else _make(seed, size)

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
