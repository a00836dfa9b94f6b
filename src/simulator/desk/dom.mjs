/**
 * Creates an element. `properties` sets attributes; `text` sets the text (never HTML: what users write stays text);
 * `on` adds listeners.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { text, on, testid, ...attributes } = properties;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  if (testid !== undefined) element.dataset.testid = testid;
  if (text !== undefined) element.textContent = text;
  for (const [type, listener] of Object.entries(on ?? {})) element.addEventListener(type, listener);
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Outline icons, 24 by 24. */
const ICONS = {
  check: ['M5 12.5l4.5 4.5L19 7.5'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  send: ['M4 12l16-7-6 16-3-6.5z', 'M11 14.5L20 5'],
  transfer: ['M4 8h14', 'M14 4l4 4-4 4', 'M20 16H6', 'M10 12l-4 4 4 4'],
  end: ['M12 4v7', 'M7.5 6.5a7 7 0 1 0 9 0'],
  chat: [
    'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4.1A2.5 2.5 0 0 1 4 13.5z',
  ],
  file: ['M7 3.5h7l4 4v13H7z', 'M14 3.5v4h4'],
  pause: ['M9 6v12', 'M15 6v12'],
};

/** An icon that screen readers skip. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of ICONS[name]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

/**
 * Makes the children of `parent` those of `items`, in their order, and keeps elements whose key stays: focus, scroll
 * and half-written text survive an update.
 */
export function reconcile(parent, items, keyOf, create, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const key = String(keyOf(item));
    const child = old.get(key) ?? create(item);
    old.delete(key);
    child.dataset.key = key;
    update?.(child, item);
    return child;
  });
  for (const child of old.values()) child.remove();
  for (const [index, child] of wanted.entries()) {
    const there = parent.children[index];
    if (there !== child) parent.insertBefore(child, there ?? null);
  }
}

/** Sets a text only when it differs, so that a live region does not repeat itself. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
