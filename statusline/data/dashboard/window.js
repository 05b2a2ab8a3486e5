// One window: the official number over a cycle, and how its cycles went.

import { plot } from '/charts.js';
import {
  card,
  clock,
  date,
  duration,
  empty,
  folded,
  h,
  legend,
  moment,
  NONE,
  segments,
  table,
  tiles,
  used,
  when,
} from '/kit.js';
import { filters } from '/filters.js';

const PERIODS = [
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
  ['365d', 'Year'],
];
const id = window => `${window.key} ${window.window}`;

export async function view({ params, ask, address }) {
  const document = await ask('history', new URLSearchParams({ since: params.get('since') ?? '30d' })),
    windows = document.windows;
  const head = h(
    'div',
    { class: 'head' },
    h('h1', null, 'Windows'),
    filters(new URLSearchParams(params.has('since') ? { since: params.get('since') } : {}), address, '30d', PERIODS),
  );
  if (!windows.length)
    return [
      head,
      empty(
        'No numbers in this time',
        'Official percentages are kept from the first refresh on. Choose a longer time, or come back in a while.',
      ),
    ];
  const shown =
    windows.find(
      each =>
        each.window === params.get('window') &&
        [null, each.account].includes(params.get('account')) &&
        [null, each.provider].includes(params.get('provider')),
    ) ?? windows[0];
  const pick = each => address({ window: each.window, account: each.account, provider: null, cycle: null });
  const choices = windows.map(each => [id(each), `${each.account} ${each.label}`]);
  const cycles = shown.cycles,
    asked = -Number(params.get('cycle') ?? 0) - (cycles[0].ended_at != null),
    at = Math.min(Math.max(0, asked || 0), cycles.length - 1),
    cycle = cycles[at];
  const running = cycle.ended_at == null,
    over = cycles[0].ended_at != null,
    number = index => -(index + over) || null;
  const one = new URLSearchParams({ window: shown.window, account: shown.key, cycle: -(at + over) });
  const [{ points }, course] = await Promise.all([
    at === 0 ? shown : ask('cycle', one),
    ask('course', one).catch(() => null),
  ]);
  const now = document.generated_at,
    end = cycle.ended_at ?? Math.max(cycle.resets_at ?? now, now);
  const whose = { window: shown.window, account: shown.key, cycle: number(at), by: 'session' };
  return [
    head,
    h(
      'div',
      { class: 'row' },
      segments('Window', choices, id(shown), to => pick(windows.find(each => id(each) === to))),
    ),
    h('p', { class: 'dim' }, shown.sentence),
    card(
      `${when(cycle.started_at)} – ${running ? 'running' : when(end)}`,
      h(
        'span',
        { class: 'row' },
        h('a', { class: 'link', href: address(whose, 'who') }, 'Who used it'),
        step('older', '← Older', at + 1, cycles, to => address({ cycle: number(to) })),
        step('newer', 'Newer →', at - 1, cycles, to => address({ cycle: number(to) })),
      ),
      curve(shown, cycle, points, course, Math.min(end, now), end),
      legend(course?.shares.length ? [...course.shares.map(share => share.name), 'elsewhere or unknown'] : ['used']),
      h(
        'div',
        { class: 'strip', style: { 'margin-top': '18px' }, 'aria-label': 'All cycles, the newest at the right' },
        [...cycles.keys()].map(index =>
          h(
            'a',
            {
              href: address({ cycle: number(index) }),
              'aria-current': index === at && 'true',
              title: `${when(cycles[index].started_at)}: ${used(cycles[index].peak)}`,
              'aria-label': `${when(cycles[index].started_at)}: ${used(cycles[index].peak)}`,
            },
            h('i', {
              style: {
                height: `${Math.min(100, cycles[index].peak)}%`,
                ...(cycles[index].limit_at && index !== at ? { background: 'var(--bad-fill)' } : {}),
              },
            }),
          ),
        ),
      ),
    ),
    tiles([
      ['Used', used(cycle.last), running ? 'so far' : 'at its end'],
      ['Highest', used(cycle.peak), cycle.limit_at ? `100% at ${moment(cycle.limit_at, now)}` : 'limit not hit'],
      [
        running ? 'Resets in' : 'Took',
        running ? (cycle.resets_at ? duration(cycle.resets_at - now) : NONE) : duration(end - cycle.started_at),
        running && cycle.resets_at ? moment(cycle.resets_at, now) : cycle.early ? 'reset early' : '',
      ],
      ['Without it', cycle.limit_at ? duration(Math.min(end, now) - cycle.limit_at) : NONE, 'after 100%'],
    ]),
    folded(
      'Numbers of this cycle',
      points.length,
      table(
        'points',
        [
          ['seen', ([at]) => `${date(at)} ${clock(at)}`, { text: true }],
          ['used', ([, value]) => used(value)],
        ],
        points,
      ),
    ),
    folded(
      'Cycles',
      cycles.length,
      table(
        'cycles',
        [
          [
            'start',
            row =>
              h(
                'a',
                { href: address({ cycle: number(cycles.indexOf(row)) }) },
                `${date(row.started_at)} ${clock(row.started_at)}`,
              ),
            { text: true, sort: row => row.started_at },
          ],
          [
            'end',
            row => (row.ended_at == null ? 'running' : `${date(row.ended_at)} ${clock(row.ended_at)}`),
            { text: true },
          ],
          ['peak', row => used(row.peak), { sort: row => row.peak }],
          [
            'limit hit',
            row => (row.limit_at ? `${date(row.limit_at)} ${clock(row.limit_at)}` : NONE),
            { sort: row => row.limit_at ?? 0 },
          ],
        ],
        cycles,
      ),
    ),
  ];
}

