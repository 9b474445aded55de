import { zipPath } from '../api/api.js';
import { fill, h, setHidden, setText } from '../lib/dom.js';
import { about, count, moment, money, percent } from '../lib/format.js';
import { FilmBar } from '../ui/film-bar.js';
import { icon } from '../ui/icons.js';
import { connectionStates, runStates, stateOf } from '../ui/states.js';
import { ExportMenu } from './export-menu.js';

/** The head of a run: where it stands, what it cost, how long it continues, and what can be asked of it. */
export class RunSummary {
  /**
   * @param {(action: string) => void} onAction pause, resume, cancel, retry, zip, storyboard
   * @param {(error: Error|null) => void} onError what went wrong here, or null when it is over
   */
  constructor(onAction, onError) {
    const button = (action, label, kind = '') => h(`button.button${kind}`, { type: 'button', onclick: () => onAction(action) }, label);
    this.name = h('h1', { tabindex: '-1' });
    this.status = h('span.pill');
    this.connection = h('span.connection');
    this.pause = button('pause', 'Pause');
    this.resume = button('resume', 'Resume', '.primary');
    this.cancel = button('cancel', 'Cancel');
    this.retry = button('retry', 'Retry failed', '.primary');
    this.storyboard = button('storyboard', 'Edit storyboard');
    this.zip = h('a.button', { download: '' }, 'Download all');
    this.zip.addEventListener('click', (e) => {
      if (!this.zip.dataset.fetch) return;
      e.preventDefault();
      onAction('zip');
    });
    this.exports = new ExportMenu(onError);
    this.bar = new FilmBar('All images');
    this.figures = { images: figure('Images'), cost: figure('Cost so far'), left: figure('Time left') };
    this.reason = h('p.reason', { hidden: true });
    this.element = h('header.summary', {},
      h('div.summary-top', {},
        h('div.summary-name', {}, this.name, h('div.summary-state', {}, this.status, this.connection)),
        h('div.button-row', {}, this.resume, this.retry, this.pause, this.cancel, this.storyboard, this.zip, this.exports.menu)),
      this.exports.note,
      this.reason,
      this.bar.element,
      h('dl.figures', {}, Object.values(this.figures).map((f) => f.element)));
  }

  show(model, connection, needsKey) {
    const { header } = model;
    const failed = model.count('error');
    setText(this.name, header.project);
    const status = stateOf(runStates, header.status);
    this.#showState(this.status, status, header.status);
    const link = model.isEnded ? null : stateOf(connectionStates, connection);
    setHidden(this.connection, !link);
    if (link) this.#showState(this.connection, link, connection);
    this.bar.show(model.completed, failed, model.total);

    const isActive = !model.isEnded;
    setHidden(this.pause, !isActive || header.status === 'paused');
    setHidden(this.resume, header.status !== 'paused');
    setHidden(this.cancel, !isActive);
    setHidden(this.retry, failed === 0);
    setText(this.retry, `Retry failed (${failed.toLocaleString()})`);
    setHidden(this.zip, model.completed === 0);
    this.zip.href = zipPath(header.id);
    if (needsKey) this.zip.dataset.fetch = 'yes';

    this.exports.show(model);
    setHidden(this.reason, !header.reason);
    setText(this.reason, header.reason ?? '');
    this.reason.dataset.status = header.status;
    this.#showFigures(model, failed);
    this.tick(model);
  }

  #showState(element, { sign, word }, key) {
    if (element.dataset.status === key) return;
    element.dataset.status = key;
    fill(element, icon(sign), ' ', word);
  }

  #showFigures(model, failed) {
    const { header } = model;
    setText(this.figures.images.value, `${model.completed.toLocaleString()} of ${model.total.toLocaleString()}`);
    const skipped = model.count('skipped');
    setText(this.figures.images.note, [
      `${percent(model.completed, model.total)} %`,
      failed && count(failed, 'error'),
      skipped && `${skipped.toLocaleString()} skipped`,
    ].filter(Boolean).join(', '));
    setText(this.figures.cost.value, money(header.costUsd));
    setText(this.figures.cost.note, [
      header.maxCostUsd !== null && header.maxCostUsd !== undefined && `limit ${money(header.maxCostUsd)}`,
      header.unconfirmedCalls > 0
        && `${money(header.unconfirmedUsd)} unconfirmed: ${count(header.unconfirmedCalls, 'attempt')} may have been billed`,
    ].filter(Boolean).join(', '));
  }

  /** What changes with time alone. */
  tick(model) {
    const { header, secondsLeft } = model;
    if (model.isEnded) {
      setText(this.figures.left.label, 'Ended');
      setText(this.figures.left.value, header.endedAt ? moment(header.endedAt) : '–');
      setText(this.figures.left.note, `started ${moment(header.createdAt)}`);
      return;
    }
    setText(this.figures.left.label, 'Time left');
    setText(this.figures.left.value, secondsLeft === null ? '–' : secondsLeft < 1 ? 'a moment' : about(secondsLeft));
    setText(this.figures.left.note, header.status === 'paused' ? 'paused' : `started ${moment(header.createdAt)}`);
  }
}

function figure(text) {
  const label = h('dt', {}, text);
  const value = h('span.figure-value');
  const note = h('span.figure-note');
  return { label, value, note, element: h('div', {}, label, h('dd', {}, value, note)) };
}
