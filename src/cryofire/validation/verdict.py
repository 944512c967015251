"""Whether to believe a run: its evidence held against thresholds, with reasons and advice in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from cryofire.io.run_store import RunStore
from cryofire.validation.evidence import MIN_PARTICLES, Evidence

VERSION = 1
"""Of the layout of verdict.json."""

# Every threshold was set between runs with known truth (the table is in docs/verdict.md).
GOOD_FIDELITY = 0.9
"""Right poses gave 0.94 to 1.03; poses 18 to 20 degrees off gave 0.82 to 0.86, wrong ab initio solutions 0.73 to 0.84."""
FAILED_FIDELITY = 0.8
"""Below it every run had most of its poses wrong."""
IMPOSSIBLE_FIDELITY = 1.1
"""Above it the two measures of signal disagree: runs with right poses gave at most 1.03."""
FAILED_FIDELITY_RIGID = 0.5
"""The same where one rigid map is asked for: motion is left unexplained as well, and poses may be right all the same."""
MIN_SIGMAS = 10.0
"""The gain over scrambled poses must be this many standard errors. Signal gave more than 20."""
MIN_GAP_NATS = 10.0
"""And this many nats an image: poses searched for in pure noise gave 8, as a search fits noise too."""
INVERTED_SKEWNESS = -0.5
"""Protein is bright on a dark ground: maps gave 2.3 to 5.2, the same maps inverted the opposite, noise 0."""
FLAT_SKEWNESS = 0.5
HOLLOW_CORE = 0.0
"""Density of the inner third over that of the particle: maps gave 1.5 to 2.6."""
WRONG_CTF_SHARE = -0.1
"""Least share of the power that follows CTF^2: right CTFs gave 0.9 to 1, doubled defocus -0.4. Coloured noise stays above 0."""
FEW_VIEWS = 0.15
UNEVEN_VIEWS = 0.5
"""Effective share of directions: 1 if even; 80 % of the particles facing one way gave 0.36."""
UNEVEN_ALONE = 0.6
"""With views less even than this and no other start that agrees, a volume with a fidelity of 1.03 had 39 % of its poses wrong."""
MANY_AT_BORDER = 0.15
"""Share of shifts at the border of the range searched; converged runs gave 0 to 0.05."""
FEW_FOUND_AGAIN = 0.6
"""Share of the poses that volumes of the other half find again; right runs gave 0.69 to 0.98, wrong ones 0.11 to 0.47."""
SOME_CONTRADICTED, MOST_CONTRADICTED = 0.06, 0.3
"""Share of the images for which they clearly prefer another pose; right runs gave 0 to 0.04, one with 27 % of its poses wrong 0.08,
wrong ones 0.27 to 0.53."""
LOST_STATE, FEW_OF_STATE, FEWEST_POSED = 0.5, 0.05, 20
"""Particles of one kind of which less than this share is found again that is of all others, and how many must have been posed anew; kinds
of fewer of the particles than the second are not judged."""
NAMED_JUNK = 0.03
"""Share of the images of a run that show no molecule from which it is told."""
MUCH_JUNK, SOME_JUNK = 0.5, 0.2
"""Share of particles that noise explains as well; runs without junk gave 0."""
FEW_PARTICLES = 1000
LITTLE_AGREEMENT = 0.5
"""Correlation of the volume taken with that of the random start nearest to it: starts that found the same gave 0.7 to 0.95."""
CONFIDENT = 0.9
"""Mean confidence of the particles below which a remark is due. Of a trained encoder it is right within a few hundredths (RESULTS)."""
LITTLE_MOTION = 0.3
"""Effective number of directions of z that the images speak of."""


class Verdict(Enum):
    """From worst to best."""

    FAILED = "failed"
    DOUBTFUL = "doubtful"
    GOOD = "good"


@dataclass(frozen=True)
class Reason:
    """One finding."""

    points_to: Verdict
    """The best verdict that it allows."""
    name: str
    """Short and stable, for programs: `fidelity`, `signal`, ..."""
    text: str
    """What was found, with the number."""
    advice: str = ""
    """What to do about it; empty where nothing needs doing."""


@dataclass(frozen=True)
class Judgement:
    """The verdict, its reasons (gravest first), and what it rests on."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    evidence: Mapping[str, Any] | None
    """None where nothing could be measured."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as in verdict.json."""
        reasons = [{**asdict(reason), "points_to": reason.points_to.value} for reason in self.reasons]
        return {"version": VERSION, "verdict": self.verdict.value, "reasons": reasons, "evidence": self.evidence}

    def line(self) -> str:
        """One line for people: the verdict and its gravest reason."""
        first = self.reasons[0]
        return f"verdict: {self.verdict.value} - {first.text}" + (f" ({first.advice})" if first.advice else "")


