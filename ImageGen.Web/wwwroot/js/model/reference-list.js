export const kinds = ['character', 'object', 'location', 'style'];

export const idPattern = /^[A-Za-z0-9]([A-Za-z0-9_-]{0,28}[A-Za-z0-9])?$/;

/** The id for a file that is dropped: its name without ending, as far as an id may have it. */
export const idOf = (fileName) => fileName.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 30).replace(/-+$/, '');

const textOf = (value) => (typeof value === 'string' ? value : undefined);

/** What a storyboard declares and what its project has, as one list: each once, whatever the case of its id. */
export function referencesOf(storyboard, stored) {
  const declared = Array.isArray(storyboard?.references) ? storyboard.references.filter((r) => idPattern.test(textOf(r?.id) ?? '')) : [];
  const known = new Map(stored.map((r) => [r.id.toLowerCase(), { ...r, isKnown: true, isDeclared: false }]));
  const all = new Map();
  for (const reference of declared) {
    const key = reference.id.toLowerCase();
    const own = known.get(key);
    all.set(key, {
      ...own,
      id: reference.id,
      kind: kinds.includes(reference.kind) ? reference.kind : own?.kind,
      description: textOf(reference.description) ?? own?.description,
      file: textOf(reference.image) ?? null,
      isKnown: Boolean(own),
      isDeclared: true,
    });
  }
  for (const [key, reference] of known) if (!all.has(key)) all.set(key, reference);
  return [...all.values()];
}
