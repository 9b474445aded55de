/**
 * Makes an element. Strings become text nodes, never markup: whatever a storyboard holds is shown as it is.
 * @param {string} tag such as `div` or `button.primary.small`
 * @param {object} [props] attributes; `on*` are listeners, `data` goes to the dataset, null and false are left out
 * @param {...(Node|string|number|null|undefined|false|Array)} children
 */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'data') Object.assign(element.dataset, value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  append(element, children);
  return element;
}

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
}

/** Replaces what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Sets text only where it differs, so that nothing is laid out or announced again without need. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/** Text for screen readers only. */
export const spoken = (text) => h('span.visually-hidden', {}, text);

let frame = 0;
const waiting = new Set();

/**
 * Calls `work` once in the next animation frame however often it is asked; in a hidden tab, where there are no frames, within a second.
 * What measures returns what it wants to write: all measuring comes before all such writing, so that the page is laid out once.
 */
export function nextFrame(work) {
  waiting.add(work);
  if (frame) return;
  const run = () => {
    frame = 0;
    const all = [...waiting];
    waiting.clear();
    const writes = all.map((each) => each());
    for (const write of writes) write?.();
  };
  frame = document.hidden ? setTimeout(run, 1000) : requestAnimationFrame(run);
}
