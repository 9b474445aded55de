import { getJson, postJson, putJson, request } from './http.js';

const run = (id) => `api/runs/${encodeURIComponent(id)}`;

export const sample = async () => (await request('sample.json')).text();

export const estimate = (storyboard, signal) => postJson('api/estimate', storyboard, { signal });

/** Whether keys, storage and style references are in order; costs nothing. */
export const check = (resetLimits = false) => postJson(`api/check${resetLimits ? '?resetLimits=true' : ''}`, '{}');

/** The models that may be used, with their sizes, prices and aspect ratios. */
export const listModels = (signal) => getJson('api/models', { signal });

export const start = (storyboard) => postJson('api/generate-images', storyboard);

export const listRuns = async (signal) => (await getJson('api/runs', { signal })).runs;

export const getRun = (id, { beats = true, signal } = {}) => getJson(run(id) + (beats ? '' : '?beats=false'), { signal });

/** The images of a run that were generated before a reference of theirs changed: `{style, beat_number, changedReferences}`. */
export const listOutdated = async (id, signal) => {
  const outdated = [];
  for (let after = ''; after !== null;) {
    const query = new URLSearchParams(after ? { limit: 1000, after } : { limit: 1000 });
    const page = await getJson(`${run(id)}/images?${query}`, { signal });
    outdated.push(...page.images.filter((image) => image.changedReferences));
    after = page.next ?? null;
  }
  return outdated;
};

/** The run's storyboard as the request that starts the next run. */
export const getStoryboard = (id) => getJson(`${run(id)}/storyboard`);

const beatPath = (id, style, beat) => `${run(id)}/beats/${encodeURIComponent(style)}/${encodeURIComponent(beat)}`;

export const getBeat = (id, style, beat, signal) => getJson(beatPath(id, style, beat), { signal });

/** @param {'pause'|'resume'|'cancel'|'retry'|'regenerate'|'first'|'skip'} action */
export const act = (id, action, body = {}) => postJson(`${run(id)}/${action}`, JSON.stringify(body));

/** Puts a candidate in its beat's place; the beat. */
export const choose = (id, style, beat, candidate) =>
  postJson(`${beatPath(id, style, beat)}/choose`, JSON.stringify({ candidate }));

/** Puts an older image in its beat's place; the beat. */
export const restore = (id, style, beat, version) => postJson(`${beatPath(id, style, beat)}/restore`, JSON.stringify({ version }));

/** @param {{approved: boolean, note: string, etag?: string}} review replaces the beat's review; `etag`: the image that was looked at */
export const review = (id, style, beat, { approved, note, etag }) =>
  putJson(`${beatPath(id, style, beat)}/review`, JSON.stringify({ approved, ...(note ? { note } : {}), ...(etag ? { etag } : {}) }));

export const eventsPath = (id, after) => `${run(id)}/events?after=${after}`;

/** @param {{style?: string, container?: string}} options left out where they are empty */
export const exportPath = (id, format, options = {}) => {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(options)) if (value) query.set(name, value);
  return `${run(id)}/export?${query}`;
};

export const zipPath = (id) => `${run(id)}/images.zip`;
