// @ts-check
/**
 * Where an arrow key leads within the book: up and down to the next in a column, left and right to
 * what lies beside in the next column that has anything; Home and End to a column's ends.
 *
 * @typedef {{slot: Element, top: number, bottom: number}} Placed
 */

/**
 * @param {Placed[][]} columns
 * @param {Element} here
 * @param {string} key
 * @returns {Element|null|undefined} null: not a key of the grid; undefined: nothing lies there
 */
export function neighbour(columns, here, key) {
  if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) return null;
  const column = columns.findIndex((placed) => placed.some(({ slot }) => slot === here));
  if (column < 0) return undefined;
  const mine = columns[column];
  const row = mine.findIndex(({ slot }) => slot === here);
  if (key === "ArrowUp") return mine[row - 1]?.slot;
  if (key === "ArrowDown") return mine[row + 1]?.slot;
  if (key === "Home") return mine[0].slot;
  if (key === "End") return mine[mine.length - 1].slot;
  const step = key === "ArrowLeft" ? -1 : 1;
  for (let at = column + step; at >= 0 && at < columns.length; at += step) {
    const beside = nearest(columns[at], mine[row].top);
    if (beside) return beside.slot;
  }
  return undefined;
}

/** @param {Placed[]} placed @param {number} top */
function nearest(placed, top) {
  /** @type {Placed|undefined} */
  let best;
  for (const one of placed) if (!best || Math.abs(one.top - top) < Math.abs(best.top - top)) best = one;
  return best;
}
