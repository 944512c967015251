// The window's own script: what is drawn comes from the server, what is selected is resolved there.
import {
  AmbientLight, BufferAttribute, BufferGeometry, createScatterplot, DirectionalLight, DoubleSide, Mesh, MeshStandardMaterial,
  OrbitControls, PerspectiveCamera, Scene, uPlot, WebGLRenderer,
} from "./vendor.js";

const $ = (id) => document.getElementById(id);
const MOST_DRAWN = 150000; // dots, unless all are asked for; regions hold particles that are not drawn too
const POLL_MS = 2000;
const VIRIDIS = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"];
const state = { run: "", version: "", n: 0, columns: [], mayWrite: false, regions: [], history: [], rows: [], mostDrawn: MOST_DRAWN, ends: {}, shown: { z: null, particle: null }, walk: [], way: [], isOnWay: false, drawn: 0 };
window.cryofire = state; // for whoever looks from the console

async function ask(path, options) {
  const response = await fetch(path, options);
  if (response.ok) return response;
  const text = await response.text();
  let message = text;
  try { const said = JSON.parse(text); message = [said.message || said.detail, said.hint].filter(Boolean).join(" - "); } catch { /* plain words */ }
  tell(message);
  throw new Error(message);
}
const api = (path, options) => ask(`/api/${encodeURIComponent(state.run)}/${path}`, options);
const post = (path, values) => api(path, { method: "POST", body: JSON.stringify(values) });

function tell(message) {
  $("message").textContent = message;
  $("message").hidden = !message;
  if (message) setTimeout(() => { if ($("message").textContent === message) $("message").hidden = true; }, 8000);
}

// ---- the plane of particles ----

const MANY = 200000; // from here on points are squares that do not shine through each other: several times as many frames a second
let scatter = makeScatter(false);

function makeScatter(isLarge) {
  const made = createScatterplot({
    canvas: $("scatter"), backgroundColor: "#ffffff", pointSize: 3, opacity: 0.7, lassoColor: "#c05621", pointColorActive: "#c05621",
    pointColorHover: "#c05621", pointColor: "#2b6cb0", performanceMode: isLarge,
  });
  made.isLarge = isLarge;
  made.subscribe("lassoEnd", ({ coordinates }) => addRegion($("x").value, $("y").value, coordinates.map(([u, v]) => [fromUnit("x", u), fromUnit("y", v)])));
  made.subscribe("select", ({ points }) => { if (points.length === 1) showParticle(state.rows[points[0]]); });
  return made;
}

const fromUnit = (axis, u) => state.ends[axis][0] + ((u + 1) / 2) * (state.ends[axis][1] - state.ends[axis][0]);

async function column(name) {
  return new Float32Array(await (await api(`column?column=${encodeURIComponent(name)}`)).arrayBuffer());
}

function ends(values, low = 0, high = 1) {
  const some = values.length > 20000 ? Float32Array.from({ length: 20000 }, (_, i) => values[Math.floor((i * values.length) / 20000)]) : values.slice();
  some.sort();
  const a = some[Math.floor(low * (some.length - 1))], b = some[Math.floor(high * (some.length - 1))];
  return b > a ? [a, b] : [a - 1, a + 1];
}

async function drawPlane() {
  if (!state.n) return;
  const stride = $("all").checked ? 1 : Math.ceil(state.n / state.mostDrawn), thin = (values) => values.filter((_, i) => i % stride === 0);
  state.rows = Uint32Array.from({ length: Math.ceil(state.n / stride) }, (_, j) => j * stride);
  $("thinned").hidden = state.n <= state.mostDrawn;
  $("drawn").textContent = stride > 1 ? `${state.rows.length.toLocaleString("en")} of ${state.n.toLocaleString("en")} drawn` : "";
  if ((state.rows.length > MANY) !== scatter.isLarge) {
    scatter.destroy();
    scatter = makeScatter(state.rows.length > MANY);
  }
  const [x, y] = (await Promise.all([column($("x").value), column($("y").value)])).map(thin);
  const colour = $("colour").value ? thin(await column($("colour").value)) : null;
  for (const [axis, values] of [["x", x], ["y", y]]) {
    const [a, b] = ends(values, 0.001, 0.999), margin = 0.1 * (b - a);
    state.ends[axis] = [a - margin, b + margin];
  }
  const unit = (values, [a, b]) => values.map((v) => (2 * (v - a)) / (b - a) - 1);
  const points = { x: unit(x, state.ends.x), y: unit(y, state.ends.y) };
  if (colour) {
    const [a, b] = ends(colour, 0.02, 0.98);
    points.valueA = colour.map((v) => Math.min(1, Math.max(0, (v - a) / (b - a))));
    $("range").textContent = `${a.toPrecision(3)} (dark) to ${b.toPrecision(3)} (bright)`;
  } else $("range").textContent = "";
  scatter.set({ colorBy: colour ? "valueA" : null, pointColor: colour ? VIRIDIS : "#2b6cb0", pointSize: scatter.isLarge ? 1 : 3, opacity: scatter.isLarge ? 1 : 0.7 });
  await scatter.draw(points);
  state.drawn = x.length;
  await light();
}

