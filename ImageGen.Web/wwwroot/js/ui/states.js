/** How the states of beats, runs and connections are shown: icon and word, never colour alone. */
export const beatStates = {
  pending: { sign: 'pending', word: 'pending' },
  generating: { sign: 'generating', word: 'generating' },
  complete: { sign: 'complete', word: 'complete' },
  exists: { sign: 'exists', word: 'existing' },
  error: { sign: 'error', word: 'error' },
  skipped: { sign: 'skipped', word: 'skipped' },
};

export const runStates = {
  pending: { sign: 'pending', word: 'Waiting to begin' },
  running: { sign: 'running', word: 'Running' },
  paused: { sign: 'paused', word: 'Paused' },
  completed: { sign: 'complete', word: 'Completed' },
  completedWithErrors: { sign: 'warning', word: 'Completed with errors' },
  cancelled: { sign: 'skipped', word: 'Cancelled' },
  failed: { sign: 'error', word: 'Failed' },
};

export const connectionStates = {
  connecting: { sign: 'connecting', word: 'Connecting' },
  live: { sign: 'live', word: 'Connected' },
  reconnecting: { sign: 'connecting', word: 'Reconnecting' },
  offline: { sign: 'offline', word: 'Offline, trying again' },
  ended: { sign: 'ended', word: 'Ended' },
};

export const stateOf = (table, key) => table[key] ?? { sign: 'warning', word: String(key) };
