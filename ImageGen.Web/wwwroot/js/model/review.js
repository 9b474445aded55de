/** Approved, and still the image that was approved. */
export const isApproved = (beat) => beat?.review?.approved === true;

/** Approved, but the image is another one by now. */
export const isLapsed = (beat) => beat?.review?.lapsed === true;

export const noteOf = (beat) => beat?.review?.note ?? '';

/** What the frames of a run can be narrowed to. */
export const filters = {
  all: { label: 'All', has: () => true, count: (model) => model.total },
  open: { label: 'Not approved', has: (beat) => !isApproved(beat), count: (model) => model.total - model.count('approved') },
  approved: { label: 'Approved', has: isApproved, count: (model) => model.count('approved') },
  noted: { label: 'With a note', has: (beat) => noteOf(beat) !== '', count: (model) => model.count('noted') },
  failed: { label: 'Failed', has: (beat) => beat.state === 'error', count: (model) => model.count('error') },
};

/** What "regenerate everything not approved" regenerates: what is settled, one way or the other. */
export const toRegenerate = (model) => model.styles.flatMap((style) => style.beats
  .filter((beat) => !isApproved(beat) && beat.state !== 'pending' && beat.state !== 'generating')
  .map((beat) => ({ style: style.name, beat_number: beat.beat_number })));