function step(rel, text, at, cycles, to) {
  const there = at >= 0 && at < cycles.length;
  return h('a', { class: 'plain', rel, 'aria-disabled': !there && 'true', href: there && to(at) }, text);
}

// The number holds until the next one; the thin line is even use.
// Who used it is stacked below the official number: all of them together are that number.
function stack(course, times) {
  const names = course.shares.length,
    rows = [...course.shares.map(share => share.points), course.elsewhere],
    sums = times.map(() => 0);
  return rows
    .map((row, index) => {
      let next = -1;
      const own = [],
        values = times.map((time, at) => {
          while (course.at[next + 1] <= time) next += 1;
          own[at] = next < 0 ? 0 : row[next];
          return (sums[at] += own[at]);
        });
      return {
        values,
        own,
        name: course.shares[index]?.name ?? 'elsewhere or unknown',
        index: index < names ? index : 9,
      };
    })
    .reverse();
}

function curve(window, cycle, points, course, until, end) {
  const begin = cycle.started_at,
    times = [begin, ...points.map(([at]) => Math.max(at, begin)), until],
    values = [points[0][0] <= begin ? points[0][1] : 0, ...points.map(([, value]) => value), points.at(-1)[1]];
  const even = cycle.resets_at && window.length_seconds;
  const xs = end > until ? [...times, end] : times,
    pad = list => (end > until ? [...list, null] : list);
  const expected = xs.map(at =>
    even ? (100 * (at - (cycle.resets_at - window.length_seconds))) / window.length_seconds : null,
  );
  const areas = course?.at.length ? stack(course, times) : [];
  return plot(
    `Percent used over this cycle, from ${used(values[0])} to ${used(values.at(-1))}`,
    (css, uPlot) => ({
      scales: { y: { range: (_, low, high) => [0, Math.max(100, high)] } },
      series: [
        {},
        ...areas.map(({ index }) => ({
          fill: css(`--c${Math.min(index, 7)}`),
          width: 0,
          points: { show: false },
          paths: uPlot.paths.stepped({ align: 1 }),
        })),
        {
          label: 'used',
          stroke: css('--accent'),
          fill: areas.length ? undefined : css('--accent-soft'),
          width: 2,
          paths: uPlot.paths.stepped({ align: 1 }),
          points: { show: false },
        },
        { label: 'even use', stroke: css('--c7'), width: 1.5, dash: [4, 4], points: { show: false } },
      ],
      axes: [
        { size: 32, space: 90, values: (_, list) => list.map(at => (end - begin > 172800 ? date(at) : clock(at))) },
        { size: 50, values: (_, list) => list.map(used) },
      ],
    }),
    [xs, ...areas.map(area => pad(area.values)), pad(values), expected],
    at => [
      when(xs[at]),
      [
        [null, 'used', used(pad(values)[at])],
        ...areas
          .filter(area => area.own[at] >= 0.05)
          .map(area => [area.index, area.name, `${area.own[at].toFixed(1)} points`]),
        ...(even ? [[null, 'even use', used(expected[at])]] : []),
      ],
    ],
    300,
  );
}
