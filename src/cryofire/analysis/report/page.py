"""A report as one HTML file: pictures inside, no script, nothing from elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape
from typing import Any

import yaml

from cryofire import __version__
from cryofire.analysis.report import pictures
from cryofire.analysis.report.contents import Contents, names_of_optics_groups
from cryofire.pipeline.halves_store import note_on_resolution

STYLE = """
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:#1f2933;background:#fff;margin:0}
main{max-width:1060px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:26px;margin:0}h2{font-size:19px;margin:36px 0 8px;border-bottom:1px solid #d9e2ec;padding-bottom:4px}
.sub{color:#627d98;margin:2px 0 18px}
.verdict{border-left:8px solid;padding:10px 16px;border-radius:4px;background:#f5f7fa}
.good{border-color:#2f855a}.doubtful{border-color:#b7791f}.failed{border-color:#c53030}
.verdict b{font-size:20px}.verdict ul{margin:6px 0 0;padding-left:20px}.advice{color:#627d98}
table{border-collapse:collapse;margin:8px 0}td,th{padding:4px 12px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid #e4e7eb}
th{font-weight:600;color:#486581}td.r{text-align:right}
.states{display:grid;grid-template-columns:repeat(auto-fill,minmax(196px,1fr));gap:14px}
.state{border:1px solid #e4e7eb;border-radius:6px;padding:8px}.state img{width:49%}.state img.slices{width:100%;margin-top:4px}
.state p{margin:4px 0 0;font-size:13px;color:#486581}
.row{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start}.row img{max-width:100%}
figure{margin:0}figcaption{font-size:13px;color:#627d98}
pre{background:#f5f7fa;padding:10px 14px;overflow:auto;border-radius:4px;font-size:13px}code{font-size:13px}
details summary{cursor:pointer;color:#2b6cb0}
.bar{height:10px;border-radius:5px;background:linear-gradient(90deg,#30123b,#4686fb,#1ae4b6,#a4fc3c,#fb7e21,#7a0403);width:180px;display:inline-block}
@media print{.state,figure,.verdict{break-inside:avoid}main{max-width:none}}
"""


class Page:
    """Collects the parts of the page; `n` shows a number of `Contents.numbers`, and names it for whoever checks."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.parts: list[str] = []

    def add(self, *texts: str) -> None:
        self.parts.extend(texts)

    def n(self, name: str, form: str = "", item: Any = None) -> str:
        """A number by its name, formatted; `item` an entry of a list or table of numbers."""
        value = self.contents.numbers.get(name)
        if item is not None and value is not None:
            value = value[item]
        path = name if item is None else f"{name}.{item}"
        text = "not known" if value is None else format(value, form)
        return f'<span class="n" data-n="{escape(path)}" data-f="{escape(form)}">{escape(text)}</span>'

    def table(self, rows: Iterable[tuple[str, str]]) -> None:
        body = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows)
        self.add(f"<table>{body}</table>")

    def figure(self, png: bytes, caption: str) -> str:
        return f'<figure><img alt="{escape(caption)}" src="{data_url(png)}"><figcaption>{caption}</figcaption></figure>'


def data_url(png: bytes) -> str:
    """A picture inside the page."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


def make_page(contents: Contents) -> str:
    """The whole page."""
    page = Page(contents)
    name = escape(contents.run.path.resolve().name)
    page.add(f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>CryoFIRE: {name}</title>')
    page.add('<meta name="viewport" content="width=device-width,initial-scale=1">', f"<style>{STYLE}</style></head><body><main>")
    for part in (_head, _verdict, _numbers, _states, _landscape, _resolution, _views, _course, _settings):
        part(page)
    page.add("</main></body></html>")
    return "\n".join(page.parts)


def _head(page: Page) -> None:
    provenance = page.contents.settings.get("provenance") or {}
    page.add(f"<h1>{escape(page.contents.run.path.resolve().name)}</h1>")
    version, commit = provenance.get("version", "unknown"), provenance.get("commit")
    made = f"run by CryoFIRE {escape(str(version))}" + (f" ({escape(str(commit)[:12])})" if commit else "")
    page.add(f'<p class="sub">{made}; report by {escape(__version__)}</p>')


def _verdict(page: Page) -> None:
    judged = page.contents.verdict
    reasons = "".join(
        f"<li>{escape(reason.text)}" + (f' <span class="advice">&rarr; {escape(reason.advice)}</span>' if reason.advice else "") + "</li>"
        for reason in judged.reasons
    )
    page.add(f'<div class="verdict {judged.verdict.value}"><b>{judged.verdict.value}</b><ul>{reasons}</ul></div>')


def _numbers(page: Page) -> None:
    contents, n = page.contents, page.n
    page.add("<h2>Particles</h2>")
    rows = [("particles", n("particles", ","))]
    if contents.particles.odds is not None:
        select = f"cryofire select {contents.run.path} -o good.star --good"
        text = f"{n('junk', ',')} ({n('junk_share', '.1%')}), which count in no map; <code>{escape(select)}</code> leaves them out"
        rows.append(("show noise or something else", text))
    names = names_of_optics_groups(contents)
    groups = contents.numbers["optics_group_particles"]
    for group in groups:
        rows.append((f"optics group {escape(group)} {escape(names.get(group, ''))}", n("optics_group_particles", ",", group)))
    if contents.contrast is not None:
        rows.append(("contrast varies by", n("contrast_sd", ".1%")))
    rows.append(("shifts, standard deviation", n("shift_sd_px", ".2f") + " px"))
    if contents.particles.confidence is not None:
        rows.append(("mean confidence of the poses", n("mean_confidence", ".1%")))
    page.table(rows)
    page.add(page.figure(pictures.png_of_figure(pictures.histograms(contents)), "What was found of each particle."))


def _states(page: Page) -> None:
    contents = page.contents
    page.add("<h2>Maps</h2>")
    page.add(f"<p>{page.n('maps')} of {page.n('map_box_px')} voxels a side, {page.n('map_pixel_size_A', '.4g')} A a voxel; ")
    if contents.clusters is not None:
        page.add("map k is the conformation at the centre of cluster k of z. ")
    page.add(
        "Each from two sides, all at one level, and its three central sections. <code>volumes/open.cxc</code> opens them in ChimeraX.</p>"
    )
    page.add('<div class="states">')
    for j, (volume, sides) in enumerate(zip(contents.maps, pictures.surfaces(contents.maps), strict=True)):
        images = "".join(f'<img alt="map {j}" src="{data_url(pictures.png_of_array(side))}">' for side in sides)
        sections = data_url(pictures.png_of_array(pictures.slices(volume)))
        share = f"{page.n('state_particles', ',', j)} particles, {page.n('state_share', '.1%', j)}" if contents.clusters is not None else ""
        page.add(f'<div class="state">{images}<img class="slices" alt="sections of map {j}" src="{sections}">')
        page.add(f"<p><b>vol_{j:03d}.mrc</b> {share}</p></div>")
    page.add("</div>")


def _landscape(page: Page) -> None:
    contents = page.contents
    figure = pictures.landscape(contents)
    if figure is None:
        return
    page.add("<h2>Landscape</h2>", '<div class="row">')
    page.add(page.figure(pictures.png_of_figure(figure), "Particles in the space of conformations; numbers are the maps above."))
    if contents.leaks.share:
        rows = "".join(
            f'<tr><td>{escape(name)}</td><td class="r">{page.n("leaks", ".2f", name)}</td></tr>' for name in contents.leaks.share
        )
        told = ", ".join(contents.leaks.found)
        says = f"z tells something of: {escape(told)}. Look whether the motion is one." if told else "z tells nothing of these."
        page.add(
            f"<div><p>What z tells of quantities that are no conformation (share of the variance; 0 is nothing, 1 is all):</p>"
            f"<table>{rows}</table><p>{says}</p></div>"
        )
    page.add("</div>")


def _resolution(page: Page) -> None:
    contents, n = page.contents, page.n
    figure = pictures.correlations(contents)
    if figure is None:
        return
    page.add("<h2>Resolution</h2>", '<div class="row">', page.figure(pictures.png_of_figure(figure), "Half maps."))
    page.add(f"<p>{escape(note_on_resolution(contents.numbers.get('halves_apart')))}.</p>")
    if "halves_apart" in contents.numbers:
        apart = lambda name, form: n("halves_apart", form, name)  # noqa: E731
        page.table(
            [
                ("halves refined apart, mean map, FSC 0.5", apart("resolution_0.5_A", ".2f") + " A"),
                ("FSC 0.143", apart("resolution_0.143_A", ".2f") + " A"),
                ("common start", apart("start_A", ".1f") + " A"),
                ("poses that the halves find of each other", apart("poses_agree", ".0%")),
                ("median angle between them", apart("pose_median_deg", ".1f") + " degrees"),
                ("of the variance of z", apart("z_agree", ".0%")),
                ("cFAR", apart("cfar", ".2f")),
            ]
        )
    if contents.evidence is not None:
        page.table(
            [
                ("mean map, FSC 0.5, of those looked at", n("resolution_0.5_A", ".1f") + " A"),
                ("mean map, FSC 0.143", n("resolution_0.143_A", ".1f") + " A"),
                ("particles looked at", n("looked_at", ",")),
                ("signal explained of what could be", n("fidelity", ".0%")),
                ("poses found again by the other half's volumes", n("posed_again", ".0%")),
                ("poses that those contradict", n("contradicted", ".0%")),
                ("nats an image over noise", n("gain_nats", ".1f")),
                ("and over scrambled poses", n("gap_nats", ".1f")),
                ("agreement with the next random start", n("restart_agreement", ".2f")),
            ]
        )
    page.add("</div>")
    for state in contents.states:
        _state(page, state)


def _state(page: Page, state: Any) -> None:
    sides, low, high = pictures.coloured_by_resolution(state)
    page.contents.numbers["states"][state.name] |= {"colour_from_A": round(low, 1), "colour_to_A": round(high, 1)}
    item = lambda name, form: _of_state(page, state.name, name, form)  # noqa: E731
    images = "".join(f'<img alt="{escape(state.name)}" src="{data_url(pictures.png_of_array(side))}">' for side in sides)
    page.add(f'<h3>{escape(state.name)}: {escape(str(state.numbers["asked"]))}</h3><div class="row"><figure>{images}')
    page.add(f'<figcaption>local {item("colour_from_A", ".1f")} A <span class="bar"></span> {item("colour_to_A", ".1f")} A</figcaption>')
    page.add("</figure>")
    page.table(
        [
            ("FSC 0.5, corrected for the mask", item("resolution_0.5_A", ".2f") + " A"),
            ("FSC 0.143", item("resolution_0.143_A", ".2f") + " A"),
            ("cFAR", item("cfar", ".2f")),
            ("contour level", item("contour_level", ".4g")),
        ]
    )
    page.add(f"<p>{escape(str(state.numbers['resolution_note']))}</p></div>")


def _of_state(page: Page, state: str, name: str, form: str) -> str:
    value = page.contents.numbers["states"][state][name]
    return f'<span class="n" data-n="states.{escape(state)}.{name}" data-f="{form}">{format(value, form)}</span>'


def _views(page: Page) -> None:
    page.add("<h2>Views</h2>")
    if page.contents.evidence is not None:
        page.add(f"<p>{page.n('view_coverage', '.0%')} of the directions are seen in effect (all alike is 100 %).</p>")
    page.add(page.figure(pictures.png_of_figure(pictures.views(page.contents)), "Where particles are seen from."))


def _course(page: Page) -> None:
    figure = pictures.learning(page.contents)
    if figure is not None:
        page.add(
            "<h2>Course of the run</h2>",
            page.figure(pictures.png_of_figure(figure), "Mean log-likelihood over noise, nats an image; losses of networks."),
        )


def _settings(page: Page) -> None:
    provenance = dict(page.contents.settings.get("provenance") or {})
    page.add("<h2>To repeat it</h2>")
    run = page.contents.run.path
    commands = [str(provenance.get("command", "")), f"cryofire report {run}"]
    commands += [f"cryofire state {state.numbers['run']} -o {state.name}  # {state.numbers['asked']}" for state in page.contents.states]
    page.add(f"<pre>{escape(chr(10).join(commands))}</pre>")
    settings = yaml.safe_dump(page.contents.settings, sort_keys=False)
    page.add(f"<details><summary>All settings (config.yaml)</summary><pre>{escape(settings)}</pre></details>")
