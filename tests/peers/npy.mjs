// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export const version = createRequire(import.meta.url)("onnxruntime-node/package.json").version;

/// A .npy file of float32: its shape and its numbers.
export function readNpy(path) {
    const file = readFileSync(path);
    if (file.toString("latin1", 1, 6) !== "NUMPY") throw new Error(`${path} is no .npy file`);
    const size = file[6] === 1 ? file.readUInt16LE(8) : file.readUInt32LE(8);
    const start = file[6] === 1 ? 10 : 12;
    const header = file.toString("latin1", start, start + size);
    if (!header.includes("'<f4'")) throw new Error(`${path} does not hold float32`);
    const shape = header.match(/\(([^)]*)\)/)[1].split(",").filter((part) => part.trim()).map(Number);
    const bytes = file.subarray(start + size);
    return { shape, data: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) };
}
