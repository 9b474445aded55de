import { count } from '../lib/format.js';

/**
 * Why there are more calls than images: "90 images with 2 candidates each: 180 calls".
 * @param {object} request what was asked for
 * @param {{images: number, existing: number}} estimate calls, and the images that are kept
 * @returns {string|null} null: each call is an image of its own beat
 */
export function candidateWords(request, { images: calls, existing }) {
  const { only, candidates, candidatesByStyle } = request.options ?? {};
  const wanted = new Set();
  let beats = 0;
  for (const [style, list] of Object.entries(request.promptsByStyle ?? {})) {
    for (const beat of Array.isArray(list) ? list : []) {
      wanted.add(beat?.candidates ?? candidatesByStyle?.[style] ?? candidates ?? 1);
      beats++;
    }
  }
  if ([...wanted].every((n) => n === 1) || calls === 0) return null;
  const fresh = beats - existing;
  // Of a part of the beats it is not known here which have an image.
  if (only || fresh < 0 || fresh > calls) return `${count(calls, 'call')}, candidates included.`;
  if (fresh === calls) return null;
  const [each] = wanted;
  if (wanted.size === 1 && fresh * each === calls) return `${count(fresh, 'image')} with ${each} candidates each: ${count(calls, 'call')}.`;
  const further = count(calls - fresh, 'further candidate');
  return `${fresh ? `${count(fresh, 'image')} and ${further}` : further}: ${count(calls, 'call')}.`;
}
