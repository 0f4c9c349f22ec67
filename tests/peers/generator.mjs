// SPDX-License-Identifier: GPL-3.0-or-later
// Runs an exported generator under ONNX Runtime and compares its pictures with ours.
//   node generator.mjs GENERATOR.onnx LATENTS.npy PICTURES.npy [THREADS]
// LATENTS: float32 [N,zDim]; PICTURES: float32 [N,3,R,R] that `syper sample --save-tensors` gave of them.
import ort from "onnxruntime-node";
import { readNpy, version } from "./npy.mjs";

const [model, latentFile, pictureFile, threads = "2"] = process.argv.slice(2);
const latents = readNpy(latentFile), pictures = readNpy(pictureFile);
const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: Number(threads), executionProviders: ["cpu"], logSeverityLevel: 3 });
const [count, wide] = latents.shape, size = pictures.data.length / count;
const grey = (x) => Math.min(255, Math.max(0, Math.round(x * 127.5 + 127.5)));
let most = 0;
const times = [];
for (let i = 0; i < count; ++i) {
    const z = new ort.Tensor("float32", latents.data.slice(i * wide, (i + 1) * wide), [1, wide]);
    const start = process.hrtime.bigint();
    const { image } = await session.run({ z });
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    for (let p = 0; p < size; ++p) most = Math.max(most, Math.abs(grey(image.data[p]) - grey(pictures.data[i * size + p])));
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ onnxruntime: version, threads: Number(threads), pictures: count, most_grey_levels: most,
    milliseconds: times[times.length >> 1] }));