// ---- selections: polygons here, particles there ----

function remember() { state.history.push(JSON.stringify(state.regions)); }

function undo() {
  if (!state.history.length) return;
  state.regions = JSON.parse(state.history.pop());
  showRegions();
}

function addRegion(x, y, corners, join = "or") {
  if (y !== null && corners.length < 3) return;
  remember();
  state.regions.push({ x, y, corners, join, is_in_use: true });
  showRegions();
}

function showRegions() {
  $("regions").replaceChildren(...state.regions.map((region, j) => {
    const line = document.createElement("li"), join = document.createElement("select"), use = document.createElement("input"), drop = document.createElement("button");
    for (const word of ["or", "and", "minus"]) join.add(new Option(word, word, false, word === region.join));
    join.onchange = () => { remember(); region.join = join.value; light(); };
    use.type = "checkbox"; use.checked = region.is_in_use;
    use.onchange = () => { remember(); region.is_in_use = use.checked; light(); };
    drop.textContent = "x"; drop.title = "drop";
    drop.onclick = () => { remember(); state.regions.splice(j, 1); showRegions(); };
    const what = region.y === null ? `${region.x} ${region.corners.map((c) => c[0].toPrecision(4)).join(" to ")}` : `${region.corners.length} corners in ${region.x}, ${region.y}`;
    line.append(use, " ", join, ` ${what} `, drop);
    return line;
  }));
  light();
}

async function light() {
  const response = await post("select", { regions: state.regions });
  const held = new Uint8Array(await response.arrayBuffer());
  const lit = []; // places among the dots drawn
  for (let j = 0; j < state.rows.length; j += 1) if (held[state.rows[j]]) lit.push(j);
  const first = held.indexOf(1), rows = lit.length ? lit.map((j) => state.rows[j]) : first < 0 ? [] : [first];
  state.selected = Number(response.headers.get("X-Selected"));
  $("count").textContent = state.selected ? `${state.selected.toLocaleString("en")} of ${state.n.toLocaleString("en")}` : "nobody";
  if (lit.length) scatter.select(lit, { preventEvent: true }); else scatter.deselect({ preventEvent: true });
  $("save").disabled = !state.mayWrite || !state.selected;
  $("montagehint").textContent = rows.length ? "eight of them: images above what the model says they should be" : "";
  if (rows.length) $("montage").src = `/api/${encodeURIComponent(state.run)}/images?rows=${spread(rows, 8).join(",")}`; else $("montage").removeAttribute("src");
  showCommand();
}

const spread = (rows, n) => (rows.length <= n ? rows : Array.from({ length: n }, (_, i) => rows[Math.floor((i * rows.length) / n)]));

function showCommand() {
  const path = state.path || "RUN", lines = [];
  if (state.shown.particle !== null) lines.push(`cryofire state ${path} -o state --particle ${state.shown.particle}`);
  else if (state.shown.z) lines.push(`cryofire volumes ${path} -o maps --z ${state.shown.z.map((v) => v.toPrecision(5)).join(",")}`);
  if (state.way.length > 1) lines.push(`cryofire analyze ${path} --path ${state.way.join(",")}`);
  lines.push(`cryofire volumes ${path} -o walk --traverse ${$("component").value || "pc1"}`);
  if (state.savedAs) lines.push(`cryofire train ${path}/selections/${state.savedAs} -o NEW`);
  $("command").textContent = lines.join("\n");
}

async function save() {
  const name = $("name").value.trim(), suffix = $("suffix").value;
  const made = await (await post("save", { name, suffix, regions: state.regions })).json();
  state.savedAs = made.files[0];
  $("saved").textContent = `${made.selected.toLocaleString("en")} in selections/${made.files[0]}`;
  showCommand();
}

// ---- a map ----

