"""RELION files in: both generations, optics groups, origins, tilt stacks, and what is refused."""

from __future__ import annotations

import logging
import shutil

import numpy as np
import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.data.source import ImageSource
from cryofire.io.formats import read_particles
from cryofire.io.mrc import open_stack
from cryofire.io.optics import OpticsOverrides
from cryofire.physics.rotations import angle_between_deg, euler_to_matrix

OLD_STYLE = """
data_images
loop_
_rlnImageName #1
_rlnDefocusU #2
_rlnDefocusV #3
_rlnDefocusAngle #4
_rlnVoltage #5
_rlnSphericalAberration #6
_rlnAmplitudeContrast #7
_rlnMagnification #8
_rlnDetectorPixelSize #9
_rlnAngleRot #10
_rlnAngleTilt #11
_rlnAnglePsi #12
_rlnOriginX #13
_rlnOriginY #14
1@a.mrcs 10000 9000 30 300 2.7 0.07 40000 6 10 20 30 1.5 -2
3@a.mrcs 11000 9500 31 200 2.0 0.10 50000 6 -40 50 60 0 3
"""

NEW_STYLE = """
# version 30001

data_optics

loop_
_rlnOpticsGroup #1
_rlnVoltage #2
_rlnSphericalAberration #3
_rlnAmplitudeContrast #4
_rlnImagePixelSize #5
7 300 2.7 0.07 1.5
2 200 2.0 0.10 1.2

# version 30001

data_particles

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


def same_optics(a, b) -> bool:
    names = list(a.__dataclass_fields__)
    return all(torch.allclose(getattr(a, name), getattr(b, name), rtol=1e-6) for name in names)


@pytest.mark.parametrize("text", [OLD_STYLE, NEW_STYLE], ids=["3.0", "3.1"])
def test_both_generations_give_the_same_particles(make_stack, write_text, text):
    """The two texts describe the same two particles: 6 um / 40,000 is 1.5 A, and 1.5 px are 2.25 A."""
    make_stack("a.mrcs")
    table = read_particles(write_text("p.star", text))
    assert table.index_in_stack.tolist() == [0, 2]
    assert [p.name for p in table.stack_paths] == ["a.mrcs"]
    assert table.particle_ids.tolist() == ["1@a.mrcs", "3@a.mrcs"]
    np.testing.assert_allclose(table.pixel_size_A, [1.5, 1.2])
    assert table.optics.pixel_size_A.tolist() == pytest.approx([1.5, 1.2])
    assert table.optics.voltage_kV.tolist() == [300, 200]
    assert table.optics.cs_mm.tolist() == [2.7, 2.0]
    assert table.optics.amplitude_contrast.tolist() == [0.07, 0.1]
    assert table.optics.defocus_u_A.tolist() == [10000, 11000]
    assert table.optics.phase_shift_deg.tolist() == [0, 0]
    assert table.optics.scale.tolist() == [1, 1]
    torch.testing.assert_close(table.poses.shifts_px, torch.tensor([[-1.5, 2.0], [0.0, -3.0]], dtype=torch.float64))
    wanted = euler_to_matrix(torch.tensor([[10.0, 20, 30], [-40, 50, 60]], dtype=torch.float64))
    torch.testing.assert_close(table.poses.rotations, wanted)


def test_one_pixel_size_per_optics_group(make_stack, write_text):
    """The published code took the first row's for all. Group numbers need not be in order, nor count from 1."""
    make_stack("a.mrcs")
    table = read_particles(write_text("p.star", NEW_STYLE))
    assert table.optics_group.tolist() == [7, 2]
    assert table.optics.pixel_size_A.tolist() == [1.5, 1.2]
    assert table.poses.shifts_px[1, 1].item() == pytest.approx(-3.6 / 1.2)


def test_origins_in_angstrom_go_before_origins_in_pixels_and_a_disagreement_is_told(make_stack, write_text, caplog):
    make_stack("a.mrcs")
    both = OLD_STYLE.replace("_rlnOriginY #14", "_rlnOriginY #14\n_rlnOriginXAngst #15\n_rlnOriginYAngst #16")
    both = both.replace(" 1.5 -2\n", " 1.5 -2 3.0 -3.0\n").replace(" 0 3\n", " 0 3 0 3.6\n")
    table = read_particles(write_text("p.star", both))
    torch.testing.assert_close(table.poses.shifts_px, torch.tensor([[-2.0, 2.0], [0.0, -3.0]], dtype=torch.float64))
    assert "disagree in 1 rows" in caplog.text


