import { announce } from '../lib/announce.js';
import { h } from '../lib/dom.js';
import { Candidates } from './candidates.js';
import { Comparison } from './comparison.js';
import { imageLine, versionLabel, Versions } from './versions.js';
import { ViewerStage } from './viewer-stage.js';

const instead = { generating: 'Being generated…', error: 'No image', skipped: 'Skipped' };

/** The images of one beat: the present one large, and its candidates and older versions to look at, compare and choose from. */
export class ViewerImages {
  /** @param {{onChange: () => void, onChoose: (n: number) => void, onRestore: (version: object) => void}} on another one is looked at */
  constructor(runId, on, ...buttons) {
    this.on = on;
    /** The candidate or version that is looked at; null: the present image. */
    this.shown = null;
    this.stage = new ViewerStage(...buttons);
    this.candidates = new Candidates({ onShow: (candidate) => this.#look(candidate.chosen ? null : candidate), onChoose: on.onChoose });
    this.versions = new Versions((version) => {
      this.#look(version);
      announce(version ? `The version of ${versionLabel(version)} beside the present image` : 'The present image', { now: true });
    });
    this.comparison = new Comparison(runId, on.onRestore);
    this.element = h('div.viewer-images', {}, this.candidates.element, this.versions.element, this.comparison.element);
  }

  show(style, beat, detail) {
    const candidates = candidatesOf(beat, detail);
    const isCandidate = new Set(candidates.map((c) => c.etag));
    const older = (detail?.versions ?? []).filter((v) => !isCandidate.has(v.etag));
    // What is compared may be the present image by now, or gone.
    if (this.shown && !this.shown.n && !older.some((v) => v.version === this.shown.version)) this.shown = null;
    const { shown } = this;
    const version = shown?.n ? null : shown;
    this.#showStage(`Beat ${beat.beat_number}, ${style}`, beat, detail, version);
    this.candidates.show(beat, candidates, shown?.n ?? null);
    this.versions.show(beat, older, version?.version ?? null);
    this.comparison.show(style, beat, detail, version);
  }

  #showStage(name, beat, detail, version) {
    const { shown } = this;
    this.stage.show({
      uri: shown?.uri ?? beat.imageUri,
      alt: `${name}${version ? ', an older version' : shown ? `, candidate ${shown.n}` : ''}`,
      empty: instead[beat.state] ?? 'Not generated yet',
    });
    this.stage.compare(version && {
      uri: beat.imageUri,
      alt: `${name}, the present image`,
      caption: caption('Present', imageLine(detail.provenance)),
      own: caption('Version', imageLine(version.provenance, version.storedAt)),
    });
  }

  #look(image) {
    this.shown = image;
    this.on.onChange();
  }
}

const caption = (title, line) => [h('b', {}, title), ' ', h('span', {}, line)];

/** What the events have told may be ahead of what was read. */
function candidatesOf(beat, detail) {
  const [live, read] = [beat.candidates ?? [], detail?.candidates ?? []];
  return live.length >= read.length ? live : read;
}
