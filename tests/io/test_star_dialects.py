"""The ways in which programs and people write the same particles, and the files that look alike and hold none."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.data.load_set import FilesConfig, read_set
from cryofire.io.cryodrgn import write_ctf
from cryofire.io.formats import read_particles
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.read import write_star
from cryofire.io.relion.star_kinds import OTHER_KINDS
from cryofire.physics.ctf import ctf

OPTICS = """data_optics

loop_
_rlnOpticsGroup #1
_rlnVoltage #2
_rlnSphericalAberration #3
_rlnAmplitudeContrast #4
_rlnImagePixelSize #5
_rlnImageSize #6
7 300 2.7 0.07 1.5 128
2 200 2.0 0.10 1.2 160
"""

PARTICLES = """data_particles

loop_
_rlnImageName #1
_rlnDefocusU #2
_rlnDefocusV #3
_rlnDefocusAngle #4
_rlnAngleRot #5
_rlnAngleTilt #6
_rlnAnglePsi #7
_rlnOriginXAngst #8
_rlnOriginYAngst #9
_rlnOpticsGroup #10
1@a.mrcs 10000 9000 30 10 20 30 2.25 -3 7
3@a.mrcs 11000 9500 31 -40 50 60 0 3.6 2
"""

PAIRS = """data_optics
_rlnOpticsGroup 7
_rlnVoltage 300
_rlnSphericalAberration 2.7
_rlnAmplitudeContrast 0.07
_rlnImagePixelSize 1.5
"""

PLAIN = f"{OPTICS}\n{PARTICLES}"

DIALECTS = {
    "version lines": f"\n# version 50001\n\n{OPTICS}\n# version 50001\n\n{PARTICLES}",
    "blocks the other way round": f"{PARTICLES}\n{OPTICS}",
    "junk before the first block": f"Created by a program\nuser@host 'unclosed ; text_ loop\n\n{PLAIN}",
    "byte order mark": "\ufeff" + PLAIN,
    "lines of Windows": PLAIN.replace("\n", "\r\n"),
    "tabs": PLAIN.replace(" ", "\t"),
    "tabs around": "\n".join(f"\t{line}\t" if line[:1].isdigit() else line for line in PLAIN.splitlines()) + "\n",
    "no column numbers": "\n".join(line.partition(" #")[0] for line in PLAIN.splitlines()) + "\n",
    "wrong column numbers": PLAIN.replace("#1", "#8").replace("#2", "#1"),
    "blank lines and trailing blanks": PLAIN.replace("loop_", "\n\nloop_ \n").replace("data_", "\n\ndata_"),
    "no newline at the end": PLAIN.rstrip(),
    "comments": PLAIN.replace("160\n", "160 # the other microscope\n# and so on\n"),
    "more blocks": f"data_general\n_rlnTomoSubTomosAre2DStacks 0\n\n{PLAIN}\ndata_notes\n_note 'as it is'\n",
    "an empty block of another kind": f"data_\n\n{PLAIN}",
    "an unknown column": PLAIN.replace("_rlnOpticsGroup #10", "_rlnOpticsGroup #10\n_myScore #11")
    .replace("3 7\n", "3 7 1\n")
    .replace("3.6 2\n", "3.6 2 'a b'\n"),
    "groups of one written as pairs": f"{PARTICLES.replace('3.6 2', '3.6 7')}\n{PAIRS}",
}


@pytest.mark.parametrize("what", DIALECTS)
def test_every_dialect_gives_the_same_particles(make_stack, tmp_path, what):
    make_stack("a.mrcs")
    (tmp_path / "p.star").write_bytes(DIALECTS[what].encode())
    table = read_particles(tmp_path / "p.star")
    is_one_group = "groups of one" in what
    assert table.particle_ids.tolist() == ["1@a.mrcs", "3@a.mrcs"]
    assert table.index_in_stack.tolist() == [0, 2]
    assert table.optics_group.tolist() == [7, 7 if is_one_group else 2]
    assert table.optics.voltage_kV.tolist() == [300, 300 if is_one_group else 200]
    assert table.optics.pixel_size_A.tolist() == [1.5, 1.5 if is_one_group else 1.2]
    assert table.optics.defocus_u_A.tolist() == [10000, 11000]
    torch.testing.assert_close(table.poses.shifts_px[0], torch.tensor([-1.5, 2.0]).double())


def old_style(extra_tags: str = "", extra: tuple[str, str] = ("", "")) -> str:
    """RELION 3.0: everything in the rows."""
    tags = "ImageName DefocusU DefocusV DefocusAngle Voltage SphericalAberration AmplitudeContrast Magnification DetectorPixelSize"
    heads = "\n".join(f"_rln{tag}" for tag in (tags + " " + extra_tags).split())
    rows = [f"{i}@a.mrcs 10000 9000 30 300 2.7 0.1 40000 6 {more}" for i, more in zip((1, 2), extra, strict=True)]
    return f"data_images\nloop_\n{heads}\n" + "\n".join(rows) + "\n"


def read(write_text, text: str) -> ParticleTable:
    return read_particles(write_text("p.star", text))


@pytest.mark.parametrize("empty", ["loop_\n_rlnOpticsGroup #1\n_rlnVoltage #2\n", ""], ids=["columns without rows", "nothing"])
def test_an_empty_block_of_optics_groups_is_as_none(make_stack, write_text, empty):
    make_stack("a.mrcs")
    table = read(write_text, f"data_optics\n\n{empty}\n\n{old_style()}")
    assert table.optics.voltage_kV.tolist() == [300, 300]
    assert table.optics.pixel_size_A.tolist() == [1.5, 1.5]


def test_a_rows_own_optics_go_before_its_groups_but_the_pixel_size_is_the_groups(make_stack, write_text):
    """As RELION does: its CTF asks the row first and then the group; its pixel sizes are those of the groups."""
    make_stack("a.mrcs")
    text = PLAIN.replace("_rlnOpticsGroup #10", "_rlnOpticsGroup #10\n_rlnVoltage #11\n_rlnImagePixelSize #12")
    table = read(write_text, text.replace("-3 7\n", "-3 7 120 9\n").replace("3.6 2\n", "3.6 2 80 9\n"))
    assert table.optics.voltage_kV.tolist() == [120, 80]
    assert table.optics.pixel_size_A.tolist() == [1.5, 1.2]


def test_per_particle_scale_b_factor_and_phase_shift_reach_the_ctf(make_stack, write_text):
    """Worked out beside: the same particle with them and without, at 1/6 per Angstrom along x."""
    make_stack("a.mrcs")
    text = old_style("CtfScalefactor CtfBfactor PhaseShift", ("0.5 80 90", "1 0 0"))
    optics = read(write_text, text).optics
    assert (optics.scale[0], optics.b_factor_A2[0], optics.phase_shift_deg[0]) == (0.5, 80, 90)
    freqs_per_px = torch.tensor([[0.25, 0.0]])
    with_all, without = ctf(freqs_per_px, optics)[:, 0].tolist()
    turned = ctf(freqs_per_px, read(write_text, old_style("PhaseShift", ("90", "0"))).optics)[0, 0].item()
    assert with_all == pytest.approx(0.5 * np.exp(-80 / 36 / 4) * turned, rel=1e-6)
    assert turned**2 + without**2 == pytest.approx(1, abs=1e-6)  # a quarter turn: sine becomes cosine


def test_defocus_in_one_direction_only_is_the_same_in_all_with_a_warning(make_stack, write_text, caplog):
    make_stack("a.mrcs")
    table = read(write_text, old_style().replace("_rlnDefocusV", "_rlnOther").replace("_rlnDefocusAngle", "_rlnElse"))
    assert table.optics.defocus_v_A.tolist() == [10000, 10000]
    assert "no column _rlnDefocusV: the defocus is taken for the same in all directions" in caplog.text


def test_a_star_without_amplitude_contrast_trains_with_a_ctf_file(make_stack, write_text, tmp_path):
    make_stack("a.mrcs")
    whole = read(write_text, old_style())
    write_ctf(tmp_path / "ctf.pkl", whole.optics, 6)
    lacking = write_text("q.star", old_style().replace("_rlnAmplitudeContrast", "_rlnOther"))
    with pytest.raises(DataError, match=r"no column _rlnAmplitudeContrast\.\n.*parse-ctf-star .* --ctf"):
        read_set(FilesConfig(particles=lacking))
    table, _ = read_set(FilesConfig(particles=lacking, ctf=tmp_path / "ctf.pkl"))
    assert table.optics.amplitude_contrast.tolist() == pytest.approx([0.1, 0.1])


def test_origins_without_angles_are_kept_as_shifts_and_written_back(make_stack, write_text, tmp_path):
    make_stack("a.mrcs")
    table = read(write_text, old_style("AnglePsi OriginX OriginY", ("40 1.5 -2", "50 0 3")))
    assert table.poses is None
    assert table.shifts_px.tolist() == [[-1.5, 2.0], [0.0, -3.0]]
    assert table.select([1]).shifts_px.tolist() == [[0.0, -3.0]]
    write_star(tmp_path / "out.star", table, None, {})
    assert read_particles(tmp_path / "out.star").shifts_px.tolist() == [[-1.5, 2.0], [0.0, -3.0]]


def test_angles_of_a_2d_classification_are_told(make_stack, write_text, caplog):
    make_stack("a.mrcs")
    angles = "AngleRot AngleTilt AnglePsi"
    assert read(write_text, old_style(angles, ("0 0 40", "0 0 50"))).poses is not None
    assert "every particle is seen from the same side (rot and tilt are 0)" in caplog.text
    caplog.clear()
    read(write_text, old_style(angles, ("0 0 40", "0 1 50")))
    assert not caplog.records


def test_of_several_tables_of_particles_that_of_data_particles_is_read_and_the_rest_told_and_kept(make_stack, write_text, tmp_path, caplog):
    make_stack("a.mrcs")
    others = old_style().replace("data_images", "data_rejected")
    table = read(write_text, f"{others}\n{PLAIN}")
    assert table.particle_ids.tolist() == ["1@a.mrcs", "3@a.mrcs"]
    assert "particles are read from data_particles; 2 rows of data_rejected are left out" in caplog.text
    assert table.source.image_names().tolist() == ["1@a.mrcs", "3@a.mrcs"]
    write_star(tmp_path / "out.star", table.select([1]), None, {})
    written = (tmp_path / "out.star").read_text()
    assert read_particles(tmp_path / "out.star").particle_ids.tolist() == ["3@a.mrcs"]
    assert written.count("2@a.mrcs") == 1  # the rejected block is as it was


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"data_particles\nloop_\n_rlnImageName\n1@\xe9.mrcs\n", r"line 4 holds bytes that are not UTF-8 text"),
        (b"\x1f\x8b\x08\x00" * 9, r"holds bytes that are not UTF-8"),
        (b"hello\nworld\n", r"not a STAR file: no line begins with data_"),
        (b"what\nis\nthis\ndata_p\nloop_\n_a\n_b\n1\n", r"5:0.*Wrong number of values in loop"),
        (PLAIN.replace("2 200", "7 200").encode(), r"an optics group stands there twice \(7, 7\)"),
        (PLAIN.replace("-3 7", "-3 7.5").encode(), r"_rlnOpticsGroup of row 0 \(counted from 0\) is 7\.5; expected a whole number"),
        (PLAIN.replace(" 1.2 ", " 0 ").encode(), r"_rlnImagePixelSize of row 1 \(counted from 0\) is 0; expected above 0 A"),
        (
            PLAIN.replace("1@a", "99999999999999999999@a").encode(),
            r"_rlnImageName of row 0 \(counted from 0\) is '99999999999999999999@a.mrcs'",
        ),
    ],
    ids=["latin 1", "gzip", "no block", "line numbers", "group twice", "half a group", "no pixel size", "huge number"],
)
def test_broken_files_are_refused_where_they_break(make_stack, tmp_path, text, message):
    make_stack("a.mrcs")
    (tmp_path / "p.star").write_bytes(text)
    with pytest.raises(DataError, match=message):
        read_particles(tmp_path / "p.star")


@pytest.mark.parametrize("kind", OTHER_KINDS, ids=lambda kind: kind.what)
def test_files_of_other_kinds_are_told_apart_and_the_right_file_is_asked_for(write_text, kind):
    with pytest.raises(DataError) as refused:
        read(write_text, f"data_x\nloop_\n{kind.tag}\n_other\nvalue.star 2\n")
    assert refused.value.message.endswith(f"(blocks: data_x); it holds {kind.what}.")
    named = "give the particle file that it names: value.star" if kind.names_it_in == kind.tag else kind.instead
    assert refused.value.hint == named


def test_an_optimisers_state_names_its_particles(write_text):
    text = "data_optimiser_general\n_rlnOptimiserModelStarFile run_it025_model.star\n_rlnExperimentalDataStarFile run_it025_data.star\n"
    with pytest.raises(DataError, match=r"give the particle file that it names: run_it025_data\.star"):
        read(write_text, text)
    with pytest.raises(DataError, match=r"the column is there, but empty"):
        read(write_text, "data_particles\nloop_\n_rlnImageName\n_rlnDefocusU\n")
