// SPDX-License-Identifier: GPL-3.0-or-later
// Runs an exported model under ONNX Runtime and compares its embeddings with ours, and its time.
//   node onnxruntime.mjs MODEL.onnx PICTURES.npy ROWS.npy [THREADS]
// PICTURES: float32 [N,3,side,side] as `syper embed` takes them; ROWS: what it wrote of them with --no-normalize.
import ort from "onnxruntime-node";
import { readNpy, version } from "./npy.mjs";

function cosine(a, b) {
    let dot = 0, aa = 0, bb = 0;
    for (let i = 0; i < a.length; ++i) {
        dot += a[i] * b[i];
        aa += a[i] * a[i];
        bb += b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
}

const [model, pictureFile, rowFile, threads = "2"] = process.argv.slice(2);
const pictures = readNpy(pictureFile), rows = readNpy(rowFile);
const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: Number(threads), graphOptimizationLevel: "all", executionProviders: ["cpu"], logSeverityLevel: 3 });
const shape = [1, ...pictures.shape.slice(1)], size = shape.reduce((a, b) => a * b), wide = rows.shape[1];
const picture = (i) => new ort.Tensor("float32", pictures.data.slice(i * size, (i + 1) * size), shape);

let least = 1;
for (let i = 0; i < pictures.shape[0]; ++i) {
    const { embedding } = await session.run({ image: picture(i) });
    least = Math.min(least, cosine(embedding.data, rows.data.subarray(i * wide, (i + 1) * wide)));
}
const times = [], one = picture(0);
for (let i = 0; i < 30; ++i) {
    const start = process.hrtime.bigint();
    await session.run({ image: one });
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ onnxruntime: version, threads: Number(threads), least_cosine: least,
    milliseconds: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)] }));
