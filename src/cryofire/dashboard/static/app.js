// The window's own script: what is drawn comes from the server, what is selected is resolved there.
import { uPlot } from "./vendor.js";
import { $, api, ask, fill, showCommand, state } from "./common.js";
import { go, goOver, keep, loadWalk, paint, play, show, showDifference, showMap, step } from "./map.js";
import { compareRuns, film, loadColumn, planePicture, takeAway } from "./more.js";
import { addRegion, drawPlane, listMicrographs, remember, save, scatter, showRegions, undo } from "./plane.js";

const POLL_MS = 2000;

// ---- the course, and following a run ----

let plot = null;
async function drawCourse() {
  const lines = (await (await api("metrics")).json()).filter((line) => line.log_likelihood !== undefined || line.loss !== undefined);
  if (!lines.length || lines.length === state.courseLines) return;
  const data = [lines.map((l, i) => (l.seconds === undefined ? i : l.seconds / 60)), lines.map((l) => l.log_likelihood ?? null), lines.map((l) => l.loss ?? null)];
  const options = {
    width: $("curve").clientWidth || 380, height: 180, scales: { x: { time: false }, loss: {} }, axes: [{ label: "minutes" }, { label: "nats over noise" }],
    series: [{ label: "minutes" }, { label: "log-likelihood", stroke: "#2b6cb0", points: { show: true, size: 4 } }, { label: "loss", stroke: "#c05621", scale: "loss" }],
  };
  if (plot) plot.destroy();
  plot = new uPlot(options, data, $("curve"));
  state.courseLines = lines.length;
}

async function follow() {
  const now = await (await api("status")).json();
  $("verdict").textContent = now.verdict ? `${now.verdict.is_final ? "" : "so far: "}${now.verdict.verdict}` : "no verdict yet";
  $("verdict").className = `badge ${now.verdict ? now.verdict.verdict : ""}`;
  $("verdict").title = now.verdict ? now.verdict.reasons.map((r) => r.text).join("\n") : "";
  const left = now.seconds_left ? `, about ${Math.ceil(now.seconds_left / 60)} min left in this stage` : "";
  const isOver = now.done.includes("results") || (now.verdict !== null && now.share_done === 1);
  $("stage").textContent = now.stage && !isOver ? `${now.stage}: ${now.phase || ""}${left}` : "";
  $("progress").hidden = isOver || now.share_done === null || now.share_done === undefined;
  $("progress").value = now.share_done || 0;
  state.path = now.path;
  $("empty").style.display = now.n ? "none" : "flex";
  if (now.version !== state.version) {
    const isFirst = state.n === 0;
    Object.assign(state, { version: now.version, n: now.n, columns: now.columns });
    if (now.n) {
      const before = [$("x").value, $("y").value, $("colour").value];
      const [x, y] = isFirst || !now.columns.includes(before[0]) ? now.axes : before;
      fill($("x"), now.columns, x); fill($("y"), now.columns, y); fill($("colour"), now.columns, before[2], "one colour"); fill($("rangeof"), now.columns, now.columns[0]);
      fill($("component"), now.columns.filter((name) => name.startsWith("pc")), "pc1");
      await listMicrographs();
      await drawPlane();
      if ($("component").value) await loadWalk(); else await show({ particle: null, z: [] }, "of all particles");
    }
  }
  await drawCourse();
}

async function open(name) {
  Object.assign(state, { run: name, version: "", n: 0, regions: [], history: [], way: [], isOnWay: false, kept: null, mesh: null, savedAs: null, courseLines: 0 });
  fill($("other"), state.names.filter((each) => each !== name), "", "no other");
  $("others").hidden = state.names.length < 2;
  $("compared").textContent = $("kept").textContent = "";
  $("difference").disabled = $("over").disabled = true;
  goOver([]);
  await follow();
  state.isReady = true;
}

for (const id of ["x", "y", "colour", "all", "micrograph"]) $(id).onchange = drawPlane;
$("run").onchange = () => open($("run").value);
$("mode").onclick = () => { const on = $("mode").classList.toggle("on"); scatter.set({ mouseMode: on ? "lasso" : "panZoom" }); };
for (const [id, by] of [["previous", -1], ["next", 1]]) $(id).onclick = () => {
  const n = $("micrograph").options.length;
  $("micrograph").selectedIndex = ($("micrograph").selectedIndex + by + n) % n;
  return drawPlane();
};
$("reset").onclick = () => scatter.reset();
$("undo").onclick = undo;
$("clear").onclick = () => { remember(); state.regions = []; showRegions(); };
$("addrange").onclick = () => {
  const low = Number($("low").value || "-1e30"), high = Number($("high").value || "1e30");
  if (Number.isFinite(low) && Number.isFinite(high)) addRegion($("rangeof").value, null, [[low, 0], [high, 0]], state.regions.length ? "and" : "or");
};
$("save").onclick = save;
$("keep").onclick = keep;
$("difference").onclick = showDifference;
$("picture").onclick = () => { paint(); $("surface").toBlob((blob) => takeAway(blob, `${state.run}_map.png`)); };
$("planepicture").onclick = planePicture;
$("movie").onclick = film;
$("file").onchange = loadColumn;
$("other").onchange = compareRuns;
$("local").onchange = () => { showCommand(); return showMap(); };
$("level").onchange = () => showMap(state.levels[0] + Number($("level").value) * (state.levels[1] - state.levels[0]));
$("component").onchange = () => { state.isOnWay = false; loadWalk(); };
$("over").onclick = () => { if (state.shown.particle !== null && !state.way.includes(state.shown.particle)) goOver([...state.way, state.shown.particle]); };
$("go").onclick = go;
$("noway").onclick = () => goOver([]);
$("step").oninput = () => step(Number($("step").value));
$("play").onclick = play;

const listed = await (await ask("/api/runs")).json();
state.mayWrite = listed.may_write;
state.names = listed.runs;
fill($("run"), listed.runs, listed.runs[0]);
await open(listed.runs[0]);
setInterval(() => { if (!document.hidden) follow().catch(() => {}); }, POLL_MS);
