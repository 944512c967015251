"""Maps one after the other as a film, drawn here."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter
from matplotlib.figure import Figure

from cryofire.analysis.render import View
from cryofire.analysis.report.pictures import surfaces
from cryofire.core.log import logger

FRAMES_A_S = 12
FRAME_PX = 300
"""Of each of the two views of a frame."""


def write_movie(folder: Path, volumes: list[np.ndarray]) -> list[Path]:
    """`movie.gif` of maps there and back, from two sides at one level; `movie.mp4` too where the program ffmpeg is installed."""
    frames = [np.concatenate(sides, axis=1) for sides in surfaces(volumes, [View.colour] * len(volumes), FRAME_PX)]
    there_and_back = frames + frames[-2:0:-1]
    writers: dict[str, AbstractMovieWriter] = {"movie.gif": PillowWriter(FRAMES_A_S)}
    if shutil.which("ffmpeg") is not None:
        writers["movie.mp4"] = FFMpegWriter(FRAMES_A_S)
    else:
        logger().debug("no movie.mp4: the program ffmpeg is not installed")
    for name, writer in writers.items():
        _write(folder / name, writer, there_and_back)
    return [folder / name for name in writers]


def _write(path: Path, writer: AbstractMovieWriter, frames: list[np.ndarray]) -> None:
    height, width = frames[0].shape[:2]
    figure = Figure(figsize=(width / 100, height / 100), dpi=100)
    axis = figure.add_axes((0, 0, 1, 1))
    axis.set_axis_off()
    shown = axis.imshow(frames[0])
    with writer.saving(figure, str(path), 100):
        for frame in frames:
            shown.set_data(frame)
            writer.grab_frame()