def test_real_file_with_both_origins_agrees_with_itself(shared_data, caplog):
    table = read_particles(shared_data / "oracles" / "relion-ctf" / "relion_proj_batch.star")
    assert len(table) == 24
    assert "disagree" not in caplog.text
    np.testing.assert_allclose(table.poses.shifts_px[-1].tolist(), [0.30401, 1.30401], atol=2e-5)


def test_angles_without_origins_sit_in_the_centre(make_stack, write_text):
    make_stack("a.mrcs")
    without = "\n".join(line.rsplit(" ", 2)[0] if "@" in line else line for line in OLD_STYLE.splitlines() if "_rlnOrigin" not in line)
    table = read_particles(write_text("p.star", without + "\n"))
    assert table.poses.shifts_px.tolist() == [[0, 0], [0, 0]]
    assert str(table.poses.shifts_px[0, 0].item()) == "0.0"


def test_file_without_defocus_has_no_optics_and_file_without_all_angles_no_poses(make_stack, write_text):
    make_stack("a.mrcs", pixel_size_A=2.5)
    table = read_particles(write_text("p.star", "data_\nloop_\n_rlnImageName\n_rlnAnglePsi\n1@a.mrcs 5\n"))
    assert table.optics is None
    assert table.poses is None
    assert table.pixel_size_A.tolist() == [2.5]


def test_pixel_size_comes_from_the_stack_where_the_star_is_silent_else_1_with_a_warning(make_stack, write_text, caplog):
    text = OLD_STYLE.replace("_rlnMagnification", "_rlnOther")
    make_stack("a.mrcs", pixel_size_A=2.5)
    assert read_particles(write_text("p.star", text)).optics.pixel_size_A.tolist() == [2.5, 2.5]
    assert not caplog.records
    make_stack("a.mrcs", pixel_size_A=0.0)
    table = read_particles(write_text("p.star", text))
    assert table.pixel_size_A is None
    assert table.optics.pixel_size_A.tolist() == [1, 1]
    assert "neither the file nor the stacks say the pixel size" in caplog.text


def test_missing_optics_column_is_named_and_can_be_given(make_stack, write_text):
    make_stack("a.mrcs")
    path = write_text("p.star", OLD_STYLE.replace("_rlnAmplitudeContrast", "_rlnOther").replace("_rlnDefocusAngle", "_rlnAlso"))
    with pytest.raises(DataError, match="no column _rlnAmplitudeContrast, _rlnDefocusAngle"):
        read_particles(path)
    path = write_text("p.star", OLD_STYLE.replace("_rlnAmplitudeContrast", "_rlnOther"))
    table = read_particles(path, overrides=OpticsOverrides(amplitude_contrast=0.2, pixel_size_A=3.0))
    assert table.optics.amplitude_contrast.tolist() == [0.2, 0.2]
    assert table.pixel_size_A.tolist() == [3.0, 3.0]


def test_pixel_size_in_the_column_of_other_programs_is_read(make_stack, write_text, caplog):
    make_stack("a.mrcs", pixel_size_A=2.5)
    text = OLD_STYLE.replace("_rlnMagnification", "_rlnPixelSize").replace(" 40000 ", " 1.5 ").replace(" 50000 ", " 1.2 ")
    assert read_particles(write_text("p.star", text)).pixel_size_A.tolist() == [1.5, 1.2]
    assert not caplog.records


def test_two_columns_of_pixel_sizes_that_disagree_are_told(make_stack, write_text, caplog):
    make_stack("a.mrcs")
    both = OLD_STYLE.replace("_rlnOriginY #14", "_rlnOriginY #14\n_rlnPixelSize #15")
    both = both.replace(" 1.5 -2\n", " 1.5 -2 9\n").replace(" 0 3\n", " 0 3 9\n")
    assert read_particles(write_text("p.star", both)).pixel_size_A.tolist() == [1.5, 1.2]
    assert "_rlnPixelSize says 9 A and the pixel size (_rlnDetectorPixelSize over _rlnMagnification)" in caplog.text
    assert "in row 0 (counted from 0); the latter is used" in caplog.text


def test_image_numbers_that_begin_at_0_are_told_with_the_way(make_stack, write_text):
    make_stack("a.mrcs")
    with pytest.raises(DataError, match=r"_rlnImageName of row 0 \(counted from 0\) is '0@a.mrcs'") as caught:
        read_particles(write_text("p.star", OLD_STYLE.replace("1@a", "0@a").replace("3@a", "1@a")))
    assert "add 1 to all of them" in caught.value.hint


