"""Recognising the STAR files that hold no particles, to say which file should be given instead."""

from __future__ import annotations

from dataclasses import dataclass

from cryofire.core.errors import DataError
from cryofire.io.relion.columns import IMAGE_NAME, OPTICS_GROUP
from cryofire.io.relion.star import StarDocument, StarTable

REFINED = "give the particles of the same iteration: run_it..._data.star."
EXTRACTED = "give the particles.star that particle extraction wrote."
TOMO_PARTICLES = "give the particles.star that lies beside it."
NO_RESULT = "give a particle file: particles.star, or run_it..._data.star."


@dataclass(frozen=True)
class OtherKind:
    """A kind of STAR file without particle images."""

    tag: str
    """The column or name that only such files have."""
    what: str
    instead: str
    names_it_in: str | None = None
    """Where such a file itself names the particle file."""


CISTEM = "export the refinement package from cisTEM for RELION (a .star with its stack), and give that .star."

OTHER_KINDS = (
    OtherKind("_cisTEMPositionInStack", "particles of cisTEM, in its own columns", CISTEM),
    OtherKind("_cisTEMAnglePsi", "particles of cisTEM, in its own columns", CISTEM),
    OtherKind("_rlnTomoParticlesFile", "an optimisation set", "give the particle file.", "_rlnTomoParticlesFile"),
    OtherKind("_rlnOptimiserModelStarFile", "an optimiser's state", REFINED, "_rlnExperimentalDataStarFile"),
    OtherKind("_rlnOptimiserSamplingRate", "an optimiser's state", REFINED),
    OtherKind("_rlnReferenceImage", "a model: references or class averages", REFINED),
    OtherKind("_rlnHealpixOrder", "the sampling of a refinement", REFINED),
    OtherKind("_rlnTomoProjX", "tomograms with their projections", TOMO_PARTICLES),
    OtherKind("_rlnTomoFrameCount", "tomograms", TOMO_PARTICLES),
    OtherKind("_rlnTomoReconstructedTomogram", "tomograms", TOMO_PARTICLES),
    OtherKind("_rlnTomoTiltSeriesStarFile", "tilt series", TOMO_PARTICLES),
    OtherKind("_rlnTomoNominalStageTiltAngle", "the images of a tilt series", TOMO_PARTICLES),
    OtherKind("_rlnTomoName", "positions in tomograms, without images", "extract them as 2-D stacks (RELION 5), and give that job's star."),
    OtherKind("_rlnMicrographMovieName", "movies", EXTRACTED),
    OtherKind("_rlnFourierShellCorrelation", "a resolution curve", NO_RESULT),
    OtherKind("_rlnMtfValue", "the transfer function of a detector", NO_RESULT),
    OtherKind("_rlnJobOptionVariable", "the options of a job", NO_RESULT),
    OtherKind("_rlnPipeLineProcessName", "a project's list of jobs", NO_RESULT),
    OtherKind("_motl_idx", "a STOPGAP list of sub-tomograms", "extract 2-D particle stacks with RELION or Warp, and give their star."),
    OtherKind("_atom_site.Cartn_x", "an atomic model", NO_RESULT),
    OtherKind("_rlnCoordinateX", "positions of particles in micrographs, without images", EXTRACTED),
    OtherKind("_rlnMicrographName", "micrographs", EXTRACTED),
    OtherKind(OPTICS_GROUP, "optics groups, and no particles", NO_RESULT),
)
"""From the most to the least particular: the first that fits is told."""


def find_particles(document: StarDocument) -> StarTable:
    """The table of particles: that of `data_particles` before any other, as RELION does.

    Raises:
        DataError: If no table has a filled column of image names; it says what the file holds and what to give.
    """
    tables = [table for table in document.tables() if table.has(IMAGE_NAME) and table.n_rows > 0]
    if not tables:
        raise _refusal(document)
    return next((table for table in tables if table.block.name == "particles"), tables[0])


def _refusal(document: StarDocument) -> DataError:
    blocks = ", ".join(document.block_names()) or "none"
    found = f"{document.path}: no particles: no block has a filled column {IMAGE_NAME} (blocks: {blocks})"
    if document.table_with(IMAGE_NAME) is not None:
        return DataError(f"{found}; the column is there, but empty.", "is the file complete, or did a selection leave nothing?")
    for kind in OTHER_KINDS:
        if document.table_with(kind.tag) is None:
            continue
        instead = kind.instead
        named = document.table_with(kind.names_it_in) if kind.names_it_in else None
        if named is not None and kind.names_it_in and named.n_rows > 0:
            instead = f"give the particle file that it names: {named.texts(kind.names_it_in)[0]}"
        return DataError(f"{found}; it holds {kind.what}.", instead)
    return DataError(f"{found}.", NO_RESULT)
