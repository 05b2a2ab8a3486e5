// What happened in a conversation between its calls: compactions, caches that had expired, and contexts that fell.

import { total } from '/kit.js';

export const EVENTS = {
  compacted: { name: 'compaction', why: 'named by the log', color: '--c3', dash: [] },
  fell: {
    name: 'context fell by half',
    why: 'compacted, cleared or rewound: a look at the logs with `statusline advice --deep` tells compactions',
    color: '--c3',
    dash: [3, 3],
  },
  expired: {
    name: 'cache had expired',
    why: 'a pause longer than it lives: what was in it was written again',
    color: '--warn',
    dash: [6, 3],
  },
};
const WORTH = 50000,
  WRITTEN = 20000,
  SHORT = 300,
  LONG = 3600;
export const sent = call => total(call) - call.output;

// The event before each call, by its place in the list; compactions: when the logs name them, from a deep look, else
// null. The rule for an expired cache is that of `advice`.
export function events(calls, compactions) {
  const marks = new Map(),
    due = [...(compactions ?? [])];
  let before = null,
    life = SHORT;
  calls.forEach((call, at) => {
    if (call.agent) return;
    if (before) {
      life = before.cache_write_1h ? LONG : life;
      const written = call.cache_write_5m + call.cache_write_1h,
        cached = sent(before) - before.input;
      if (
        call.at - before.at > life &&
        written >= WRITTEN &&
        call.model === before.model &&
        call.cache_read < cached / 2
      )
        marks.set(at, 'expired');
      if (!compactions && sent(before) >= WORTH && sent(call) < sent(before) / 2) marks.set(at, 'fell');
    }
    if (due.length && due[0] <= call.at) {
      marks.set(at, 'compacted');
      while (due[0] <= call.at) due.shift();
    }
    before = call;
  });
  return marks;
}