def test_a_stack_in_a_folder_with_an_at_sign_is_found(make_stack, write_text):
    make_stack("C2@half/a@b.mrcs")
    table = read_particles(write_text("p.star", OLD_STYLE.replace("@a.mrcs", "@C2@half/a@b.mrcs")))
    assert table.stack_paths[0].name == "a@b.mrcs"
    assert table.index_in_stack.tolist() == [0, 2]


BAD_FILES = {
    "no image names": ("data_particles\nloop_\n_rlnDefocusU\n1\n", "no block has a filled column _rlnImageName .blocks: data_particles"),
    "no rows": ("data_particles\n\nloop_\n_rlnImageName #1\n\n", "no particles|not a STAR file"),
    "empty": ("", "no particles|not a STAR file"),
    "cut row": (OLD_STYLE.rstrip().rsplit(" ", 1)[0], "line 19 holds 13 values, and its table has 14 columns"),
    "word for a number": (OLD_STYLE.replace(" 11000 ", " lots "), r"_rlnDefocusU of row 1 \(counted from 0\) is 'lots'"),
    "nan for a number": (OLD_STYLE.replace(" 11000 ", " nan "), r"_rlnDefocusU of row 1 \(counted from 0\) is nan"),
    "no voltage": (OLD_STYLE.replace(" 200 ", " 0 "), r"_rlnVoltage of row 1 \(counted from 0\) is 0; expected above 0 kV"),
    "percent": (OLD_STYLE.replace(" 0.10 ", " 10 "), r"_rlnAmplitudeContrast of row 1 \(counted from 0\) is 10; expected 0 to 1"),
    "nan angle": (OLD_STYLE.replace(" -40 ", " nan "), r"_rlnAngleRot of row 1 \(counted from 0\) is nan; expected a number"),
    "unknown group": (
        NEW_STYLE.replace(" 3.6 2\n", " 3.6 5\n"),
        r"_rlnOpticsGroup of row \d .* is 5; expected a group that data_optics describes \(7, 2\)",
    ),
    "image 0": (OLD_STYLE.replace("3@a", "0@a"), r"_rlnImageName of row 1 \(counted from 0\) is '0@a.mrcs'"),
    "no image number": (OLD_STYLE.replace("3@a", "x@a"), r"_rlnImageName of row 1 \(counted from 0\) is 'x@a.mrcs'"),
    "no stack": (OLD_STYLE.replace("3@a", "3@b"), "its stack b.mrcs is not there; looked for .*b.mrcs"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_bad_file_is_refused_with_its_place(make_stack, write_text, what):
    text, message = BAD_FILES[what]
    make_stack("a.mrcs")
    with pytest.raises(DataError, match=message):
        read_particles(write_text("p.star", text))


def test_stopgap_list_is_refused_by_the_blocks_it_has(shared_data):
    with pytest.raises(DataError, match="data_stopgap_motivelist"):
        read_particles(shared_data / "star" / "cryocat_class6_er_mr1.star")


def test_blocks_in_any_order_give_the_same_table(make_stack, write_text):
    make_stack("a.mrcs")
    optics, particles = NEW_STYLE.split("data_particles")
    a = read_particles(write_text("a.star", NEW_STYLE))
    b = read_particles(write_text("b.star", "data_particles" + particles + "\n" + optics))
    assert same_optics(a.optics, b.optics)
    assert a.particle_ids.tolist() == b.particle_ids.tolist()


def test_stacks_are_found_beside_the_star_then_in_datadir_and_all_places_are_told(tmp_path, make_stack, write_text):
    path = write_text("p.star", OLD_STYLE.replace("@a.mrcs", "@Extract/job7/a.mrcs"))
    with pytest.raises(DataError) as refused:
        read_particles(path, datadir=tmp_path / "far")
    for place in (tmp_path / "Extract/job7/a.mrcs", tmp_path / "far/Extract/job7/a.mrcs", tmp_path / "far/a.mrcs"):
        assert str(place) in refused.value.message
    assert "--datadir" in refused.value.hint
    for name in ("far/a.mrcs", "far/Extract/job7/a.mrcs", "Extract/job7/a.mrcs"):
        make_stack(name)
        assert read_particles(path, datadir=tmp_path / "far").stack_paths == (tmp_path / name,)


def test_table_without_stacks_can_be_read_for_its_numbers(write_text):
    table = read_particles(write_text("p.star", NEW_STYLE), needs_images=False)
    assert table.optics.defocus_u_A.tolist() == [10000, 11000]
    assert table.stack_paths[0].name == "a.mrcs"


TILTS = """
data_general
_rlnTomoSubTomosAre2DStacks 1

data_particles
loop_
_rlnImageName #1
_rlnTomoVisibleFrames #2
_rlnAngleRot #3
_rlnAngleTilt #4
_rlnAnglePsi #5
s1.mrcs [1,0,1,1] 10 20 30
s2.mrcs [1,1,1,0] 40 50 60
"""


def test_each_visible_tilt_image_becomes_a_particle(make_stack, write_text, caplog):
    """s1 holds all four frames, as Warp writes them; s2 only the three visible ones, as RELION does."""
    make_stack("s1.mrcs", n=4)
    make_stack("s2.mrcs", n=3)
    caplog.set_level(logging.INFO)
    table = read_particles(write_text("p.star", TILTS))
    assert table.particle_ids.tolist() == [f"{i:06d}@s1.mrcs" for i in (1, 3, 4)] + [f"{i:06d}@s2.mrcs" for i in (1, 2, 3)]
    assert table.index_in_stack.tolist() == [0, 2, 3, 0, 1, 2]
    assert table.source.rows.tolist() == [0, 0, 0, 1, 1, 1]
    assert "1 more are not marked visible" in caplog.text


def test_angles_of_sub_tomograms_are_not_taken_for_those_of_their_tilts(make_stack, write_text, caplog):
    make_stack("s1.mrcs", n=4)
    make_stack("s2.mrcs", n=3)
    assert read_particles(write_text("p.star", TILTS)).poses is None
    assert "angles are those of whole sub-tomograms" in caplog.text


def test_three_dimensional_sub_tomograms_are_refused(make_stack, write_text):
    make_stack("s1.mrcs", n=6)
    plain = "data_\nloop_\n_rlnImageName\n_rlnCoordinateZ\ns1.mrcs 1\n"
    with pytest.raises(DataError, match=r"row 0 \(counted from 0\) names s1.mrcs without an image number, and it holds 6 images"):
        read_particles(write_text("p.star", plain))
    optics = "data_optics\nloop_\n_rlnOpticsGroup\n_rlnImageDimensionality\n1 3\n\n"
    with pytest.raises(DataError, match="3-D sub-tomograms"):
        read_particles(write_text("p.star", optics + plain))


def test_damping_with_a_minus_as_warp_writes_it_is_read_as_damping(make_stack, write_text):
    make_stack("a.mrcs")

    def b_factors(first: float, second: float) -> list[float]:
        text = OLD_STYLE.replace("_rlnOriginY #14", "_rlnOriginY #14\n_rlnCtfBfactor #15")
        text = text.replace(" -2\n", f" -2 {first}\n").replace(" 0 3\n", f" 0 3 {second}\n")
        return read_particles(write_text("p.star", text)).optics.b_factor_A2.tolist()

    assert b_factors(-13, -26) == [13, 26]
    assert b_factors(40, -2) == [40, -2]


# ---- real files ------------------------------------------------------------------------------------------------


def test_empiar_10076_star_and_cs_give_the_same_table_images_and_ctf(shared_data):
    folder = shared_data / "particles" / "empiar-10076"
    star, cs = (read_particles(folder / f"empiar_10076_7.{suffix}") for suffix in ("star", "cs"))
    assert len(star) == len(cs) == 7
    assert star.stack_paths == cs.stack_paths
    np.testing.assert_array_equal(star.index_in_stack, cs.index_in_stack)
    np.testing.assert_allclose(star.pixel_size_A, cs.pixel_size_A, rtol=1e-6)
    assert same_optics(star.optics, cs.optics)
    images = [ImageSource(table).read(np.arange(7)) for table in (star, cs)]
    np.testing.assert_array_equal(*images)
    assert images[0].shape == (7, 320, 320)


def test_aspire_sample_3_0_and_3_1_stars_agree(shared_data):
    """But for what differs in the files: row 15, and the pixel size (1.338 against 1.4 A; the same digits as px and as A)."""
    folder = shared_data / "particles" / "aspire-sample"
    old, new = (read_particles(folder / f"sample_particles_relion3{i}.star") for i in (0, 1))
    assert len(old) == len(new) == 17
    assert old.particle_ids.tolist() == new.particle_ids.tolist()
    assert old.optics.voltage_kV.tolist() == new.optics.voltage_kV.tolist() == [300.0] * 8 + [200.0] * 9
    for name in ("defocus_u_A", "defocus_v_A", "defocus_angle_deg", "cs_mm", "amplitude_contrast", "b_factor_A2", "scale"):
        assert torch.equal(getattr(old.optics, name), getattr(new.optics, name)), name
    np.testing.assert_allclose(old.pixel_size_A, 1.338, atol=1e-6)
    np.testing.assert_allclose(new.pixel_size_A, 1.4)
    same = [i for i in range(17) if i != 14]
    assert angle_between_deg(old.poses.rotations, new.poses.rotations)[same].max() < 1e-5
    torch.testing.assert_close(old.poses.shifts_px[same], new.poses.shifts_px[same] * 1.4)


def plain_column(path, tag: str) -> np.ndarray:
    """A second reading of a particle column: split the lines that have an @."""
    tags: list[str] = []
    rows = []
    for line in path.read_text().splitlines():
        words = line.split()
        if words == ["loop_"] and not rows:
            tags = []
        elif words and words[0].startswith("_") and not rows:
            tags.append(words[0])
        elif "@" in line:
            rows.append(words)
    return np.array([float(row[tags.index(tag)]) for row in rows])


REAL = {
    # file: particles, pixel size
    "epu29/epu29_particles_64.star": (140, 2.666205),
    "relion31/relion31.star": (5, 2.806),
    "relion31/relion31.v2.star": (5, 2.806),
    "insitu-ribosome/sta_testing_bin8.star": (219, 1.96),
    "toy/toy_projections.star": (1000, 1.0),
}


@pytest.mark.parametrize("name", REAL)
def test_real_star_has_its_counts_and_numbers(shared_data, name):
    n, pixel_size_A = REAL[name]
    path = shared_data / "particles" / name
    table = read_particles(path)
    assert (len(table), len(table.stack_paths)) == (n, 1)
    np.testing.assert_allclose(table.pixel_size_A, pixel_size_A)
    for field, tag in {"defocus_u_A": "U", "defocus_v_A": "V", "defocus_angle_deg": "Angle"}.items():
        np.testing.assert_array_equal(getattr(table.optics, field).numpy(), plain_column(path, f"_rlnDefocus{tag}"))
    assert open_stack(table.stack_paths[0]).n_images >= n


def test_trpv1_is_read_through_datadir(shared_data, tmp_path):
    """Its star names batch_0_restacked.mrc, the file is called otherwise; its one optics group is number 7."""
    folder = shared_data / "particles" / "trpv1"
    with pytest.raises(DataError, match=r"batch_0_restacked\.mrc is not there"):
        read_particles(folder / "trpv1_small_stack.star")
    shutil.copy(folder / "trpv1_small_stack.mrcs", tmp_path / "batch_0_restacked.mrc")
    table = read_particles(folder / "trpv1_small_stack.star", datadir=tmp_path)
    assert len(table) == 10
    assert set(table.optics_group) == {7}
    assert table.optics.cs_mm[0].item() == 2.0
    np.testing.assert_allclose(table.poses.shifts_px[0].tolist(), [8.149219 / 4.88, 6.120969 / 4.88])


def test_warp_tilt_stacks_give_every_visible_image(shared_data):
    """40 sub-tomograms of 37 tilts, 3 of them dark in one of four tomograms, 2 in another: 1,430 of 1,480 images."""
    folder = shared_data / "particles" / "warptools-float16"
    table = read_particles(folder / "warptools_test_4-tomos_10-ptcls_box-32_angpix-12.star")
    assert len(table.stack_paths) == 40
    assert sum(open_stack(path).n_images for path in table.stack_paths) == 1480
    assert len(table) == 1430
    assert {open_stack(path).dtype for path in table.stack_paths} == {np.dtype("<f2")}
    np.testing.assert_allclose(table.pixel_size_A, 12.0)
    assert np.bincount(table.optics_group).tolist() == [0, 340, 370, 350, 370]


def test_real_stars_with_a_cut_stack_are_refused_when_images_are_wanted(shared_data):
    table = read_particles(shared_data / "particles" / "truncated" / "M_particles_sub10.star")
    assert len(table) == 10
    assert table.optics.b_factor_A2[0].item() == 136.92
    with pytest.raises(DataError, match=r"promises 11,029 images .* holds 1 "):
        ImageSource(table)
