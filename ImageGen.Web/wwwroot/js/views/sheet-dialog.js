import { getRun } from '../api/api.js';
import { estimateSheet } from '../api/references.js';
import { h } from '../lib/dom.js';
import { money } from '../lib/format.js';
import { ask } from '../ui/dialogs.js';

const poll = 1500;

/** Says what a sheet costs and asks for its description and cost limit. @returns {Promise<object|null>} the request; null: not now */
export async function askForSheet(project, reference) {
  const description = h('textarea', { id: 'sheet-description', rows: '3', maxlength: '2000' });
  description.value = reference.description ?? '';
  const body = (more = {}) => ({
    ...(description.value.trim() ? { description: description.value.trim() } : {}),
    ...(reference.kind ? { kind: reference.kind } : {}),
    options: { overwrite: Boolean(reference.sheet || reference.isApprovedSheet), ...more },
  });
  const price = (await estimateSheet(project, reference.id, { ...body(), description: description.value.trim() || reference.id })).costUsd;
  const most = h('input', { id: 'sheet-cost', type: 'text', inputmode: 'decimal', autocomplete: 'off', value: String(Math.max(0.01, Math.ceil(price * 100) / 100)) });
  const answer = await ask({
    title: `Generate a sheet of ${reference.id}?`,
    body: [
      h('p', {}, Number.isFinite(price) && price > 0 ? `It costs about ${money(price)}. ` : 'This sheet exists already and costs nothing. ', 'Nothing uses it before you approve it.'),
      h('label.field', { for: 'sheet-description' }, 'What it looks like', description),
      h('label.field', { for: 'sheet-cost' }, 'Cost limit in US dollars', most),
    ],
    buttons: [{ value: 'ok', label: 'Generate', kind: 'primary' }, { value: null, label: 'Not now' }],
    focus: description.value ? null : description,
  });
  const limit = Number(most.value.replace(',', '.'));
  return answer === 'ok' ? body({ maxCostUsd: Number.isFinite(limit) ? limit : most.value }) : null;
}

/** Waits until a sheet's run has generated it; throws the run's reason when it does not. */
export async function sheetIsGenerated(id, signal) {
  for (;;) {
    const run = await getRun(id, { beats: false, signal });
    if (run.endedAt && run.completed === run.total) return;
    if (run.endedAt || run.status === 'paused') {
      const error = new Error(run.reason ?? 'The sheet was not generated.');
      error.run = id;
      throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, poll); });
  }
}