def judge(evidence: Evidence | None) -> Judgement:
    """The verdict that the evidence allows: the worst that any reason points to."""
    if evidence is None:
        text = f"nothing was measured: fewer than {MIN_PARTICLES} particles"
        return Judgement(Verdict.DOUBTFUL, (Reason(Verdict.DOUBTFUL, "unmeasured", text, "use more particles"),), None)
    order = list(Verdict)
    reasons = sorted(_reasons(evidence), key=lambda reason: order.index(reason.points_to))
    return Judgement(reasons[0].points_to, tuple(reasons), evidence.to_dict())


def judge_run(run: Path) -> Judgement:
    """Judge a run by its evidence.json, and write verdict.json.

    Raises:
        RunError: If the run has not ended.
    """
    folder = RunStore(run)
    judgement = judge(Evidence.from_dict(values) if (values := folder.read_evidence()) is not None else None)
    folder.write_verdict(judgement.to_dict())
    return judgement


def _reasons(e: Evidence) -> Iterator[Reason]:
    """Findings about the poses first: of equally grave ones the first is printed."""
    yield from _of_signal(e)
    yield from _of_density(e)
    yield from _of_particles(e)


def _of_signal(e: Evidence) -> Iterator[Reason]:
    gap = f"poses and map explain unseen images by {e.gap_nats:.1f} nats/image more than the same map with scrambled poses"
    has_gap = e.gap_nats > MIN_GAP_NATS and e.gap_nats > MIN_SIGMAS * e.gap_error_nats
    if e.fidelity is None or not has_gap:
        what = "the images hold no signal above their noise" if e.fidelity is None else f"{gap}: no more than a search finds in noise"
        yield Reason(Verdict.FAILED, "signal", what, "are these particles? look at the images and their class averages")
        return
    share = f"the volumes explain {e.fidelity:.0%} of the signal that their noise allows, in images they have not seen"
    failed = FAILED_FIDELITY_RIGID if e.z_dim == 0 else FAILED_FIDELITY
    motion = "; or the molecule moves: use z_dim above 0" if e.z_dim == 0 else ""
    if e.fidelity < failed:
        advice = f"another --seed, more search.ab_initio.n_starts, more or cleaner particles{motion}"
        yield Reason(Verdict.FAILED, "fidelity", f"{share}, expected {GOOD_FIDELITY:.0%} or more: most poses are wrong", advice)
    elif e.fidelity < GOOD_FIDELITY:
        advice = f"compare with another --seed; more particles if there are few{motion}"
        yield Reason(Verdict.DOUBTFUL, "fidelity", f"{share}, expected {GOOD_FIDELITY:.0%} or more: poses may be wrong", advice)
    else:
        text = f"{share}; {e.gap_nats:.0f} nats/image over scrambled poses; {_resolution(e)}"
        yield Reason(Verdict.GOOD, "fidelity", text)
    if e.fidelity > IMPOSSIBLE_FIDELITY:
        text = f"the volumes explain {e.fidelity:.0%} of the signal, more than there is: signal and noise are not told apart"
        yield Reason(Verdict.DOUBTFUL, "signal", text, "compare with another --seed; are neighbours or a background in the images?")
    yield from _of_symmetry(e)
    yield from _of_poses_found_anew(e)
    yield from _of_halves_apart(e)
    if e.mean_confidence is not None and e.mean_confidence < CONFIDENT:
        # A remark and no doubt: an encoder that was trained too briefly is unsure of poses that the search has right.
        text = (
            f"the mean confidence in a pose is {e.mean_confidence:.0%}: noise or a near symmetry leave some open, or the encoder is young"
        )
        yield Reason(Verdict.GOOD, "confidence", text, "more --minutes, or choose particles: cryofire select --confidence-above")
    if e.restart_agreement is not None and e.restart_agreement < LITTLE_AGREEMENT:
        text = f"no other random start came near the volume that was taken (agreement {e.restart_agreement:.2f})"
        # Where most particles show one view, many volumes explain them: only agreement tells the right one.
        is_uneven = e.view_coverage < UNEVEN_ALONE
        text += f", and views are uneven ({e.view_coverage:.0%} in effect), which many volumes would explain" if is_uneven else ""
        points_to = Verdict.DOUBTFUL if is_uneven else Verdict.GOOD
        yield Reason(points_to, "restarts", text, "another --seed should give the same: cryofire compare RUN OTHER")
    if e.worst_ctf_share is not None and e.worst_ctf_share < WRONG_CTF_SHARE:
        text = f"where the CTF says that an image is strong it is weak (share {e.worst_ctf_share:.2f} of the power, expected about 1)"
        yield Reason(Verdict.DOUBTFUL, "ctf", text, "check defocus, voltage, Cs and pixel size")