const scene = new Scene(), camera = new PerspectiveCamera(35, 1, 0.1, 10000);
const renderer = new WebGLRenderer({ canvas: $("surface"), antialias: true, preserveDrawingBuffer: true });
renderer.setClearColor(0xffffff);
const controls = new OrbitControls(camera, $("surface"));
const key = new DirectionalLight(0xffffff, 2.2);
scene.add(new AmbientLight(0xffffff, 0.9), key);
let mesh = null, differences = [];

function paint() {
  const box = $("surface").getBoundingClientRect();
  renderer.setSize(box.width, box.height, false);
  camera.aspect = box.width / box.height;
  camera.updateProjectionMatrix();
  key.position.copy(camera.position).add({ x: -40, y: 60, z: 20 });
  renderer.render(scene, camera);
}
controls.addEventListener("change", paint);
window.addEventListener("resize", paint);

const asked = (shown, before = "") => (shown.particle !== null ? `${before}particle=${shown.particle}` : `${before}z=${(shown.z || []).join(",")}`);
const which = () => asked(state.shown);

function makeMesh(bytes, at, nCorners, nFaces, look) {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(bytes, at, 3 * nCorners), 3));
  geometry.setIndex(new BufferAttribute(new Uint32Array(bytes, at + 12 * nCorners, 3 * nFaces), 1));
  geometry.computeVertexNormals();
  return new Mesh(geometry, new MeshStandardMaterial({ roughness: 0.6, side: DoubleSide, ...look }));
}

function drop(meshes) {
  for (const each of meshes) { scene.remove(each); each.geometry.dispose(); }
}

function keep() {
  state.kept = { ...state.shown };
  $("kept").textContent = `kept: ${$("of").textContent}`;
  $("difference").disabled = false;
}

async function showDifference() {
  const response = await api(`difference?${which()}&${asked(state.kept, "from_")}`);
  const told = JSON.parse(response.headers.get("X-Mesh")), bytes = await response.arrayBuffer();
  drop(differences);
  differences = [];
  let at = 0;
  for (const [name, color] of [["more", 0x2f855a], ["less", 0xc53030]]) {
    const corners = told[`n_${name}_corners`], faces = told[`n_${name}_faces`];
    if (faces) differences.push(makeMesh(bytes, at, corners, faces, { color }));
    at += 12 * (corners + faces);
  }
  scene.add(...differences);
  if (mesh) Object.assign(mesh.material, { transparent: true, opacity: 0.35, depthWrite: false });
  state.difference = told;
  paint();
}

async function showMap(level = null) {
  const response = await api(`mesh?${which()}${level === null ? "" : `&level=${level}`}`);
  const told = JSON.parse(response.headers.get("X-Mesh")), bytes = await response.arrayBuffer();
  drop([...(mesh ? [mesh] : []), ...differences]);
  differences = [];
  state.difference = null;
  mesh = makeMesh(bytes, 0, told.n_corners, told.n_faces, { color: 0x6b9fd4 });
  scene.add(mesh);
  if (!state.mesh) { camera.position.set(0, 0, told.box * 1.9); controls.update(); }
  state.mesh = told;
  state.levels = [told.least, told.most];
  $("level").value = (told.level - told.least) / (told.most - told.least);
  $("levelvalue").textContent = told.level.toPrecision(3);
  paint();
}

async function show(shown, words) {
  state.shown = shown;
  $("of").textContent = words;
  $("sections").src = `/api/${encodeURIComponent(state.run)}/sections?${which()}`;
  showCommand();
  await showMap();
}

async function showParticle(row) {
  $("montage").src = `/api/${encodeURIComponent(state.run)}/images?rows=${row}`;
  $("montagehint").textContent = `image ${row} above what the model says it should be`;
  $("over").disabled = false;
  await show({ particle: row, z: null }, `of particle ${row}`);
}

const walkQuery = () => (state.isOnWay ? `particles=${state.way.join(",")}` : `component=${$("component").value}`);
const walkName = () => (state.isOnWay ? `particles ${state.way.join(", ")}` : $("component").value);

state.showParticle = showParticle;

async function loadWalk() {
  if (!state.isOnWay && !$("component").value) return;
  state.walk = await (await api(`walk?${walkQuery()}&n=10`)).json();
  await step(Number($("step").value));
}
const step = (j) => show({ particle: null, z: state.walk[j] }, `${walkName()}, step ${j + 1} of ${state.walk.length}`);

// A way of one's own: over particles that are clicked one after the other.
function goOver(particles) {
  const wasOnWay = state.isOnWay;
  Object.assign(state, { way: particles, isOnWay: false });
  $("way").textContent = particles.length ? `over particles ${particles.join(", ")}` : "";
  $("go").disabled = particles.length < 2;
  $("noway").hidden = !particles.length;
  if (wasOnWay && !particles.length) loadWalk();
}

