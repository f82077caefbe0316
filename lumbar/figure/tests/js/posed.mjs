// Prints where the browser puts every vertex: node posed.mjs MESH CLIP SHARE BREATH right|left
// (base64 of 32-bit floats). tests/test_browser_agrees.py holds it against Python.
import { readFileSync } from "node:fs";
import { decodeBody } from "../../browser/body.js";
import { decodeClip, emptyPose, parametersAt, solvePose } from "../../browser/kinematics.js";
import { Skin } from "../../browser/skin.js";

const [meshFile, clipFile, share, breath, side] = process.argv.slice(2);
const bytes = readFileSync(meshFile);
const body = decodeBody(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const clip = decodeClip(JSON.parse(readFileSync(clipFile, "utf-8")), body.skeleton);
const mirrored = side === "left";
const pose = emptyPose(body.skeleton);
parametersAt(clip, body.skeleton, Number(share), mirrored, pose.parameters);
solvePose(body.skeleton, clip.bases[mirrored ? 1 : 0], pose);
const skin = new Skin(body);
skin.update(pose, Number(breath));
process.stdout.write(Buffer.from(skin.positions.buffer).toString("base64"));
