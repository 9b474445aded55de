import { h } from '../lib/dom.js';
import { duration, moment, money, timeSpanSeconds } from '../lib/format.js';

/** What is known of a beat and its picture, as the rows of a definition list. */
export function beatFacts(beat, detail) {
  const made = detail?.provenance;
  const seconds = timeSpanSeconds(made?.duration);
  const rows = [
    ['Transition', detail?.transition_type],
    ['Model', made?.model],
    ['Drawn from', made?.reference],
    ['Drawn', made?.generatedAt && moment(made.generatedAt)],
    ['Took', seconds !== null && duration(seconds)],
    ['Cost', made ? money(made.costUsd) : beat.costUsd > 0 && money(beat.costUsd)],
    ['Tokens', made?.usage?.total?.toLocaleString()],
    ['Key', made?.keyId],
    ['Calls made', String(beat.attempts)],
    ['Note', beat.note ?? detail?.note],
    ['File', beat.imagePath],
  ];
  return rows.filter(([, value]) => value).map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value)));
}

/** What an older picture is called: when it was stored, else its id. */
export const versionLabel = (version) => (version.storedAt ? moment(version.storedAt) : String(version.version));
