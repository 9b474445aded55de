import { zipPath } from '../api/api.js';
import { request } from '../api/http.js';
import { h } from '../lib/dom.js';
import { money } from '../lib/format.js';
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

/** Saves the zip of a run through a request that carries the key, which a plain link cannot. */
export async function saveZip(header) {
  save(await (await request(zipPath(header.id))).blob(), `${header.project}.zip`);
}
