/**
 * Finds the place of a JSON path such as `$.promptsByStyle.clear[3].beat_number` in JSON text.
 * @returns {{start: number, end: number}} the value, or the nearest one around it that is there; the beginning of broken JSON
 */
export function locate(text, path) {
  const steps = [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[['"]([^'"]*)['"]\]/g)]
    .map(([, name, index, quoted]) => (index === undefined ? name ?? quoted : Number(index)));
  const scan = { text, at: 0, found: { start: 0, end: 0 } };
  try {
    value(scan, steps, 0);
  } catch {
    // The text is not JSON behind this place; the last place that was found is the best there is.
  }
  return scan.found;
}

function value(scan, steps, depth) {
  space(scan);
  const start = scan.at;
  const wanted = depth !== null;
  // An object or array that is wanted is shown by its first character until a better place is found in it.
  if (wanted) scan.found = { start, end: start + 1 };
  const c = scan.text[scan.at];
  if (c === '{') members(scan, steps, depth);
  else if (c === '[') elements(scan, steps, depth);
  else if (c === '"') string(scan);
  else literal(scan);
  if (wanted && depth === steps.length && c !== '{' && c !== '[') scan.found = { start, end: scan.at };
}

function members(scan, steps, depth) {
  scan.at++;
  for (space(scan); scan.text[scan.at] !== '}'; space(scan)) {
    const name = string(scan);
    space(scan);
    expect(scan, ':');
    value(scan, steps, depth !== null && steps[depth] === name ? depth + 1 : null);
    space(scan);
    if (scan.text[scan.at] === ',') scan.at++;
    else if (scan.text[scan.at] !== '}') throw new SyntaxError('object');
  }
  scan.at++;
}

function elements(scan, steps, depth) {
  scan.at++;
  let i = 0;
  for (space(scan); scan.text[scan.at] !== ']'; space(scan)) {
    value(scan, steps, depth !== null && steps[depth] === i ? depth + 1 : null);
    i++;
    space(scan);
    if (scan.text[scan.at] === ',') scan.at++;
    else if (scan.text[scan.at] !== ']') throw new SyntaxError('array');
  }
  scan.at++;
}

function string(scan) {
  expect(scan, '"');
  const start = scan.at;
  while (scan.text[scan.at] !== '"') {
    if (scan.at >= scan.text.length) throw new SyntaxError('string');
    scan.at += scan.text[scan.at] === '\\' ? 2 : 1;
  }
  scan.at++;
  const raw = scan.text.slice(start, scan.at - 1);
  return raw.includes('\\') ? JSON.parse(`"${raw}"`) : raw;
}

function literal(scan) {
  const match = /[^\s,\]}]+/y;
  match.lastIndex = scan.at;
  if (!match.test(scan.text)) throw new SyntaxError('value');
  scan.at = match.lastIndex;
}

function space(scan) {
  while (' \n\r\t'.includes(scan.text[scan.at]) && scan.at < scan.text.length) scan.at++;
}

function expect(scan, c) {
  if (scan.text[scan.at] !== c) throw new SyntaxError(c);
  scan.at++;
}
