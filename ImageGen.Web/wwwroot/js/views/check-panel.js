import { check } from '../api/api.js';
import { announce } from '../lib/announce.js';
import { fill, h, setHidden } from '../lib/dom.js';
import { count, limitText } from '../lib/format.js';

const words = {
  works: 'works',
  invalid: 'invalid',
  blocked: 'blocked',
  modelUnavailable: 'model not available',
  unreachable: 'could not be reached',
  notChecked: 'could not be checked',
};

/** Whether keys, storage and style references are in order, on request: it costs nothing. */
export class CheckPanel {
  constructor() {
    this.button = h('button.button.small', { type: 'button', onclick: () => this.#check() }, 'Check keys');
    this.reset = h('button.button.small', { type: 'button', onclick: () => this.#check({ resetLimits: true }) }, 'Reset learned limits');
    this.result = h('div.check-result', { hidden: true });
    this.element = h('section.pane.check-pane', { 'aria-label': 'Keys and storage' },
      this.button, h('p.hint', {}, 'Asks Gemini about each API key. Costs nothing.'), this.result);
  }

  async #check({ resetLimits = false } = {}) {
    this.button.disabled = this.reset.disabled = true;
    fill(this.button, 'Checking…');
    try {
      const report = await check(resetLimits);
      this.#show(report);
      announce(report.isFine ? 'Everything is in order.' : 'Something has to be fixed.', { now: true });
    } catch (error) {
      this.#fill(h('p.problem', {}, error.message));
    } finally {
      this.button.disabled = this.reset.disabled = false;
      if (resetLimits) this.button.focus();
      fill(this.button, 'Check keys');
    }
  }

  #show(report) {
    const bad = report.keys.filter((k) => k.status !== 'works' && k.status !== 'notChecked').length;
    const reasons = [...new Set([
      ...report.keys.map((k) => k.reason), report.storage.reason, ...report.styleReferences.map((r) => r.reason),
      ...report.defaultStyleReferences.map((r) => r.reason), ...report.problems,
    ])].filter(Boolean);
    const isLearned = report.limits.some((l) => l.learned);
    this.#fill(
      h('p', {}, report.isFine ? 'Everything is in order.'
        : bad ? `${count(bad, 'key')} of ${report.keys.length} cannot be used for ${report.model}.` : 'Something has to be fixed.'),
      report.keys.length ? h('table.estimate', {},
        h('caption.visually-hidden', {}, 'Keys'),
        h('thead', {}, h('tr', {}, ['Style', 'Key', 'Result'].map((text) => h('th', { scope: 'col' }, text)))),
        h('tbody', {}, report.keys.map((k) => h('tr', {},
          h('td', {}, k.style), h('td', {}, k.key), h('td', {}, words[k.status] ?? k.status))))) : null,
      report.limits.length ? h('ul', { 'aria-label': 'Request limits' }, report.limits.map((l) => h('li', {}, `${l.style}: ${limitText(l)}`))) : null,
      isLearned ? h('p.hint', {}, 'Gemini refused requests beyond a learned limit. It rises by itself and is forgotten after a day.') : null,
      isLearned ? this.reset : null,
      report.defaultStyleReferences.some((r) => r.isFound) ? h('p.hint', {}, `Default style reference: ${
        report.defaultStyleReferences.filter((r) => r.isFound).map((r) => `${r.style} ${r.place}`).join(', ')}.`) : null,
      reasons.length ? h('ul', {}, reasons.map((text) => h('li', {}, text))) : null,
      report.storage.isWritable ? h('p.hint', {}, 'Images can be stored.') : null);
  }

  #fill(...content) {
    fill(this.result, ...content.filter(Boolean));
    setHidden(this.result, false);
  }
}
