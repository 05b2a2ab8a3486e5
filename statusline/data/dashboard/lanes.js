// A session over time: a lane for the main conversation and for each kind of sub-agent, with what happened between.

import { fluid, tipped } from '/charts.js';
import { EVENTS } from '/events.js';
import { clock, cost, date, duration, h, svg, table, tokens, total, whole } from '/kit.js';

const MOST = 8,
  PAUSE = 300,
  ROW = 30,
  MAIN = 'main';

// Calls of one agent that follow each other within five minutes are one piece of work.
function pieces(calls) {
  const result = [];
  for (const call of calls) {
    const last = result.at(-1);
    if (last && call.at - last.until <= PAUSE) {
      last.until = call.at;
      last.calls.push(call);
    } else result.push({ from: call.at, until: call.at, calls: [call] });
  }
  return result;
}

export function gathered(calls) {
  const agents = new Map();
  for (const call of calls) {
    const name = call.agent ?? MAIN;
    if (!agents.has(name)) agents.set(name, []);
    agents.get(name).push(call);
  }
  const lanes = [...agents].map(([name, own]) => ({ name, calls: own }));
  lanes.sort((a, b) => (b.name === MAIN) - (a.name === MAIN) || b.calls.length - a.calls.length);
  const rest = lanes.splice(MOST);
  if (rest.length)
    lanes.push({
      name: `${rest.length} more`,
      calls: rest.flatMap(lane => lane.calls).sort((a, b) => a.at - b.at),
    });
  return lanes.map(lane => ({ ...lane, pieces: pieces(lane.calls) }));
}

const usd = calls => {
  const known = calls.filter(call => call.list_usd != null);
  return cost({
    list_usd: known.length ? known.reduce((sum, call) => sum + call.list_usd, 0) : null,
    unpriced_tokens: calls.reduce((sum, call) => sum + (call.unpriced_tokens ?? 0), 0),
  });
};
const all = calls => calls.reduce((sum, call) => sum + total(call), 0);

export function lanes(calls, marks) {
  const rows = gathered(calls),
    begin = calls[0].at,
    end = Math.max(calls.at(-1).at, begin + 60),
    height = rows.length * ROW + 30;
  const box = h('div', { class: 'chart lanes', style: { height: `${height}px` } });
  const label = at => (end - begin > 172800 ? date(at) : clock(at));
  const draw = width => {
    const left = Math.min(150, width * 0.3),
      x = at => left + ((width - left - 8) * (at - begin)) / (end - begin),
      count = Math.max(1, Math.floor((width - left) / 110)),
      foot = rows.length * ROW;
    const grid = [...Array(count + 1).keys()].map(index => {
      const at = begin + ((end - begin) * index) / count;
      return [
        svg('line', { class: 'grid', x1: x(at), x2: x(at), y1: 0, y2: foot }),
        svg(
          'text',
          { x: x(at), y: foot + 20, 'text-anchor': index === count ? 'end' : index ? 'middle' : 'start' },
          label(at),
        ),
      ];
    });
    const drawn = rows.map((lane, row) => {
      const middle = row * ROW + ROW / 2,
        name = lane.name.length > left / 7 ? `${lane.name.slice(0, left / 7 - 1)}…` : lane.name;
      return [
        svg('line', { class: 'grid', x1: left, x2: width - 8, y1: middle, y2: middle }),
        svg('text', { x: 0, y: middle + 4 }, name, svg('title', null, lane.name)),
        lane.pieces.map(piece =>
          tipped(
            svg('rect', {
              x: x(piece.from) - 1.5,
              width: Math.max(x(piece.until) - x(piece.from), 0) + 3,
              y: middle - 7,
              height: 14,
              rx: 3,
              style: { fill: `var(--c${lane.name === MAIN ? 0 : 1})` },
            }),
            () => [
              lane.name,
              [
                [null, `${clock(piece.from)} – ${clock(piece.until)}`, duration(piece.until - piece.from)],
                [null, 'calls', whole(piece.calls.length)],
                [null, 'tokens', tokens(all(piece.calls))],
                [null, 'cost', usd(piece.calls)],
              ],
            ],
          ),
        ),
      ];
    });
    const lines = [...marks].map(([at, kind]) =>
      tipped(
        svg('line', {
          class: 'mark',
          x1: x(calls[at].at),
          x2: x(calls[at].at),
          y1: 0,
          y2: ROW,
          'stroke-dasharray': EVENTS[kind].dash.join(' '),
          style: { stroke: `var(${EVENTS[kind].color})` },
        }),
        () => [`${date(calls[at].at)} ${clock(calls[at].at)}`, [[null, EVENTS[kind].name, '']]],
      ),
    );
    return [grid, drawn, lines];
  };
  return fluid(box, height, 'When the conversation and its sub-agents worked; the table below has the numbers', draw);
}

export const laneTable = calls =>
  table(
    'session-lanes',
    [
      ['agent', lane => lane.name, { text: true, sort: lane => lane.name }],
      [
        'first',
        lane => `${date(lane.calls[0].at)} ${clock(lane.calls[0].at)}`,
        { less: true, sort: lane => lane.calls[0].at },
      ],
      ['at work', lane => duration(worked(lane)), { sort: worked }],
      ['calls', lane => whole(lane.calls.length), { sort: lane => lane.calls.length }],
      ['tokens', lane => tokens(all(lane.calls)), { less: true, sort: lane => all(lane.calls) }],
      ['cost', lane => usd(lane.calls)],
    ],
    gathered(calls),
  );
const worked = lane => lane.pieces.reduce((sum, piece) => sum + piece.until - piece.from, 0);
