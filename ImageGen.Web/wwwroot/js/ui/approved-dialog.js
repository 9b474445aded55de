import { h } from '../lib/dom.js';
import { count } from '../lib/format.js';
import { ask } from './dialogs.js';

const most = 12;

/** Asks before approved images are regenerated. @param {string[]} names the beats @returns {Promise<boolean>} */
export async function confirmApproved(names) {
  if (!names.length) return true;
  const more = names.length - most;
  const answer = await ask({
    title: names.length === 1 ? `Regenerate ${names[0]}? Its image is approved.` : `Regenerate ${count(names.length, 'approved image')}?`,
    body: [
      h('p', {}, names.length === 1 ? 'The new image has to be approved again.' : 'The new images have to be approved again. Approved are:'),
      names.length > 1 && h('ul.approved-names', {}, names.slice(0, most).map((name) => h('li', {}, name)), more > 0 && h('li', {}, `and ${count(more, 'more', 'more')}`)),
      h('p.hint', {}, 'The present ones are kept as versions and can be restored.'),
    ],
    buttons: [{ value: 'ok', label: names.length === 1 ? 'Regenerate it' : 'Regenerate them', kind: 'danger' }, { value: null, label: 'Keep what is approved' }],
  });
  return answer === 'ok';
}
