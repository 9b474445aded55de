export const styleNames = ['illustration', 'clear', 'consistent'];

const optional = new Set(['script_phrase', 'references', 'candidates']);

/**
 * A storyboard as a table: a row for each beat, whichever styles have it. The rows are views of the request's own beats, so that a change is
 * a change of the request, and what the table does not show stays as it is.
 */
export class StoryboardRows {
  /** @param {object} value a request with promptsByStyle */
  constructor(value) {
    this.value = value;
    const styles = value.promptsByStyle !== null && typeof value.promptsByStyle === 'object' ? value.promptsByStyle : {};
    value.promptsByStyle = styles;
    this.rows = [];
    const byId = new Map();
    let last = -1;
    for (const style of styleNames) {
      last = -1;
      for (const beat of Array.isArray(styles[style]) ? styles[style] : []) {
        const id = numberOf(beat?.beat_number);
        let row = byId.get(id);
        if (!row) {
          row = { id, beats: {} };
          byId.set(id, row);
          // Behind the row of the beat before it, so that a beat of one style alone stands at its place.
          this.rows.splice(last + 1, 0, row);
        }
        row.beats[style] = beat;
        last = this.rows.indexOf(row, Math.max(0, last));
      }
    }
  }

  /** The request to send: without the beats of a style that have no prompt there but one in another. */
  get request() {
    const left = new Set();
    for (const row of this.rows) {
      const styles = Object.keys(row.beats);
      const empty = styles.filter((style) => this.prompt(row, style).trim() === '');
      if (empty.length < styles.length) for (const style of empty) left.add(row.beats[style]);
    }
    const lists = Object.entries(this.value.promptsByStyle);
    return { ...this.value, promptsByStyle: Object.fromEntries(lists.map(([style, list]) => [style, list.filter((beat) => !left.has(beat))])) };
  }

  get styles() {
    const used = styleNames.filter((style) => Array.isArray(this.value.promptsByStyle[style]));
    return used.length ? used : styleNames;
  }

  /** @param {'shot_number'|'beat_number'|'transition_type'|'script_phrase'|'references'|'candidates'} field */
  get(row, field) {
    const value = Object.values(row.beats)[0]?.[field];
    return Array.isArray(value) ? value.join(', ') : String(value ?? '');
  }

  set(row, field, text) {
    for (const beat of Object.values(row.beats)) {
      if (text.trim() === '' && optional.has(field)) delete beat[field];
      else if (field === 'references') beat[field] = referencesOf(text);
      else beat[field] = field === 'candidates' ? Number(text) : text;
    }
  }

  prompt(row, style) {
    const beat = row.beats[style];
    return String(beat?.ai_prompt ?? beat?.image_prompt ?? beat?.prompt ?? '');
  }

  setPrompt(row, style, text) {
    const list = (this.value.promptsByStyle[style] ??= []);
    const beat = row.beats[style];
    if (beat) {
      beat.ai_prompt = text;
      return;
    }
    const { ai_prompt: _, image_prompt: __, prompt: ___, ...other } = Object.values(row.beats)[0] ?? {};
    row.beats[style] = { ...other, ai_prompt: text };
    list.splice(this.#placeIn(style, row), 0, row.beats[style]);
  }

  /** A beat behind a row; in its shot, with the next free number. */
  addAfter(row) {
    const shot = row ? this.get(row, 'shot_number') : '1';
    const taken = new Set(this.rows.map((r) => r.id));
    let n = 1;
    while (taken.has(`${digitsOf(shot)}.${n}`)) n++;
    const id = `${digitsOf(shot)}.${n}`;
    const added = { id, beats: {} };
    this.rows.splice(row ? this.rows.indexOf(row) + 1 : this.rows.length, 0, added);
    for (const style of row ? Object.keys(row.beats) : this.styles) {
      const beat = { shot_number: shot, beat_number: id, transition_type: row ? 'C' : 'H', ai_prompt: '' };
      const list = (this.value.promptsByStyle[style] ??= []);
      list.splice(this.#placeIn(style, added), 0, beat);
      added.beats[style] = beat;
    }
    return added;
  }

  remove(row) {
    for (const [style, beat] of Object.entries(row.beats)) {
      const list = this.value.promptsByStyle[style];
      list.splice(list.indexOf(beat), 1);
    }
    this.rows.splice(this.rows.indexOf(row), 1);
  }

  #placeIn(style, row) {
    const list = this.value.promptsByStyle[style];
    for (let i = this.rows.indexOf(row) - 1; i >= 0; i--) {
      const before = this.rows[i].beats[style];
      if (before) return list.indexOf(before) + 1;
    }
    return 0;
  }
}

/** "Beat 1.1", "Beat_1.1" and "1.1" are one beat. */
export const numberOf = (value) => String(value ?? '').trim().replace(/^beat[\s_]*/i, '');

const digitsOf = (shot) => String(shot).trim().replace(/^shot[\s_]*/i, '') || '1';

const referencesOf = (text) => (/^\s*auto\s*$/i.test(text) ? 'auto' : text.split(',').map((id) => id.trim()).filter(Boolean));

/** The beats that continue one: the continuous ones that follow it in its shot. */
export function continuing(beats, index) {
  const shot = String(beats[index].shot_number);
  const found = [];
  for (const beat of beats.slice(index + 1)) {
    if (String(beat.shot_number) !== shot) continue;
    if (!/^c(ont(inuous)?)?$/i.test(String(beat.transition_type).trim())) break;
    found.push(beat);
  }
  return found;
}
