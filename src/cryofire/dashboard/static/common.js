// What all parts of the page share: its state, and how the server is asked.
export const $ = (id) => document.getElementById(id);
// Dots, unless all are asked for (regions hold particles that are not drawn too); fewer where no graphics card draws them.
const IS_SOFTWARE = drawsInSoftware(), MOST_DRAWN = IS_SOFTWARE ? 30000 : 150000;
// There a frame's time goes by its pixels: the plane is drawn with fewer.
if (IS_SOFTWARE) Object.defineProperty(window, "devicePixelRatio", { get: () => 0.6 });
export const state = { run: "", version: "", n: 0, columns: [], mayWrite: false, regions: [], history: [], rows: [], mostDrawn: MOST_DRAWN, ends: {}, shown: { z: null, particle: null }, walk: [], way: [], isOnWay: false, drawn: 0 };
window.cryofire = state; // for whoever looks from the console

export async function ask(path, options) {
  const response = await fetch(path, options);
  if (response.ok) return response;
  const text = await response.text();
  let message = text;
  try { const said = JSON.parse(text); message = [said.message || said.detail, said.hint].filter(Boolean).join(" - "); } catch { /* plain words */ }
  tell(message);
  throw new Error(message);
}
export const api = (path, options) => ask(`/api/${encodeURIComponent(state.run)}/${path}`, options);
export const post = (path, values) => api(path, { method: "POST", body: JSON.stringify(values) });

export function tell(message, milliseconds = 8000) {
  $("message").textContent = message;
  $("message").hidden = !message;
  if (message && milliseconds < Infinity) setTimeout(() => { if ($("message").textContent === message) $("message").hidden = true; }, milliseconds);
}

const words = (z) => z.map((v) => v.toPrecision(5)).join(",");

export function showCommand() {
  const path = state.path || "RUN", lines = [];
  if (state.shown.particle !== null) lines.push(`cryofire state ${path} -o state --particle ${state.shown.particle}`);
  else if (state.shown.z && $("local").checked) lines.push(`cryofire state ${path} -o state${state.shown.z.length ? ` --z ${words(state.shown.z)}` : ""}`);
  else if (state.shown.z) lines.push(`cryofire volumes ${path} -o maps --z ${words(state.shown.z)}`);
  if (state.way.length > 1) lines.push(`cryofire analyze ${path} --path ${state.way.join(",")}`);
  lines.push(`cryofire volumes ${path} -o walk --traverse ${$("component").value || "pc1"}`);
  if (state.savedAs) lines.push(`cryofire train ${path}/selections/${state.savedAs} -o NEW`);
  $("command").textContent = lines.join("\n");
}

export function fill(select, names, chosen, first = null) {
  select.replaceChildren(...(first === null ? [] : [new Option(first, "")]), ...names.map((name) => new Option(name, name, false, name === chosen)));
}

function drawsInSoftware() {
  const gl = document.createElement("canvas").getContext("webgl"), info = gl && gl.getExtension("WEBGL_debug_renderer_info");
  return !info || /swiftshader|llvmpipe|software/i.test(gl.getParameter(info.UNMASKED_RENDERER_WEBGL));
}
