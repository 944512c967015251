// The map on screen: its surface and level, walks and ways through conformations, the difference of two maps.
import {
  AmbientLight, BufferAttribute, BufferGeometry, DirectionalLight, DoubleSide, Mesh, MeshStandardMaterial, OrbitControls,
  PerspectiveCamera, Scene, WebGLRenderer,
} from "./vendor.js";
import { $, api, showCommand, state, tell } from "./common.js";

const scene = new Scene(), camera = new PerspectiveCamera(35, 1, 0.1, 10000);
const renderer = new WebGLRenderer({ canvas: $("surface"), antialias: true, preserveDrawingBuffer: true });
renderer.setClearColor(0xffffff);
const controls = new OrbitControls(camera, $("surface"));
const key = new DirectionalLight(0xffffff, 2.2);
scene.add(new AmbientLight(0xffffff, 0.9), key);
let mesh = null, differences = [];

export function paint() {
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

export function keep() {
  state.kept = { ...state.shown };
  $("kept").textContent = `kept: ${$("of").textContent}`;
  $("difference").disabled = false;
}

export async function showDifference() {
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

// Fine detail blue, coarse red, as in the report.
const COLOURS = [[0.19, 0.35, 0.75], [0.45, 0.68, 0.9], [0.97, 0.97, 0.9], [0.96, 0.62, 0.4], [0.75, 0.15, 0.16]];

function colourBy(made, values, low, high) {
  const colours = new Float32Array(3 * values.length);
  values.forEach((value, i) => {
    const at = Math.min(1, Math.max(0, (value - low) / Math.max(high - low, 1e-6))) * (COLOURS.length - 1), j = Math.min(COLOURS.length - 2, Math.floor(at));
    for (let k = 0; k < 3; k += 1) colours[3 * i + k] = COLOURS[j][k] + (at - j) * (COLOURS[j + 1][k] - COLOURS[j][k]);
  });
  made.geometry.setAttribute("color", new BufferAttribute(colours, 3));
  Object.assign(made.material, { vertexColors: true });
  made.material.color.set(0xffffff);
}

let newest = 0; // of the maps asked for: what comes late is not shown in the place of another

export async function showMap(level = null) {
  const isLocal = $("local").checked, turn = newest += 1;
  if (isLocal) tell("half maps are made of the images near this conformation ...", Infinity);
  const response = await api(`${isLocal ? "local" : "mesh"}?${which()}${level === null ? "" : `&level=${level}`}`);
  const told = JSON.parse(response.headers.get("X-Mesh")), bytes = await response.arrayBuffer();
  if (turn !== newest) return;
  drop([...(mesh ? [mesh] : []), ...differences]);
  differences = [];
  state.difference = null;
  mesh = makeMesh(bytes, 0, told.n_corners, told.n_faces, { color: 0x6b9fd4 });
  if (isLocal) {
    colourBy(mesh, new Float32Array(bytes, 12 * (told.n_corners + told.n_faces), told.n_corners), told.finest_A, told.coarsest_A);
    tell("");
  }
  $("localrange").textContent = isLocal ? `${told.finest_A.toFixed(1)} (blue) to ${told.coarsest_A.toFixed(1)} A (red); ${told.note}` : "";
  scene.add(mesh);
  if (!state.mesh) { camera.position.set(0, 0, told.box * 1.9); controls.update(); }
  state.mesh = told;
  state.levels = [told.least, told.most];
  $("level").value = (told.level - told.least) / (told.most - told.least);
  $("levelvalue").textContent = told.level.toPrecision(3);
  paint();
}

export async function show(shown, words) {
  state.shown = shown;
  $("of").textContent = words;
  $("local").checked = false; // asked for anew: it takes a minute
  $("sections").src = `/api/${encodeURIComponent(state.run)}/sections?${which()}`;
  showCommand();
  await showMap();
}

export async function showParticle(row) {
  $("montage").src = `/api/${encodeURIComponent(state.run)}/images?rows=${row}`;
  $("montagehint").textContent = `image ${row} above what the model says it should be`;
  $("over").disabled = false;
  await show({ particle: row, z: null }, `of particle ${row}`);
}

export const walkQuery = () => (state.isOnWay ? `particles=${state.way.join(",")}` : `component=${$("component").value}`);
export const walkName = () => (state.isOnWay ? `particles ${state.way.join(", ")}` : $("component").value);

state.showParticle = showParticle;

export async function loadWalk() {
  if (!state.isOnWay && !$("component").value) return;
  state.walk = await (await api(`walk?${walkQuery()}&n=10`)).json();
  await step(Number($("step").value));
}
export const step = (j) => show({ particle: null, z: state.walk[j] }, `${walkName()}, step ${j + 1} of ${state.walk.length}`);

// A way of one's own: over particles that are clicked one after the other.
export function goOver(particles) {
  const wasOnWay = state.isOnWay;
  Object.assign(state, { way: particles, isOnWay: false });
  $("way").textContent = particles.length ? `over particles ${particles.join(", ")}` : "";
  $("go").disabled = particles.length < 2;
  $("noway").hidden = !particles.length;
  if (wasOnWay && !particles.length) loadWalk();
}

export async function go() {
  state.isOnWay = true;
  $("step").value = 0;
  await loadWalk();
}

let timer = null;
export function play() {
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
