const ns = 'http://www.w3.org/2000/svg';

// 16 x 16, generated with a stroke of the text's colour. Drawn here because no font that a system has is sure to hold them all.
const paths = {
  pending: 'M8 6.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 0 0 0-3.6z',
  generating: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.2v3h-3',
  complete: 'M2.8 8.6l3.4 3.4l7-8',
  exists: 'M1.2 8.6l3.2 3.2l6-7.2M8 11.4l.6.6l6.2-7.4',
  approved: 'M5 14V7.2l3-5.4c1.2 0 1.9.9 1.6 2.1L9 6.4h3.4c.9 0 1.5.8 1.3 1.6l-1.2 4.8c-.2.7-.8 1.2-1.5 1.2zM2.4 7.4v6.4',
  note: 'M2.6 3.2h10.8v7.4H8.2l-3 2.6v-2.6H2.6zM5.4 6h5.2M5.4 8.2h3.4',
  error: 'M3.6 3.6l8.8 8.8M12.4 3.6l-8.8 8.8',
  skipped: 'M3 8h10',
  running: 'M5 3.2l7.4 4.8l-7.4 4.8z',
  paused: 'M5.4 3.4v9.2M10.6 3.4v9.2',
  warning: 'M8 3v6.4M8 12.6v.2',
  waiting: 'M8 2.4a5.6 5.6 0 1 0 0 11.2a5.6 5.6 0 0 0 0-11.2zM8 5v3.2l2.2 1.6',
  live: 'M8 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM8 6.8v2.4M6.8 8h2.4',
  connecting: 'M8 2.8v2.2M8 11v2.2M2.8 8h2.2M11 8h2.2M4.3 4.3l1.6 1.6M10.1 10.1l1.6 1.6M11.7 4.3l-1.6 1.6M5.9 10.1l-1.6 1.6',
  offline: 'M8 2.8a5.2 5.2 0 1 0 0 10.4a5.2 5.2 0 0 0 0-10.4zM4.4 11.6l7.2-7.2',
  ended: 'M4.4 4.4h7.2v7.2h-7.2z',
  theme: 'M8 2.4a5.6 5.6 0 1 0 0 11.2zM8 2.4a5.6 5.6 0 0 1 0 11.2M9.4 4v8M11 5v6',
  previous: 'M10 3l-5 5l5 5',
  next: 'M6 3l5 5l-5 5',
  close: 'M3.6 3.6l8.8 8.8M12.4 3.6l-8.8 8.8',
};

/** A symbol that repeats what words beside it say, and so is hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${name}`);
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', paths[name] ?? paths.warning);
  svg.append(path);
  return svg;
}
