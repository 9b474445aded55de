import { h } from '../lib/dom.js';
import { duration, moment, money, timeSpanSeconds } from '../lib/format.js';

/** What is known of a beat and its image, as the rows of a definition list. */
export function beatFacts(beat, detail) {
  const made = detail?.provenance;
  const seconds = timeSpanSeconds(made?.duration);
  const rows = [
    ['Transition', detail?.transition_type],
    ['Model', made?.model],
    ['Generated from', made?.reference],
    ['References', made?.references?.filter((r) => r.id).map((r) => r.id).join(', ')],
    ['Did not fit', made?.leftOut?.join(', ')],
    ['Changed since', detail?.changedReferences && `${detail.changedReferences.join(', ')}: regenerate to use ${detail.changedReferences.length === 1 ? 'it' : 'them'} as now`],
    ['Generated', made?.generatedAt && moment(made.generatedAt)],
    ['Took', seconds !== null && duration(seconds)],
    ['Cost', made ? money(made.costUsd) : beat.costUsd > 0 && money(beat.costUsd)],
    ['Unconfirmed cost', beat.unconfirmedUsd > 0 && `${money(beat.unconfirmedUsd)}, may have been billed`],
    ['Tokens', made?.usage?.total?.toLocaleString()],
    ['Key', made?.keyId],
    ['Attempts', String(beat.attempts)],
    ['Note', beat.note ?? detail?.note],
    ['File', beat.imagePath && breakable(beat.imagePath)],
  ];
  return rows.filter(([, value]) => value).map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value)));
}

// A path is broken behind its slashes, not in the middle of a name.
const breakable = (path) => path.split('/').flatMap((part, i) => (i ? ['/', h('wbr'), part] : [part]));

const outcomes = { open: 'under way', unconfirmed: 'outcome unknown, may have been billed', completed: 'an image', failed: 'no image' };

/** Every call that was made for a beat, where there is more to tell than its one image. */
export function beatCalls(detail) {
  const calls = Array.isArray(detail?.attempts) ? detail.attempts : [];
  if (calls.every((call) => call.outcome === 'completed') && calls.length < 2) return [];
  return calls.map((call) => h('li', {},
    h('b', {}, `${moment(call.startedAt)}: ${outcomes[call.outcome] ?? call.outcome}`),
    ` ${money(call.costUsd)}, key ${call.keyId}.`,
    call.error ? ` ${call.error.reason}` : ''));
}
