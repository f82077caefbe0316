// @ts-check
/**
 * Where the outbox keeps its records on this device: IndexedDB, which survives a closed tab, a
 * flat battery and a cleared HTTP cache.
 *
 * @typedef {import("./outbox.js").Entry} Entry
 * @typedef {import("./outbox.js").Shelf} Shelf
 */
import { openDB } from "../idb/index.js";

const NAME = "lumbar";
const STORE = "outbox";

/** @returns {Promise<Shelf>} one that forgets with the page where the browser keeps nothing */
export async function openShelf() {
  try {
    const database = await openDB(NAME, 1, {
      upgrade: (fresh) => void fresh.createObjectStore(STORE, { keyPath: "id" }),
    });
    // A newer page may want another version: never stand in its way.
    database.addEventListener("versionchange", () => database.close());
    return {
      all: () => database.getAll(STORE),
      update: async (id, change) => {
        const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
        const entry = change(await transaction.store.get(id));
        await (entry ? transaction.store.put(entry) : transaction.store.delete(id));
        await transaction.done;
      },
    };
  } catch (error) {
    // Private browsing or a full disk: the server still gets everything while this page is open.
    console.warn(error);
    return memoryShelf();
  }
}

/** @returns {Shelf} */
export function memoryShelf() {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  return {
    all: async () => [...entries.values()].map((entry) => structuredClone(entry)),
    update: async (id, change) => {
      const entry = change(structuredClone(entries.get(id)));
      if (entry) entries.set(id, structuredClone(entry));
      else entries.delete(id);
    },
  };
}
