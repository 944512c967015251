// Pictures and films to take home, columns from files, and another run beside this one.
import { $, api, fill, state, tell } from "./common.js";
import { walkName, walkQuery } from "./map.js";
import { drawPlane, scatter } from "./plane.js";

export function takeAway(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function planePicture() {
  const pixels = scatter.export(), canvas = document.createElement("canvas");
  Object.assign(canvas, { width: pixels.width, height: pixels.height });
  const context = canvas.getContext("2d");
  context.putImageData(pixels, 0, 0);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => takeAway(blob, `${state.run}_${$("x").value}_${$("y").value}.png`));
}

export async function film() {
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

export async function loadColumn() {
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

export async function compareRuns() {
  if (!$("other").value) return;
  const made = await (await api(`compare?other=${encodeURIComponent($("other").value)}`)).json(), poses = made.poses.per_group;
  state.compared = made;
  const z = made.z_told === null ? "" : `, ${Math.round(100 * made.z_told)} % of the variance of z`;
  $("compared").textContent = `${$("other").value}: ${made.n_shared.toLocaleString("en")} shared particles, ${made.poses.is_mirrored ? "the other" : "the same"} hand, `
    + `${(100 * poses.under_10_deg).toFixed(1)} % of the poses within 10 degrees (median ${poses.median_deg.toFixed(2)})${z}; coloured by the angle`;
  await useColumn(made);
}
