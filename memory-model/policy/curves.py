# SPDX-License-Identifier: Apache-2.0
"""Draws a run's log as SVG: the loss (each tenfold a step), and the share of held-out tasks written word for word."""

from __future__ import annotations

import json
import math
import pathlib

_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 260, 60, 24
_POINTS_MAX = 300


def _polyline(points: list[tuple[float, float]], color: str) -> str:
    step = max(1, -(-len(points) // _POINTS_MAX))
    text = " ".join(f"{_LEFT + x * _WIDTH:.1f},{_TOP + (1 - y) * _HEIGHT:.1f}" for x, y in points[::step])
    return f'<polyline fill="none" stroke="{color}" stroke-width="1.5" points="{text}"/>'


def _label(x: float, y: float, text: str, anchor: str = "end") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'


def drawn(log: pathlib.Path) -> str:
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    losses = [(line["seconds"], line["loss"]) for line in lines if "loss" in line]
    held = [(line["seconds"], line["held_out_right"] / line["held_out_tasks"]) for line in lines if "held_out_right" in line]
    end = max(seconds for seconds, _ in losses) or 1
    low = math.floor(math.log10(min(loss for _, loss in losses)))
    high = math.ceil(math.log10(max(loss for _, loss in losses)))
    curve = [(seconds / end, (math.log10(loss) - low) / (high - low)) for seconds, loss in losses]
    marks = [
        _label(_LEFT - 6, _TOP + (high - power) / (high - low) * _HEIGHT + 4, f"{10.0**power:g}") for power in range(low, high + 1)
    ]
    marks += [_label(_LEFT + _WIDTH + 6, _TOP + (1 - share) * _HEIGHT + 4, f"{share:.0%}", "start") for share in (0, 0.5, 1)]
    marks += [
        _label(_LEFT, _TOP + _HEIGHT + 18, "0 s", "middle"),
        _label(_LEFT + _WIDTH, _TOP + _HEIGHT + 18, f"{end} s", "middle"),
        _label(_LEFT, 14, "blue, left: loss; red, right: held-out tasks written word for word", "start"),
    ]
    frame = f'<rect x="{_LEFT}" y="{_TOP}" width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#999"/>'
    parts = [frame, _polyline(curve, "#1f5fbf"), _polyline([(seconds / end, share) for seconds, share in held], "#c0392b"), *marks]
    size = f'width="{_LEFT + _WIDTH + 60}" height="{_TOP + _HEIGHT + 30}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">\n' + "\n".join(parts) + "\n</svg>\n"
