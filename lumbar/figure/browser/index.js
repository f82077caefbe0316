// @ts-check
/** What a page loads: every figure and control bar on it comes to life, and others may mount more. */
export * from "./figure.js";
export * from "./controls.js";
export { loadClip } from "./sources.js";
