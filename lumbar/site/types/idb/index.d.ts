// The static file idb/index.js is the package idb.
export * from "idb";
