"""What a file says and our model leaves out is told once, with how many particles it concerns."""

from __future__ import annotations

import numpy as np
import pytest

from cryofire.checks.check_set import check_set
from cryofire.core.errors import DataError
from cryofire.data.load_set import FilesConfig, read_set
from cryofire.io.formats import read_particles
from cryofire.io.optics import OpticsOverrides
from cryofire.io.parse import star_ctf
from cryofire.io.relion.read import write_star
from cryofire.io.unmodelled import numbers_in
from stacks import tiny_set, write_tiny_stack

STAR = """data_optics
loop_
_rlnOpticsGroup
_rlnImagePixelSize
_rlnBeamTiltX
_rlnBeamTiltY
_rlnOddZernike
_rlnMagMat00
_rlnMagMat01
_rlnMagMat10
_rlnMagMat11
1 1.5 0 0.2 [0,0,0] 1.0 0 0 1.0
2 1.5 0 0 [0.1,-2,0] 1.01 0 0 1

data_particles
loop_
_rlnImageName
_rlnOpticsGroup
_rlnEvenZernike
1@a.mrcs 1 [0,0]
2@a.mrcs 2 [0,0.5]
3@a.mrcs 1 [0,0]
"""


def test_one_warning_each_names_columns_and_counts_particles(make_stack, write_text, caplog):
    """Group 1 has two of the three particles, group 2 one."""
    make_stack("a.mrcs")
    read_particles(write_text("p.star", STAR))
    told = [record.getMessage().split("p.star: ")[1] for record in caplog.records]
    assert told == [
        "beam tilt (_rlnBeamTiltX, _rlnBeamTiltY) of 2 of 3 particles is not modelled: phases are off at high resolution.",
        "antisymmetric aberrations (_rlnOddZernike) of 1 of 3 particles is not modelled: phases are off at high resolution.",
        "symmetric aberrations (_rlnEvenZernike) of 1 of 3 particles is not modelled: the CTF is off at high resolution.",
        "anisotropic magnification (_rlnMagMat00, _rlnMagMat01, _rlnMagMat10, _rlnMagMat11) of 1 of 3 particles is not modelled: "
        "sizes are off by that much in some directions.",
    ]


def test_quantities_at_their_identity_are_not_told(make_stack, write_text, caplog):
    make_stack("a.mrcs")
    calm = STAR.replace(" 0.2 ", " 0 ").replace("[0.1,-2,0] 1.01", "[0,0,0] 1").replace("[0,0.5]", "nan")
    assert len(read_particles(write_text("p.star", calm))) == 3
    assert not caplog.records


@pytest.mark.parametrize("tag", ["_rlnCtfDataAreCtfPremultiplied", "_rlnCtfDataArePhaseFlipped"])
def test_images_that_were_changed_by_their_ctf_are_told(make_stack, write_text, caplog, tag):
    make_stack("a.mrcs", pixel_size_A=1.5)
    read_particles(write_text("p.star", f"data_\nloop_\n_rlnImageName\n{tag}\n1@a.mrcs 1\n2@a.mrcs 0\n"))
    assert f"({tag}) of 1 of 2 particles is not modelled: images are fitted as if they were not" in caplog.text


@pytest.mark.parametrize("tag", ["_rlnCtfDataAreCtfPremultiplied", "_rlnCtfDataArePhaseFlipped"])
def test_images_that_were_changed_by_their_ctf_are_not_fitted_with_it(tmp_path, caplog, tag):
    """The shells in which the CTF is negative would have the wrong sign."""
    stack = write_tiny_stack(tmp_path, tiny_set(12))
    table = read_particles(stack.star)
    write_star(stack.star, table, None, {tag: np.array([0, 0, 1] * 4)})
    with pytest.raises(DataError, match=rf"{tag} of row 2 \(counted from 0\) is 1; expected 0: .* \(4 such rows\)"):
        read_set(FilesConfig(particles=stack.star))
    with pytest.raises(DataError, match=f"{tag} of row 2 "):
        read_set(FilesConfig(particles=stack.star, ctf=stack.ctf))
    np.save(tmp_path / "rows.npy", np.array([0, 1, 3]))
    assert len(read_set(FilesConfig(particles=stack.star, ind=tmp_path / "rows.npy"))[0]) == 3
    assert check_set(FilesConfig(particles=stack.star)).good_rows().tolist() == [0, 1, 3, 4, 6, 7, 9, 10]
    assert len(star_ctf(stack.star, OpticsOverrides()).optics) == 12
    assert f"{tag} of row 2" in caplog.text
    write_star(stack.star, table, None, {tag: np.zeros(12, int)})
    assert len(read_set(FilesConfig(particles=stack.star))[0]) == 12


def test_images_are_counted_where_a_row_stands_for_several(make_stack, write_text, caplog):
    """Three visible tilts of the first sub-tomogram, two of the second."""
    make_stack("a.mrcs", pixel_size_A=1.5)
    rows = "a.mrcs [1,0,1,1] 1\na.mrcs [1,0,0,1] 0\n"
    read_particles(write_text("p.star", f"data_\nloop_\n_rlnImageName\n_rlnTomoVisibleFrames\n_rlnCtfDataAreCtfPremultiplied\n{rows}"))
    assert "of 3 of 5 particles is not modelled" in caplog.text


@pytest.mark.parametrize(
    ("column", "width", "name"),
    [
        ("tilt_A", 2, "beam tilt"),
        ("trefoil_A", 2, "trefoil"),
        ("tetra_A", 4, "tetrafoil"),
        ("anisomag", 4, "anisotropic"),
        ("shift_A", 2, "shift"),
    ],
)
def test_aberrations_of_cryosparc_are_told(make_stack, tmp_path, caplog, column, width, name):
    make_stack("a.mrcs")
    fields = [("blob/path", "S8"), ("blob/idx", "<u4"), ("blob/psize_A", "<f4"), (f"ctf/{column}", "<f4", (width,))]
    records = np.zeros(3, dtype=fields)
    records["blob/path"], records["blob/psize_A"] = b"a.mrcs", 1.5
    path = tmp_path / "p.cs"
    for value, n_told in ((0.0, 0), (0.01, 1)):
        records[f"ctf/{column}"][1, -1] = value
        with path.open("wb") as file:
            np.save(file, records)
        caplog.clear()
        read_particles(path)
        assert len(caplog.records) == n_told
    assert f"(ctf/{column}) of 1 of 3 particles is not modelled" in caplog.text
    assert f"p.cs: {name}" in caplog.text


def test_lists_of_numbers_are_read_whatever_their_length():
    np.testing.assert_array_equal(
        numbers_in(["[1,2.5,-3]", "7", "[]", "lots"]), [[1, 2.5, -3], [7, *[np.nan] * 2], [np.nan] * 3, [np.nan] * 3]
    )