async function go() {
  state.isOnWay = true;
  $("step").value = 0;
  await loadWalk();
}

let timer = null;
function play() {
  if (timer) { clearInterval(timer); timer = null; $("play").textContent = "play"; return; }
  $("play").textContent = "stop";
  let way = 1, isBusy = false;
  timer = setInterval(async () => {
    if (isBusy) return;
    isBusy = true;
    let j = Number($("step").value) + way;
    if (j < 0 || j > 9) { way = -way; j += 2 * way; }
    $("step").value = j;
    try { await step(j); } finally { isBusy = false; }
  }, 250);
}

// ---- pictures and films to take away, columns and runs to compare with ----

function takeAway(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function planePicture() {
  const pixels = scatter.export(), canvas = document.createElement("canvas");
  Object.assign(canvas, { width: pixels.width, height: pixels.height });
  const context = canvas.getContext("2d");
  context.putImageData(pixels, 0, 0);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => takeAway(blob, `${state.run}_${$("x").value}_${$("y").value}.png`));
}

async function film() {
  tell("the film is drawn ...");
  takeAway(await (await api(`movie?${walkQuery()}&n=10`)).blob(), `${state.run}_${walkName().replace(/\W+/g, "_")}.gif`);
  tell("");
}

const NPY = { "<f4": Float32Array, "<f8": Float64Array, "<i4": Int32Array, "<i8": BigInt64Array, "|u1": Uint8Array, "|i1": Int8Array, "|b1": Uint8Array };

function numbersOf(name, bytes) {
  if (name.endsWith(".npy")) {
    const view = new DataView(bytes), isNew = view.getUint8(6) > 1, length = isNew ? view.getUint32(8, true) : view.getUint16(8, true);
    const start = (isNew ? 12 : 10) + length, header = new TextDecoder().decode(bytes.slice(10, start));
    const kind = NPY[(header.match(/'descr': '([^']+)'/) || [])[1]];
    if (!kind || /'fortran_order': True/.test(header)) throw new Error(`${name}: no .npy of numbers in C order`);
    return Float32Array.from(new kind(bytes.slice(start)), Number);
  }
  const cells = new TextDecoder().decode(bytes).split(/\r?\n/).filter((line) => line.trim() && !line.startsWith("#")).map((line) => line.split(/[,;\s]+/).filter(Boolean).pop());
  return Float32Array.from(Number.isNaN(Number(cells[0])) ? cells.slice(1) : cells, Number);
}

async function loadColumn() {
  const file = $("file").files[0];
  if (!file) return;
  try {
    const values = numbersOf(file.name, await file.arrayBuffer());
    await useColumn(await (await api(`load?column=${encodeURIComponent(file.name)}`, { method: "POST", body: values.buffer })).json());
  } catch (error) { tell(error.message); } finally { $("file").value = ""; }
}

async function useColumn(made) {
  const names = (await (await api("status")).json()).columns;
  fill($("x"), names, $("x").value); fill($("y"), names, $("y").value); fill($("rangeof"), names, made.column); fill($("colour"), names, made.column, "one colour");
  await drawPlane();
}

async function compareRuns() {
  if (!$("other").value) return;
  const made = await (await api(`compare?other=${encodeURIComponent($("other").value)}`)).json(), poses = made.poses.per_group;
  state.compared = made;
  const z = made.z_told === null ? "" : `, ${Math.round(100 * made.z_told)} % of the variance of z`;
  $("compared").textContent = `${$("other").value}: ${made.n_shared.toLocaleString("en")} shared particles, ${made.poses.is_mirrored ? "the other" : "the same"} hand, `
    + `${(100 * poses.under_10_deg).toFixed(1)} % of the poses within 10 degrees (median ${poses.median_deg.toFixed(2)})${z}; coloured by the angle`;
  await useColumn(made);
}

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

function fill(select, names, chosen, first = null) {
  select.replaceChildren(...(first === null ? [] : [new Option(first, "")]), ...names.map((name) => new Option(name, name, false, name === chosen)));
}

async function follow() {
  const now = await (await api("status")).json();
  $("verdict").textContent = now.verdict ? now.verdict.verdict : "no verdict yet";
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

for (const id of ["x", "y", "colour", "all"]) $(id).onchange = drawPlane;
$("run").onchange = () => open($("run").value);
$("mode").onclick = () => { const on = $("mode").classList.toggle("on"); scatter.set({ mouseMode: on ? "lasso" : "panZoom" }); };
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
