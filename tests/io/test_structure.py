"""Structures: the atoms that count, and errors for files without any."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from cryofire.core.errors import DataError
from cryofire.io.structure import read_models

PDB = """\
ATOM      1  CA  ALA A   1       1.000   2.000   3.000  1.00  0.00           C
ATOM      2  N   ALA A   1       4.000   5.000   6.000  0.50  0.00           N
ATOM      3  H   ALA A   1       9.000   9.000   9.000  1.00  0.00           H
ATOM      4  CB AALA A   1       7.000   7.000   7.000  0.60  0.00           C
ATOM      5  CB BALA A   1       8.000   8.000   8.000  0.40  0.00           C
HETATM    6  O   HOH A   2       0.000   0.000   0.000  1.00  0.00           O
END
"""
CIF = """\
data_two
loop_
_atom_site.group_PDB
_atom_site.id
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_alt_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.label_seq_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.occupancy
_atom_site.B_iso_or_equiv
_atom_site.auth_seq_id
_atom_site.auth_asym_id
_atom_site.pdbx_PDB_model_num
ATOM 1 P P . A A 1 1.0 0.0 0.0 1.0 0.0 1 A 1
ATOM 2 P P . A A 1 2.0 0.0 0.0 1.0 0.0 1 A 2
"""


def test_hydrogen_water_and_alternative_positions_are_left_out(tmp_path):
    path = tmp_path / "a.pdb"
    path.write_text(PDB)
    (model,) = read_models(path)
    np.testing.assert_allclose(model.positions_A, [[1, 2, 3], [4, 5, 6], [7, 7, 7]])


def test_weights_are_scattering_relative_to_carbon_times_occupancy(tmp_path):
    path = tmp_path / "a.pdb"
    path.write_text(PDB)
    # f(0) of electrons: carbon 2.509, nitrogen 2.211 A
    assert read_models(path)[0].weights[:2].tolist() == pytest.approx([1.0, 0.5 * 2.211 / 2.509], abs=0.01)


def test_models_of_an_mmcif_file_come_in_order(tmp_path):
    path = tmp_path / "two.cif"
    path.write_text(CIF)
    models = read_models(path)
    assert [model.positions_A.tolist() for model in models] == [[[1.0, 0.0, 0.0]], [[2.0, 0.0, 0.0]]]
    assert models[0].weights[0] > 2  # phosphorus: 5.49 A over 2.51


def test_a_gzipped_file_reads_as_the_plain_one(tmp_path):
    path = tmp_path / "a.pdb.gz"
    path.write_bytes(gzip.compress(PDB.encode()))
    assert len(read_models(path)[0]) == 3


@pytest.mark.parametrize(("text", "words"), [("END\n", "no atoms"), (PDB.splitlines()[2] + "\nEND\n", "model 1 has no atoms")])
def test_a_file_without_heavy_atoms_is_refused(tmp_path, text, words):
    path = tmp_path / "empty.pdb"
    path.write_text(text)
    with pytest.raises(DataError, match=words):
        read_models(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere\.pdb: no such file"):
        read_models(tmp_path / "nowhere.pdb")
