// The plane of particles and the regions in it: polygons here, particles on the server.
import { createScatterplot } from "./vendor.js";
import { $, api, post, showCommand, state } from "./common.js";
import { showParticle } from "./map.js";

const VIRIDIS = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"];
const MANY = 200000; // from here on points are squares that do not shine through each other: several times as many frames a second
export let scatter = makeScatter(false);

function makeScatter(isLarge) {
  const made = createScatterplot({
    canvas: $("scatter"), backgroundColor: "#ffffff", pointSize: 3, opacity: 0.7, lassoColor: "#c05621", pointColorActive: "#c05621",
    pointColorHover: "#c05621", pointColor: "#2b6cb0", performanceMode: isLarge,
  });
  made.isLarge = isLarge;
  made.subscribe("lassoEnd", ({ coordinates }) => addRegion(...state.axes, coordinates.map(([u, v]) => [fromUnit("x", u), fromUnit("y", v)])));
  made.subscribe("select", ({ points }) => { if (points.length === 1) showParticle(state.rows[points[0]]); });
  return made;
}

const fromUnit = (axis, u) => state.ends[axis][0] + ((u + 1) / 2) * (state.ends[axis][1] - state.ends[axis][0]);

const KEPT = 8; // columns of a run that are kept, the last ones asked for: from micrograph to micrograph none is sent again
const columns = new Map();

const sent = async (name) => new Float32Array(await (await api(`column?column=${encodeURIComponent(name)}`)).arrayBuffer());

function column(name) {
  if (name.startsWith("file: ") || name.startsWith("angle to ")) return sent(name); // of a file or another run, which may change
  const key = JSON.stringify([state.run, state.version, name]), known = columns.get(key) || sent(name);
  columns.delete(key);
  columns.set(key, known);
  known.catch(() => columns.delete(key));
  if (columns.size > KEPT) columns.delete(columns.keys().next().value);
  return known;
}

function ends(values, low = 0, high = 1) {
  const some = values.length > 20000 ? Float32Array.from({ length: 20000 }, (_, i) => values[Math.floor((i * values.length) / 20000)]) : values.slice();
  some.sort();
  const a = some[Math.floor(low * (some.length - 1))], b = some[Math.floor(high * (some.length - 1))];
  return b > a ? [a, b] : [a - 1, a + 1];
}

export const PLACES = ["_rlnCoordinateX", "_rlnCoordinateY"];

const rowsOf = async (number) => {
  const numbers = await column("micrograph");
  return Uint32Array.from([...numbers.keys()].filter((row) => numbers[row] === number));
};

export async function listMicrographs() {
  const before = $("micrograph").value, all = await (await api("micrographs")).json();
  $("picked").hidden = !all.length;
  $("micrograph").replaceChildren(new Option("all", ""), ...all.map((each, j) => new Option(`${each.name} (${each.n_shown} of ${each.n})`, j)));
  $("micrograph").value = before && Number(before) < all.length ? before : "";
}

// One after the other: a call that finds the last one at work would be dropped.
let drawing = Promise.resolve();
export function drawPlane() {
  drawing = drawing.catch(() => {}).then(drawNow);
  return drawing;
}

async function drawNow() {
  if (!state.n) return;
  const one = $("micrograph").value, stride = one || $("all").checked ? 1 : Math.ceil(state.n / state.mostDrawn);
  state.rows = one ? await rowsOf(Number(one)) : Uint32Array.from({ length: Math.ceil(state.n / stride) }, (_, j) => j * stride);
  const thin = (values) => Float32Array.from(state.rows, (row) => values[row]);
  $("thinned").hidden = one !== "" || state.n <= state.mostDrawn;
  $("drawn").textContent = stride > 1 ? `${state.rows.length.toLocaleString("en")} of ${state.n.toLocaleString("en")} drawn` : "";
  if ((state.rows.length > MANY) !== scatter.isLarge) {
    scatter.destroy();
    scatter = makeScatter(state.rows.length > MANY);
  }
  const axes = one ? PLACES : [$("x").value, $("y").value];
  const whole = await Promise.all(axes.map(column)), [x, y] = whole.map(thin);
  const colour = $("colour").value ? thin(await column($("colour").value)) : null;
  for (const [axis, values] of [["x", x], ["y", y]]) {
    const [a, b] = ends(values, 0.001, 0.999), margin = 0.1 * (b - a);
    state.ends[axis] = [a - margin, b + margin];
  }
  if (one) { // all micrographs at one scale, x and y alike
    const largest = whole.flat().reduce((most, values) => values.reduce((a, b) => Math.max(a, b), most), 1);
    state.ends.x = state.ends.y = [0, 1.02 * largest];
  }
  state.axes = axes;
  const unit = (values, [a, b]) => values.map((v) => (2 * (v - a)) / (b - a) - 1);
  const points = { x: unit(x, state.ends.x), y: unit(y, state.ends.y) };
  if (colour) {
    const [a, b] = ends(colour, 0.02, 0.98);
    points.valueA = colour.map((v) => Math.min(1, Math.max(0, (v - a) / (b - a))));
    $("range").textContent = `${a.toPrecision(3)} (dark) to ${b.toPrecision(3)} (bright)`;
  } else $("range").textContent = "";
  scatter.set({ colorBy: colour ? "valueA" : null, pointColor: colour ? VIRIDIS : "#2b6cb0", pointSize: one ? 9 : scatter.isLarge ? 1 : 3, opacity: scatter.isLarge ? 1 : 0.7 });
  await scatter.draw(points);
  state.drawn = x.length;
  await light();
}

// ---- selections: polygons here, particles there ----

export function remember() { state.history.push(JSON.stringify(state.regions)); }

export function undo() {
  if (!state.history.length) return;
  state.regions = JSON.parse(state.history.pop());
  showRegions();
}

export function addRegion(x, y, corners, join = "or") {
  if (y !== null && corners.length < 3) return;
  remember();
  const one = y !== null && $("micrograph").value;
  state.regions.push({ x, y, corners, join, is_in_use: true, micrograph: one ? Number(one) : null });
  showRegions();
}

export function showRegions() {
  $("regions").replaceChildren(...state.regions.map((region, j) => {
    const line = document.createElement("li"), join = document.createElement("select"), use = document.createElement("input"), drop = document.createElement("button");
    for (const word of ["or", "and", "minus"]) join.add(new Option(word, word, false, word === region.join));
    join.onchange = () => { remember(); region.join = join.value; light(); };
    use.type = "checkbox"; use.checked = region.is_in_use;
    use.onchange = () => { remember(); region.is_in_use = use.checked; light(); };
    drop.textContent = "x"; drop.title = "drop";
    drop.onclick = () => { remember(); state.regions.splice(j, 1); showRegions(); };
    const what = region.y === null ? `${region.x} ${region.corners.map((c) => c[0].toPrecision(4)).join(" to ")}` : `${region.corners.length} corners in ${region.x}, ${region.y}${region.micrograph === null ? "" : `, micrograph ${region.micrograph}`}`;
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

export async function save() {
  const name = $("name").value.trim(), suffix = $("suffix").value;
  const made = await (await post("save", { name, suffix, regions: state.regions })).json();
  state.savedAs = made.files[0];
  $("saved").textContent = `${made.selected.toLocaleString("en")} in selections/${made.files[0]}`;
  showCommand();
}