def _resolution(e: Evidence) -> str:
    if e.apart_resolution_0143_A is not None:
        return f"halves refined apart agree to {e.apart_resolution_0143_A:.1f} A"
    return f"halves agree to {e.resolution_0143_A:.0f} A (optimistic)"


def _of_halves_apart(e: Evidence) -> Iterator[Reason]:
    if e.apart_poses is None:
        return
    z = "" if e.apart_z is None else f" and {e.apart_z:.0%} of the variance of z"
    text = f"halves refined apart find {e.apart_poses:.0%} of each other's poses (within 10 degrees){z}"
    is_little = e.apart_poses < FEW_FOUND_AGAIN
    advice = "look at halves/half1.mrc and half2.mrc; another --seed" if is_little else ""
    yield Reason(Verdict.DOUBTFUL if is_little else Verdict.GOOD, "halves", text, advice)


def _of_poses_found_anew(e: Evidence) -> Iterator[Reason]:
    if e.posed_apart is None:
        return
    text = (
        f"volumes of the other half alone find {e.posed_apart:.0%} of the poses again, from nothing (within 10 degrees), and clearly "
        f"prefer another one for {e.contradicted or 0:.0%}"
    )
    advice = "another --seed should give the same (cryofire compare RUN OTHER); a symmetric molecule has several poses that are alike"
    contradicted = e.contradicted or 0.0
    if contradicted > MOST_CONTRADICTED:
        yield Reason(Verdict.FAILED, "poses", text, "another --seed, or more random starts: --set search.ab_initio.n_starts=8")
    elif e.posed_apart < FEW_FOUND_AGAIN or contradicted > SOME_CONTRADICTED:
        yield Reason(Verdict.DOUBTFUL, "poses", text, advice)
    else:
        yield Reason(Verdict.GOOD, "poses", text)
    yield from _of_kinds(e)
    yield from _of_lost_states(e)


def _of_symmetry(e: Evidence) -> Iterator[Reason]:
    if e.suspected_symmetry is None or e.suspected_likeness is None:
        return
    named = "no symmetry was named" if e.symmetry == "C1" else f"{e.symmetry} was named"
    text = (
        f"the map looks alike when it is turned as {e.suspected_symmetry} turns ({e.suspected_likeness:.0%} of how alike its halves are as "
        f"they lie), and {named}"
    )
    advice = f"search again with --symmetry {e.suspected_symmetry}: poses that look alike are then one"
    yield Reason(Verdict.DOUBTFUL, "symmetry", text, advice)


def _of_kinds(e: Evidence) -> Iterator[Reason]:
    """Several molecules in one stack, of which the search has found one apart."""
    if e.share_apart > 0:
        text = (
            f"{e.share_apart:.0%} of the particles are of another kind than most, another molecule or a part of this one alone, and were "
            "posed by a search of their own"
        )
        yield Reason(
            Verdict.GOOD, "kinds", text, "their z stands apart: cryofire export RUN --kmeans 2 --class-maps makes a map of each kind"
        )


