"""`cryofire simulate`: particle stacks with a known truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def simulate(
    outdir: Annotated[Path, typer.Option("-o", "--outdir", help="Folder to make.")],
    molecule: Annotated[
        list[str] | None,
        typer.Argument(help="`antibody` (default); a PDB/mmCIF file; an .npz ensemble; a map; or several files, each a state."),
    ] = None,
    n: Annotated[int, typer.Option("-n", "--n", help="Particles.")] = 10_000,
    box: Annotated[int, typer.Option("-D", "--box", help="Pixels a side.")] = 64,
    pixel_size: Annotated[
        float | None, typer.Option("--pixel-size", "--Apix", min=0.001, help="Angstrom; by default what suits the molecule.")
    ] = None,
    snr: Annotated[float, typer.Option(help="Variance of the noiseless CTF-modulated images over that of the noise.")] = 0.1,
    max_shift: Annotated[float, typer.Option(min=0, help="Particles sit off the centre by up to this on each axis, pixels.")] = 3.0,
    preferred: Annotated[float, typer.Option(help="Share of particles that show one view.")] = 0.0,
    noise: Annotated[str, typer.Option(help="white or coloured.")] = "white",
    invert: Annotated[bool, typer.Option("--invert", help="Dark protein.")] = False,
    ctf: Annotated[
        Path | None, typer.Option(help="Draw CTFs from a table (.pkl, cryoDRGN's layout); by default from a defocus range.")
    ] = None,
    motion: Annotated[str, typer.Option(help="How states follow each other: auto, linear, circular or discrete.")] = "auto",
    occupancy: Annotated[Path | None, typer.Option(help="For an ensemble of parts: which state has which part (.npz).")] = None,
    seed: Annotated[int, typer.Option(help="Seed of all randomness.")] = 0,
) -> None:
    """Make particles.mrcs and particles.star as a user would have them, and beside them the truth (truth.npz, ensemble.npz)."""
    from cryofire.core.errors import ConfigError
    from cryofire.core.log import log_to_terminal
    from cryofire.io.cryodrgn import read_ctf
    from cryofire.io.output_place import check_folder
    from cryofire.simulation.microscope import CtfTable, DefocusRange, NoiseColour
    from cryofire.simulation.molecules import Motion, load_ensemble
    from cryofire.simulation.simulate import SimulationSettings
    from cryofire.simulation.simulated_set import simulate_to

    log_to_terminal()
    check_folder(outdir)
    for option, word, kinds in (("--noise", noise, NoiseColour), ("--motion", motion, Motion)):
        if word not in {kind.value for kind in kinds}:
            raise ConfigError(f"{option} {word}: expected one of {', '.join(kind.value for kind in kinds)}.")
    sources = molecule or ["antibody"]
    if occupancy is not None and not sources[0].endswith(".npz"):
        raise ConfigError(f"--occupancy {occupancy}: is for an ensemble of parts (.npz), and {sources[0]} is none.", "leave it out")
    ensemble = load_ensemble(sources[0] if len(sources) == 1 else sources, Motion(motion), occupancy=occupancy)
    settings = SimulationSettings(
        n_particles=n,
        box_px=box,
        pixel_size_A=pixel_size,
        snr=snr,
        max_shift_px=max_shift,
        preferred_fraction=preferred,
        noise=NoiseColour(noise),
        is_inverted=invert,
        ctf=CtfTable(read_ctf(ctf)) if ctf is not None else DefocusRange(),
        seed=seed,
    )
    truth = simulate_to(outdir, ensemble, settings)
    what = f"{truth.box} px, {truth.pixel_size:.3g} A/px, SNR {truth.snr:g}, {ensemble.n_states} states"
    typer.echo(f"{len(truth):,} particles ({what}) in {outdir}")
