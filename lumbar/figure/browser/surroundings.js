// @ts-check
/** What goes on round a figure: the page's colours, whether anybody sees it, how large it is. */

const LIGHT = "(prefers-color-scheme: light)";

/** @type {Record<string, import("./palette.js").Theme>} */
const THEMES = { night: "night", day: "paper", paper: "paper", "lights-off": "lights-off" };

/**
 * @param {string|undefined} own  the figure's own theme, if it has one
 * @returns {import("./palette.js").Theme}
 */
export function currentTheme(own) {
  const chosen = THEMES[own ?? ""] ?? THEMES[document.documentElement.dataset.theme ?? ""];
  return chosen ?? (matchMedia(LIGHT).matches ? "paper" : "night");
}

/** Somebody would rather see less movement. */
export const wantsLessMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Figures within this share of the window beside it are made ready. */
const NEARBY = 0.5;

/** In sight, or nearly. @param {Element} element */
export function isNear(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > -innerHeight * NEARBY && top < innerHeight * (1 + NEARBY);
}

/**
 * @param {HTMLElement} element
 * @param {object} tell
 * @param {(visible: boolean) => void} tell.seen  it came into sight, or nearly, or went out of it
 * @param {() => void} tell.changed     its size, or the tab came back
 * @param {() => void} tell.recoloured  the page has other colours
 * @returns {() => void} stops watching
 */
export function watchPlace(element, { seen, changed, recoloured }) {
  const sight = new IntersectionObserver(
    (entries) => seen(entries[entries.length - 1].isIntersecting),
    { rootMargin: `${NEARBY * 100}%` },
  );
  const size = new ResizeObserver(changed);
  const theme = new MutationObserver(recoloured);
  const query = matchMedia(LIGHT);
  sight.observe(element);
  size.observe(element);
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  query.addEventListener("change", recoloured);
  document.addEventListener("visibilitychange", changed);
  return () => {
    for (const observer of [sight, size, theme]) observer.disconnect();
    query.removeEventListener("change", recoloured);
    document.removeEventListener("visibilitychange", changed);
  };
}