def _of_lost_states(e: Evidence) -> Iterator[Reason]:
    """Several molecules in one stack: most may be posed well, and one not at all."""
    posed = [(of_all, n, share) for of_all, n, share in e.states or () if n >= FEWEST_POSED and of_all >= FEW_OF_STATE]
    for j, (of_all, n, share) in enumerate(posed):
        others = posed[:j] + posed[j + 1 :]
        n_others = sum(each[1] for each in others)
        if n_others == 0:
            continue
        of_others = sum(each[1] * each[2] for each in others) / n_others
        error = 2 * (max(share * (1 - share), 0.01) / n) ** 0.5
        if share + error < LOST_STATE * of_others:
            text = (
                f"{of_all:.0%} of the particles are of a kind of which {share:.0%} of the poses are found again, "
                f"where {of_others:.0%} of the others are"
            )
            advice = "another molecule, or a part of it alone? cryofire analyze RUN shows its z, and select --kmeans takes it apart"
            yield Reason(Verdict.DOUBTFUL, "state", text, advice)


def _of_density(e: Evidence) -> Iterator[Reason]:
    if e.density_skewness < INVERTED_SKEWNESS:
        text = f"the map's density is dark on a bright ground (skewness {e.density_skewness:.1f}): contrast is inverted"
        yield Reason(Verdict.FAILED, "contrast", text, "--set data.invert=auto, or the opposite of what config.yaml says")
    elif e.density_skewness < FLAT_SKEWNESS:
        text = f"the map does not stand out from its ground (skewness {e.density_skewness:.1f}, expected above {FLAT_SKEWNESS:g})"
        yield Reason(Verdict.DOUBTFUL, "flat", text, "look at the map; are the particles centred, is the box large enough?")
    elif e.core_density < HOLLOW_CORE:
        text = f"the map is hollow: its inner third has {e.core_density:.2f} of the particle's mean density"
        yield Reason(Verdict.DOUBTFUL, "hollow", text, "a shell or a cage is hollow; else check data.invert and the CTF")


def _of_particles(e: Evidence) -> Iterator[Reason]:
    if e.view_coverage < FEW_VIEWS:
        text = (
            f"particles face few directions ({e.view_coverage:.0%} of them in effect): a strong preferred orientation, or poses collapsed"
        )
        yield Reason(Verdict.DOUBTFUL, "views", text, "the map is smeared along the views; tilt, or other grids")
    elif e.view_coverage < UNEVEN_VIEWS:
        text = f"views are uneven: {e.view_coverage:.0%} of the directions in effect, {e.largest_view_share:.0%} of particles in one of 192"
        yield Reason(Verdict.GOOD, "views", text, "resolution differs with direction")
    if e.shift_border_share is not None and e.shift_border_share > MANY_AT_BORDER:
        text = f"{e.shift_border_share:.0%} of the particles lie at the border of the shifts searched"
        yield Reason(Verdict.DOUBTFUL, "shifts", text, "a larger --set search.max_shift_px, or centre the particles")
    if e.junk_in_run is not None and e.junk_in_run > NAMED_JUNK:
        is_most = e.junk_in_run > MUCH_JUNK
        text = f"{e.junk_in_run:.0%} of the images show noise alone or something else than the molecule; no map is made of them"
        advice = "leave them out: cryofire select RUN --good -o particles.star"
        yield Reason(Verdict.DOUBTFUL if is_most else Verdict.GOOD, "junk", text, advice)
    elif e.junk_share > SOME_JUNK:
        is_most = e.junk_share > MUCH_JUNK
        text = f"noise alone explains {e.junk_share:.0%} of the particles as well as the map does"
        yield Reason(Verdict.DOUBTFUL if is_most else Verdict.GOOD, "junk", text, "leave out particles of low score")
    if e.n_particles < FEW_PARTICLES:
        text = f"{e.n_particles:,} particles are few; volumes from half of them are noisy, and so is this verdict"
        yield Reason(Verdict.GOOD, "few", text, "more particles")
    if e.informative_z is not None and e.informative_z < LITTLE_MOTION:
        yield Reason(
            Verdict.GOOD, "motion", f"z says next to nothing of the images ({e.informative_z:.1f} directions in effect)", "z_dim 0"
        )
