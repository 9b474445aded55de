import { estimate, getStoryboard, zipPath } from '../api/api.js';
import { request } from '../api/http.js';
import { h } from '../lib/dom.js';
import { count, money } from '../lib/format.js';
import { toRegenerate } from '../model/review.js';
import { numberOf } from '../model/storyboard-rows.js';
import { save } from '../lib/save.js';
import { ask } from '../ui/dialogs.js';

/** Asks how a run is to be cancelled: {dropInFlight}, or null to let it continue. */
export async function askHowToCancel() {
  const answer = await ask({
    title: 'Cancel this run?',
    body: [h('p', {}, 'Images that are there stay. What is being generated right now can be finished and kept, or dropped; a dropped call may still be billed.')],
    buttons: [
      { value: 'finish', label: 'Finish these and cancel', kind: 'primary' },
      { value: 'drop', label: 'Drop them and cancel', kind: 'danger' },
      { value: null, label: 'Keep it running' },
    ],
  });
  return answer && { dropInFlight: answer === 'drop' };
}

/** For a run that its cost limit has paused: {maxCostUsd}, or null to leave it paused. Other runs just continue. */
export async function askHowToResume(header) {
  if (header.pausedBy !== 'costLimit') return {};
  const suggestion = Math.max(1, Math.ceil(Math.max(header.costUsd, header.maxCostUsd ?? 0) * 2));
  const input = h('input', { id: 'new-limit', type: 'number', min: '0', step: '0.01', required: true, value: String(suggestion) });
  const answer = await ask({
    title: 'Raise the cost limit',
    body: [
      h('p', {}, `${money(header.costUsd)} of ${money(header.maxCostUsd)} are spent. The run continues until it would pass the new limit.`),
      h('label.field', { for: 'new-limit' }, 'New limit in US dollars', input),
    ],
    buttons: [{ value: 'ok', label: 'Resume', kind: 'primary' }, { value: null, label: 'Stay paused' }],
    focus: input,
  });
  return answer === 'ok' ? { maxCostUsd: Number(input.value) } : null;
}

/** Says how many images are generated, and for how much, when everything not approved is. True: the person agrees. */
export async function askToRegenerate(model) {
  const { header } = model;
  const beats = toRegenerate(model);
  const request = await getStoryboard(header.id);
  request.options = { ...request.options, overwrite: true, only: beats };
  for (const [style, list] of Object.entries(request.promptsByStyle)) {
    for (const beat of list) {
      // An image without candidates: the run asks for one image of this beat, whatever its options say of others.
      const known = model.beat(style, numberOf(beat.beat_number));
      if (known?.imageUri && !known.candidates) beat.candidates = 1;
    }
  }
  const { images, costUsd } = await estimate(JSON.stringify(request));
  const left = Number.isFinite(header.maxCostUsd) ? header.maxCostUsd - header.costUsd - (header.unconfirmedUsd ?? 0) : Infinity;
  const approved = model.count('approved');
  const answer = await ask({
    title: `Regenerate ${count(beats.length, 'beat that is', 'beats that are')} not approved?`,
    body: [
      h('p', {}, `${count(images, 'image')}, ${Number.isFinite(costUsd) ? `about ${money(costUsd)}` : 'at a price that is not known'}. `
        + `${approved ? `${count(approved, 'approved image stays as it is', 'approved images stay as they are')}. ` : ''}The present ones are kept as versions.`),
      costUsd > left && h('p', {}, `The run pauses at its cost limit of ${money(header.maxCostUsd)}.`),
    ],
    buttons: [{ value: 'ok', label: `Regenerate ${count(images, 'image')}`, kind: 'primary' }, { value: null, label: 'Not now' }],
  });
  return answer === 'ok';
}

/** Saves the zip of a run through a request that carries the key, which a plain link cannot. */
export async function saveZip(header) {
  save(await (await request(zipPath(header.id))).blob(), `${header.project}.zip`);
}
