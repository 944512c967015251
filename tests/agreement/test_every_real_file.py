"""Every particle file of the shared data: read as a second, plain reading of it has it, or refused with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from cryofire.core.errors import DataError
from cryofire.io.cryodrgn import read_ctf_table, read_poses
from cryofire.io.formats import read_particles
from cryofire.io.mrc import open_stack
from cryofire.io.optics import OpticsOverrides
from cryofire.io.particle_table import ParticleTable

WARP = "particles/warptools-float16/warptools_test_4-tomos_10-ptcls_box-32_angpix-12"

STARS = {
    "star/cryodrgn_empiar_10076_7.star": 7,
    "star/cryodrgn_toy_projections.star": 1000,
    "star/cryojax_trpv1_small_stack.star": 10,
    "star/cryolike_relion_style_particles.star": 106,
    "star/m_drgnai_M_particles_sub10.star": 10,
    "star/relion30_aspire.star": 17,
    "star/relion31_aspire.star": 17,
    "star/relion31_cryodrgn.star": 5,
    "star/relion31_cryodrgn_6optics.star": 139,
    "star/relion31_cryodrgn_v2.star": 5,
    "star/relion31_cryojax_heterogeneous.star": 100,
    "star/relion31_scipion_esrf_small.star": 10,
    "star/relion5_cryodrgn.star": 17,
    "star/relion_project_output.star": 24,
    "star/simplecryoem_betagal_tutorial_particles.star": 4501,
    "star/teamtomo_optics_group_inter1965.star": 1,
    "star/teamtomo_rln3.1_data_style.star": 2,
    "star/warp_m_cryodrgn_sta.star": 219,
    "particles/aspire-sample/sample_particles_relion30.star": 17,
    "particles/aspire-sample/sample_particles_relion31.star": 17,
    "particles/empiar-10076/empiar_10076_7.star": 7,
    "particles/epu29/epu29_particles_64.star": 140,
    "particles/insitu-ribosome/sta_testing_bin8.star": 219,
    "particles/relion31/relion31.6opticsgroups.star": 139,
    "particles/relion31/relion31.star": 5,
    "particles/relion31/relion31.v2.star": 5,
    "particles/toy/toy_projections.star": 1000,
    "particles/trpv1/trpv1_small_stack.star": 10,
    "particles/truncated/M_particles_sub10.star": 10,
}
"""Files with one image a row, and how many rows."""

WITHOUT_AMPLITUDE_CONTRAST = {"star/cryolike_particle_data_35ec3b.star": 483, "star/relion3_cryodrgn_PfCRT.star": 5}
"""Read once the user gives the value."""

TILTS = {
    "star/relion5_cylindra_class3d_run_it025_data.star": (10, 170),
    "star/relion5_warptools_tomodrgn.star": (40, 1430),
    f"{WARP}.star": (40, 1430),
}
"""Files of 2-D tilt stacks: rows, and visible images."""

VOLUMES = "its images are 3-D sub-tomograms"
REFUSED = {
    "star/cryocat_bin6_raw_tm.star": VOLUMES,
    "star/cryocat_class6_er_mr1.star": "it holds a STOPGAP list of sub-tomograms",
    "star/cryolike_particle_data_5013f6.star": "it holds positions of particles in micrographs, without images",
    "star/relion30_cryocat.star": VOLUMES,
    "star/relion31_cryocat_optics2.star": VOLUMES,
    "star/relion31_pycrest_FinalStarfile.star": VOLUMES,
    "star/relion3_czi_backend.star": VOLUMES,
    "star/relion40_cryocat.star": VOLUMES,
    "star/relion4_czi_backend_xpytools.star": VOLUMES,
    "star/relion5_cylindra_refine3d_run_it050_data.star": VOLUMES,
    f"{WARP}_optimisation_set.star": f"it holds an optimisation set.\n.*: {Path(WARP).name}.star",
    f"{WARP}_tomograms.star": "it holds tomograms with their projections",
}

CS = {
    "cs/cryosparc_J2_particles_exported.cs": 22,
    "cs/cryosparc_P12_J24_001_particles.cs": 2019,
    "cs/empiar_10076_7.cs": 7,
    "particles/empiar-10076/empiar_10076_7.cs": 7,
}

STACKS = {
    "particles/aspire-sample/sample.mrcs": (17, 200),
    "particles/empiar-10076/empiar_10076_7.mrc": (7, 320),
    "particles/epu29/epu29_particles_64.mrcs": (140, 64),
    "particles/hand/hand.mrcs": (100, 64),
    "particles/insitu-ribosome/ay19102021_L3_position6_ribo_it09_bin8_1.82A.mrcs": (220, 64),
    "particles/relion31/relion31.mrcs": (5, 256),
    "particles/toy/toy_projections.mrcs": (1000, 30),
    "particles/toy/toy_projections.txt": (1000, 30),
    "particles/trpv1/trpv1_small_stack.mrcs": (10, 48),
}
VOLUME_FILES = {"particles/hand/hand-vol.mrc", "particles/toy/toymodel_small_nocenter.mrc", "particles/trpv1/trpv1_volume.mrc"}
PICKLES = {
    "particles/hand/hand_rot.pkl": (100, 64),
    "particles/hand/hand_rot_trans.pkl": (100, 64),
    "particles/toy/toy_rot_trans.pkl": (1000, 30),
    "particles/toy/test_ctf.pkl": (1000, 30),
}

# ---- a second reading, by lines and words --------------------------------------------------------------------------


@dataclass
class PlainTable:
    block: str
    tags: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def texts(self, tag: str) -> list[str]:
        return [row[self.tags.index(tag)] for row in self.rows]

    def numbers(self, tag: str) -> np.ndarray:
        return np.array([float(text) for text in self.texts(tag)])


def plain_tables(path: Path) -> list[PlainTable]:
    tables: list[PlainTable] = []
    block = ""
    for line in path.read_text().splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0].startswith("data_"):
            block = words[0]
        elif words[0] == "loop_":
            tables.append(PlainTable(block))
        elif words[0].startswith("_"):
            if not tables or tables[-1].block != block:
                tables.append(PlainTable(block, rows=[[]]))  # name and value
            tables[-1].tags.append(words[0])
            if tables[-1].rows == [[]] or (tables[-1].rows and len(tables[-1].rows[0]) < len(tables[-1].tags) and len(words) > 1):
                tables[-1].rows[0].append(words[1])
        else:
            tables[-1].rows.append(words)
    return tables


@dataclass
class PlainStar:
    """The particles of a file, and the optics group of each."""

    particles: PlainTable
    optics: PlainTable | None

    @classmethod
    def read(cls, path: Path) -> PlainStar:
        tables = plain_tables(path)
        particles = next(t for t in tables if "_rlnImageName" in t.tags and t.rows)
        optics = [t for t in tables if "_rlnOpticsGroup" in t.tags and "_rlnImageName" not in t.tags and t.rows]
        return cls(particles, optics[0] if optics else None)

    def column(self, tag: str) -> np.ndarray | None:
        if tag in self.particles.tags:
            return self.particles.numbers(tag)
        if self.optics is None or tag not in self.optics.tags:
            return None
        of_group = dict(zip(self.optics.numbers("_rlnOpticsGroup"), self.optics.numbers(tag), strict=True))
        if "_rlnOpticsGroup" not in self.particles.tags:
            return np.full(len(self.particles.rows), next(iter(of_group.values())))
        return np.array([of_group[group] for group in self.particles.numbers("_rlnOpticsGroup")])

    def pixel_size_A(self) -> np.ndarray | None:
        found = self.column("_rlnImagePixelSize")
        detector, magnification = self.column("_rlnDetectorPixelSize"), self.column("_rlnMagnification")
        return detector / magnification * 1e4 if found is None and detector is not None and magnification is not None else found


OPTICS = {
    "defocus_u_A": "_rlnDefocusU",
    "defocus_v_A": "_rlnDefocusV",
    "defocus_angle_deg": "_rlnDefocusAngle",
    "voltage_kV": "_rlnVoltage",
    "cs_mm": "_rlnSphericalAberration",
    "amplitude_contrast": "_rlnAmplitudeContrast",
    "phase_shift_deg": "_rlnPhaseShift",
    "scale": "_rlnCtfScalefactor",
}


def check_optics(table: ParticleTable, plain: PlainStar, but: str = "") -> None:
    if plain.column("_rlnDefocusU") is None:
        assert table.optics is None
        return
    for name, tag in OPTICS.items():
        wanted = plain.column(tag)
        if wanted is not None and name != but:
            values = getattr(table.optics, name).numpy()
            assert (values.min(), values.max()) == (wanted.min(), wanted.max()), tag
            np.testing.assert_array_equal(values, wanted, err_msg=tag)
    b_factor = plain.column("_rlnCtfBfactor")
    if b_factor is not None:  # Warp and M write damping with a minus
        np.testing.assert_array_equal(table.optics.b_factor_A2.numpy(), np.abs(b_factor))


def check_poses(table: ParticleTable, plain: PlainStar, pixel_size_A: np.ndarray) -> None:
    angles = [plain.column(f"_rlnAngle{name}") for name in ("Rot", "Tilt", "Psi")]
    if any(column is None for column in angles):
        assert table.poses is None
        return
    wanted = Rotation.from_euler("ZYZ", np.stack(angles, axis=1), degrees=True).as_matrix().transpose(0, 2, 1)
    np.testing.assert_allclose(table.poses.rotations[0].numpy(), wanted[0], atol=1e-9)
    np.testing.assert_allclose(table.poses.rotations.numpy(), wanted, atol=1e-9)
    for i, axis in enumerate("XY"):
        in_A, in_px = plain.column(f"_rlnOrigin{axis}Angst"), plain.column(f"_rlnOrigin{axis}")
        shift = np.zeros(len(table)) if in_A is None and in_px is None else -in_A / pixel_size_A if in_A is not None else -in_px
        np.testing.assert_allclose(table.poses.shifts_px[:, i].numpy(), shift, atol=1e-9)


# ---- the tests -----------------------------------------------------------------------------------------------------


def test_no_file_is_left_out(shared_data: Path) -> None:
    """A file that someone adds to the data must come into one of the tables above."""
    known = {*STARS, *WITHOUT_AMPLITUDE_CONTRAST, *TILTS, *REFUSED, *CS, *STACKS, *VOLUME_FILES, *PICKLES}
    found = {path for name in ("star", "cs", "particles") for path in (shared_data / name).rglob("*") if path.is_file()}
    names = {str(path.relative_to(shared_data)) for path in found}
    tilts = {name for name in names if name.startswith(f"{WARP}/")}
    cut = {name for name in names if name.startswith("particles/truncated/") and name.endswith(".mrcs")}
    assert (len(tilts), len(cut)) == (40, 10)
    assert names - tilts - cut == known


@pytest.mark.parametrize("name", STARS)
def test_star_is_read_as_its_lines_and_words_say(shared_data: Path, name: str) -> None:
    path = shared_data / name
    table, plain = read_particles(path, needs_images=False), PlainStar.read(path)
    assert len(table) == len(plain.particles.rows) == STARS[name]
    assert table.particle_ids.tolist() == plain.particles.texts("_rlnImageName")
    numbers = [int(text.partition("@")[0]) for text in plain.particles.texts("_rlnImageName")]
    assert (table.index_in_stack + 1).tolist() == numbers
    pixel_size_A = plain.pixel_size_A()
    if pixel_size_A is not None:
        np.testing.assert_allclose(table.pixel_size_A, pixel_size_A, rtol=1e-12)
    check_optics(table, plain)
    check_poses(table, plain, np.ones(len(table)) if pixel_size_A is None else pixel_size_A)


@pytest.mark.parametrize("name", WITHOUT_AMPLITUDE_CONTRAST)
def test_star_without_amplitude_contrast_asks_for_it_and_is_read_with_it(shared_data: Path, name: str) -> None:
    path = shared_data / name
    with pytest.raises(DataError, match=r"no column _rlnAmplitudeContrast\.\n.*parse-ctf-star .*--ctf"):
        read_particles(path, needs_images=False)
    plain = PlainStar.read(path)
    table = read_particles(path, overrides=OpticsOverrides(amplitude_contrast=0.1), needs_images=False)
    assert len(table) == len(plain.particles.rows) == WITHOUT_AMPLITUDE_CONTRAST[name]
    check_optics(table, plain)
    check_poses(table, plain, plain.pixel_size_A())
    assert set(table.optics.amplitude_contrast.tolist()) == {0.1}
    assert read_particles(path, needs_images=False, needs_ctf=False).optics is None


@pytest.mark.parametrize("name", TILTS)
def test_star_of_tilt_stacks_gives_the_visible_images_and_tells_what_it_lacks(
    shared_data: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = shared_data / name
    n_rows, n_images = TILTS[name]
    table, plain = read_particles(path, needs_images=False), PlainStar.read(path)
    visible = [text.strip("[]").split(",") for text in plain.particles.texts("_rlnTomoVisibleFrames")]
    assert (len(plain.particles.rows), sum(row.count("1") for row in visible)) == (n_rows, n_images)
    assert len(table) == n_images
    assert table.index_in_stack[: visible[0].count("1")].tolist() == [i for i, word in enumerate(visible[0]) if word == "1"]
    np.testing.assert_allclose(table.pixel_size_A, plain.column("_rlnImagePixelSize")[table.source.rows])
    assert (table.optics, table.poses, table.shifts_px) == (None, None, None)
    assert f"the defocus of its {n_images:,} tilt images stands in the file of tomograms" in caplog.text
    assert "its angles are those of whole sub-tomograms" in caplog.text
    assert f"multiplication by the CTF (_rlnCtfDataAreCtfPremultiplied) of {n_images:,} of {n_images:,} particles" in caplog.text


@pytest.mark.parametrize("name", REFUSED)
def test_star_that_cannot_be_used_is_refused_with_its_reason(shared_data: Path, name: str) -> None:
    with pytest.raises(DataError, match=REFUSED[name]) as refused:
        read_particles(shared_data / name, needs_images=False)
    assert refused.value.hint.startswith(("give ", "extract "))


@pytest.mark.parametrize("name", CS)
def test_cs_is_read_as_numpy_has_it(shared_data: Path, name: str) -> None:
    path = shared_data / name
    table, plain = read_particles(path, needs_images=False), np.load(path)
    assert len(table) == len(plain) == CS[name]
    assert table.particle_ids.tolist() == [str(uid) for uid in plain["uid"]]
    assert table.index_in_stack.tolist() == plain["blob/idx"].tolist()
    np.testing.assert_array_equal(table.pixel_size_A, plain["blob/psize_A"].astype(float))
    columns = {
        "defocus_u_A": "df1_A",
        "defocus_v_A": "df2_A",
        "voltage_kV": "accel_kv",
        "cs_mm": "cs_mm",
        "amplitude_contrast": "amp_contrast",
    }
    for ours, theirs in columns.items():
        values, wanted = getattr(table.optics, ours).numpy(), plain[f"ctf/{theirs}"].astype(float)
        assert (values.min(), values.max()) == (wanted.min(), wanted.max()), theirs
        np.testing.assert_array_equal(values, wanted, err_msg=theirs)
    np.testing.assert_allclose(np.deg2rad(table.optics.defocus_angle_deg.numpy()), plain["ctf/df_angle_rad"], rtol=1e-6)
    group = "alignments3D" if "alignments3D/shift" in plain.dtype.names else "alignments2D"
    shifts = table.poses.shifts_px if table.poses is not None else table.shifts_px
    if f"{group}/shift" in plain.dtype.names:
        wanted = -plain[f"{group}/shift"] * (plain[f"{group}/psize_A"] / plain["blob/psize_A"])[:, None]
        np.testing.assert_allclose(shifts.numpy(), wanted, rtol=1e-6)
    if group == "alignments3D":
        rotations = Rotation.from_rotvec(plain["alignments3D/pose"].astype(float)).as_matrix().transpose(0, 2, 1)
        np.testing.assert_allclose(table.poses.rotations.numpy(), rotations, atol=1e-9)
    else:
        assert table.poses is None


@pytest.mark.parametrize("name", STACKS)
def test_stack_is_read_as_its_header_and_size_say(shared_data: Path, name: str) -> None:
    n, box_px = STACKS[name]
    table = read_particles(shared_data / name)
    stack = open_stack(table.stack_paths[0])
    assert (len(table), stack.width_px, stack.height_px) == (n, box_px, box_px)
    raw = table.stack_paths[0].read_bytes()
    header = np.frombuffer(raw[:1024], dtype="<i4")
    assert header[:3].tolist() == [box_px, box_px, n]
    last = np.frombuffer(raw[-box_px * box_px * stack.dtype.itemsize :], dtype=stack.dtype)
    np.testing.assert_array_equal(stack.open_images()[-1].reshape(-1), last)


@pytest.mark.parametrize("name", sorted(VOLUME_FILES))
def test_a_map_given_for_particles_is_told(shared_data: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Those of RELION say in their headers that they are maps; older ones of cryoDRGN do not, and may be stacks."""
    if open_stack(shared_data / name).says_map:
        with pytest.raises(DataError, match=r"a density map \(its header says so, and it is a cube"):
            read_particles(shared_data / name)
        return
    box_px = len(read_particles(shared_data / name))
    assert f"a cube of {box_px} pixels, as density maps are" in caplog.text


@pytest.mark.parametrize("name", PICKLES)
def test_pickles_hold_as_many_particles_as_their_stack(shared_data: Path, name: str) -> None:
    n, box_px = PICKLES[name]
    if "ctf" in name:
        assert set(read_ctf_table(shared_data / name).box_px.tolist()) == {box_px}
    assert len(read_ctf_table(shared_data / name).optics if "ctf" in name else read_poses(shared_data / name, box_px)) == n


def test_cut_stacks_are_refused(shared_data: Path) -> None:
    for path in (shared_data / "particles" / "truncated").glob("*.mrcs"):
        with pytest.raises(DataError, match=r"promises 11,029 images .* the file holds 1 "):
            read_particles(path)
