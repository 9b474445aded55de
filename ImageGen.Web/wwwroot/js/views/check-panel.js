import { check } from '../api/api.js';
import { announce } from '../lib/announce.js';
import { fill, h, setHidden } from '../lib/dom.js';
import { count } from '../lib/format.js';

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
    this.result = h('div.check-result', { hidden: true });
    this.element = h('section.pane.check-pane', { 'aria-label': 'Keys and storage' },
      this.button, h('p.hint', {}, 'Asks Gemini about each API key. Costs nothing.'), this.result);
  }

  async #check() {
    this.button.disabled = true;
    fill(this.button, 'Checking…');
    try {
      const report = await check();
      this.#show(report);
      announce(report.isFine ? 'Everything is in order.' : 'Something has to be fixed.', { now: true });
    } catch (error) {
      this.#fill(h('p.problem', {}, error.message));
    } finally {
      this.button.disabled = false;
      fill(this.button, 'Check keys');
    }
  }

  #show(report) {
    const bad = report.keys.filter((k) => k.status !== 'works' && k.status !== 'notChecked').length;
    const reasons = [...new Set([
      ...report.keys.map((k) => k.reason), report.storage.reason, ...report.styleReferences.map((r) => r.reason), ...report.problems,
    ])].filter(Boolean);
    this.#fill(
      h('p', {}, report.isFine ? 'Everything is in order.'
        : bad ? `${count(bad, 'key')} of ${report.keys.length} cannot be used for ${report.model}.` : 'Something has to be fixed.'),
      report.keys.length ? h('table.estimate', {},
        h('caption.visually-hidden', {}, 'Keys'),
        h('thead', {}, h('tr', {}, ['Style', 'Key', 'Result'].map((text) => h('th', { scope: 'col' }, text)))),
        h('tbody', {}, report.keys.map((k) => h('tr', {},
          h('td', {}, k.style), h('td', {}, k.key), h('td', {}, words[k.status] ?? k.status))))) : null,
      reasons.length ? h('ul', {}, reasons.map((text) => h('li', {}, text))) : null,
      report.storage.isWritable ? h('p.hint', {}, 'Images can be stored.') : null);
  }

  #fill(...content) {
    fill(this.result, ...content.filter(Boolean));
    setHidden(this.result, false);
  }
}
