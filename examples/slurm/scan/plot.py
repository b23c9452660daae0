#!/usr/bin/env python3
"""Draws how much the tower sways, for every damper of a scan.

    python3 plot.py SWEEP [PICTURE]

SWEEP is the folder of the sweep; PICTURE, sway.png in that folder unless given, may end in .png, .svg or .pdf. Needs
Python 3.8 and matplotlib 3.5.
"""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # nodes have no display
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm

SHOWN_FREQUENCIES = 4  # in the second plot
MASS_RATIO = 6.6e5 / 2e7  # damper to tower: the module's defaults
TOWER_FREQUENCY = 0.15  # Hz


def read_points(folder):
    """Frequencies in Hz, damping ratios, and the sway in cm for each pair of them; NaN where a point failed."""
    with open(Path(folder, "results.jsonl")) as lines:
        points = [json.loads(line) for line in lines]
    frequencies = sorted({point["inputs"]["damper_frequency"] for point in points})
    dampings = sorted({point["inputs"]["damper_damping"] for point in points})
    sway = np.full((len(dampings), len(frequencies)), np.nan)
    for point in points:
        if point["status"] == "succeeded":
            column = frequencies.index(point["inputs"]["damper_frequency"])
            row = dampings.index(point["inputs"]["damper_damping"])
            sway[row, column] = 100 * point["outputs"]["sway"]
    return np.array(frequencies), np.array(dampings), sway


def den_hartog():
    """The best damper by Den Hartog's formulas (1947), for a tower that has no damping of its own."""
    return TOWER_FREQUENCY / (1 + MASS_RATIO), np.sqrt(3 * MASS_RATIO / (8 * (1 + MASS_RATIO)))


def draw_map(axes, frequencies, dampings, sway):
    norm = LogNorm(np.nanmin(sway), np.nanmax(sway))
    colours = axes.pcolormesh(
        frequencies, dampings, sway, norm=norm, cmap="YlOrRd", shading="nearest", rasterized=True
    )
    levels = [level for level in (15, 20, 30, 50, 80) if np.nanmin(sway) < level < np.nanmax(sway)]
    lines = axes.contour(frequencies, dampings, sway, levels=levels, colors="black", linewidths=0.7)
    axes.clabel(lines, fmt="%d cm", fontsize=8)
    row, column = np.unravel_index(np.nanargmin(sway), sway.shape)
    found = frequencies[column], dampings[row]
    axes.plot(*found, "o", color="white", markeredgecolor="black", label="smallest sway of the scan")
    axes.plot(*den_hartog(), "x", color="black", markersize=8, mew=2, label="Den Hartog's formulas")
    axes.set(xlabel="frequency of the damper / Hz", ylabel="damping ratio of the damper")
    axes.legend(loc="upper left", fontsize=8)
    bar = axes.figure.colorbar(colours, ax=axes, label="largest sway of the top / cm")
    ticks = [tick for tick in (15, 20, 30, 50, 100) if norm.vmin <= tick <= norm.vmax]
    bar.set_ticks(ticks)
    bar.set_ticklabels([str(tick) for tick in ticks])
    bar.ax.minorticks_off()
    return found, sway[row, column]


def draw_slices(axes, frequencies, dampings, sway):
    columns = np.linspace(0, frequencies.size - 1, SHOWN_FREQUENCIES).round().astype(int)
    _, best = np.unravel_index(np.nanargmin(sway), sway.shape)
    for column in sorted({*columns, best}):
        style = dict(linewidth=2.5, color="black") if column == best else dict(linewidth=1.3)
        axes.plot(dampings, sway[:, column], label=f"{frequencies[column]:.3f} Hz", **style)
    axes.set(xlabel="damping ratio of the damper", ylabel="largest sway of the top / cm")
    axes.set(xlim=(dampings[0], dampings[-1]), ylim=(0, None))
    axes.legend(title="damper at", fontsize=8, title_fontsize=8)
    axes.grid(alpha=0.3)


def main(folder, picture=None):
    picture = picture or Path(folder, "sway.png")
    points = read_points(folder)
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    (frequency, damping), sway = draw_map(left, *points)
    draw_slices(right, *points)
    figure.suptitle("A tower with a tuned mass damper: the worst sway in the wind")
    figure.savefig(picture, dpi=110)
    print(f"least sway {sway:.1f} cm with a damper of {frequency:.3f} Hz and damping ratio {damping:.3f}")
    print(f"picture    {picture}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
