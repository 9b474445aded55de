const most = 1_000_000;

/**
 * How one text became another, word by word: parts in order, each in both, only in the older or only in the newer one.
 * @returns {{kind: 'same'|'then'|'now', text: string}[]}
 */
export function wordDiff(then, now) {
  const [a, b] = [wordsOf(then), wordsOf(now)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return join([...a.slice(0, start).map(same), ...middle, ...a.slice(a.length - end).map(same)]);
}

const same = (text) => ({ kind: 'same', text });
const then = (text) => ({ kind: 'then', text });
const now = (text) => ({ kind: 'now', text });

const wordsOf = (text) => text.match(/\s+|[\p{L}\p{N}'’-]+|[^\s\p{L}\p{N}]/gu) ?? [];

// The longest common subsequence; of texts that are too long for it, the one wholly for the other.
function between(a, b) {
  if (a.length * b.length > most) return [...a.map(then), ...b.map(now)];
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j]
        ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const parts = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      parts.push(same(a[i++]));
      j++;
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) parts.push(then(a[i++]));
    else parts.push(now(b[j++]));
  }
  return [...parts, ...a.slice(i).map(then), ...b.slice(j).map(now)];
}

/** Neighbours of one kind as one part; a space alone between two changes belongs to them. */
function join(parts) {
  const joined = [];
  let [older, newer] = ['', ''];
  const flush = () => {
    if (older) joined.push(then(older));
    if (newer) joined.push(now(newer));
    [older, newer] = ['', ''];
  };
  for (const [at, { kind, text }] of parts.entries()) {
    const isGap = kind === 'same' && !text.trim() && parts[at - 1]?.kind !== 'same' && at + 1 < parts.length && parts[at + 1].kind !== 'same' && (older || newer);
    if (kind === 'then' || isGap) older += text;
    if (kind === 'now' || isGap) newer += text;
    if (kind !== 'same' || isGap) continue;
    flush();
    if (joined.at(-1)?.kind === 'same') joined.at(-1).text += text;
    else joined.push(same(text));
  }
  flush();
  return joined;
}
