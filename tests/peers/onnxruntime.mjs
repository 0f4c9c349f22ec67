// SPDX-License-Identifier: GPL-3.0-or-later
// Runs an exported model under ONNX Runtime and compares its embeddings with ours, and its time.
//   node onnxruntime.mjs MODEL.onnx PICTURES.npy ROWS.npy [THREADS [THRESHOLD]]
// PICTURES: float32 [N,3,side,side] as `syper embed` takes them; ROWS: what it wrote of them with --no-normalize.
// All pairs of pictures are compared at THRESHOLD too: how many are decided otherwise.
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

const [model, pictureFile, rowFile, threads = "2", threshold = "0.5"] = process.argv.slice(2);
const pictures = readNpy(pictureFile), rows = readNpy(rowFile);
const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: Number(threads), graphOptimizationLevel: "all", executionProviders: ["cpu"], logSeverityLevel: 3 });
const shape = [1, ...pictures.shape.slice(1)], size = shape.reduce((a, b) => a * b), wide = rows.shape[1];
const picture = (i) => new ort.Tensor("float32", pictures.data.slice(i * size, (i + 1) * size), shape);

let least = 1;
const theirs = [], ours = [];
for (let i = 0; i < pictures.shape[0]; ++i) {
    const { embedding } = await session.run({ image: picture(i) });
    theirs.push(embedding.data);
    ours.push(rows.data.subarray(i * wide, (i + 1) * wide));
    least = Math.min(least, cosine(theirs[i], ours[i]));
}
let otherwise = 0, pairs = 0, apart = 0;
for (let i = 0; i < ours.length; ++i)
    for (let j = 0; j < i; ++j, ++pairs) {
        const a = cosine(theirs[i], theirs[j]), b = cosine(ours[i], ours[j]);
        apart = Math.max(apart, Math.abs(a - b));
        if (a >= Number(threshold) !== b >= Number(threshold)) ++otherwise;
    }
const times = [], one = picture(0);
for (let i = 0; i < 30; ++i) {
    const start = process.hrtime.bigint();
    await session.run({ image: one });
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ onnxruntime: version, threads: Number(threads), least_cosine: least,
    pairs, decided_otherwise: otherwise, most_score_apart: apart,
    milliseconds: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)] }));
