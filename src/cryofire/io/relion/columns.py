"""RELION's names of the columns that are read and written."""

from __future__ import annotations

IMAGE_NAME = "_rlnImageName"
MICROGRAPH_NAME = "_rlnMicrographName"
COORDINATES = ("_rlnCoordinateX", "_rlnCoordinateY")
"""Of a particle in its micrograph, pixels."""
RANDOM_SUBSET = "_rlnRandomSubset"
"""Half set, 1 or 2."""
OPTICS_GROUP = "_rlnOpticsGroup"
OPTICS_GROUP_NAME = "_rlnOpticsGroupName"
IMAGE_PIXEL_SIZE = "_rlnImagePixelSize"
IMAGE_SIZE = "_rlnImageSize"
IMAGE_DIMENSIONALITY = "_rlnImageDimensionality"

PIXEL_SIZE = "_rlnPixelSize"
"""Angstrom, of the images; some programs write it in the place of the others."""

DETECTOR_PIXEL_SIZE_UM = "_rlnDetectorPixelSize"
"""Micrometre; with the magnification, the pixel size in RELION up to 3.0."""
MAGNIFICATION = "_rlnMagnification"

OPTICS = {
    "voltage_kV": "_rlnVoltage",
    "cs_mm": "_rlnSphericalAberration",
    "amplitude_contrast": "_rlnAmplitudeContrast",
    "defocus_u_A": "_rlnDefocusU",
    "defocus_v_A": "_rlnDefocusV",
    "defocus_angle_deg": "_rlnDefocusAngle",
    "phase_shift_deg": "_rlnPhaseShift",
    "b_factor_A2": "_rlnCtfBfactor",
    "scale": "_rlnCtfScalefactor",
}
"""Fields of `Optics` and their columns, in the same units; the pixel size has rules of its own."""

ANGLES_DEG = ("_rlnAngleRot", "_rlnAngleTilt", "_rlnAnglePsi")
ORIGINS_A = ("_rlnOriginXAngst", "_rlnOriginYAngst")
ORIGINS_PX = ("_rlnOriginX", "_rlnOriginY")

VISIBLE_FRAMES = "_rlnTomoVisibleFrames"
"""[1,1,0,...]: which images of a sub-tomogram's 2-D stack are to be used (RELION 5)."""
ARE_2D_STACKS = "_rlnTomoSubTomosAre2DStacks"
CTF_IMAGE = "_rlnCtfImage"
"""With images that have no number: the 3-D CTF of a sub-tomogram."""
