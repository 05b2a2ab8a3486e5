// Cost, tokens or calls by day, week, month or hour, stacked by what they were for.

import { stacked } from '/charts.js';
import {
  card,
  clock,
  color,
  cost,
  credits,
  date,
  day,
  dollars,
  folded,
  h,
  legend,
  NONE,
  nothing,
  rough,
  rounded,
  segments,
  table,
  tiles,
  tokens,
  total,
  unpriced,
  when,
  whole,
} from '/kit.js';
import { filters, PERIODS } from '/filters.js';
import { notes } from '/notes.js';

const BY = [
  ['provider', 'Provider'],
  ['model', 'Model'],
  ['project', 'Project'],
  ['agent', 'Agent'],
  ['account', 'Account'],
];
const STEPS = [
  ['hour', 'Hours'],
  ['day', 'Days'],
  ['week', 'Weeks'],
  ['month', 'Months'],
];
const SHOW = [
  ['cost', 'Cost', row => row.list_usd ?? 0, dollars, rough],
  ['tokens', 'Tokens', total, tokens, rounded],
  ['calls', 'Calls', row => row.calls, whole],
  ['credits', 'Credits', row => row.credits ?? 0, value => value.toLocaleString('en-US', { maximumFractionDigits: 1 })],
];
const MOST = 6,
  MOST_BARS = 2200;

export async function view({ params, ask, address }) {
  const pick = (name, choices, usual) => choices.find(([value]) => value === (params.get(name) ?? usual)) ?? choices[0];
  const [by] = pick('by', BY, 'model'),
    [step] = pick('step', STEPS, 'day'),
    [show, title, value, format, axis] = pick('show', SHOW, 'cost');
  const wanted = new URLSearchParams(params);
  for (const name of ['by', 'step', 'show']) wanted.delete(name);
  if (!wanted.has('since')) wanted.set('since', '30d');
  const before = earlier(wanted);
  const [document, sums, last] = await Promise.all([
    ask('cost', grouped(wanted, step, by)),
    ask('cost', grouped(wanted, step)),
    before && ask('cost', before),
  ]);
  const head = [
    h('div', { class: 'head' }, h('h1', null, 'Use over time'), filters(params, address, '30d')),
    h(
      'div',
      { class: 'row' },
      segments('Show', SHOW, show, to => address({ show: to })),
      segments('By', BY, by, to => address({ by: to })),
      segments('Each bar', STEPS, step, to => address({ step: to })),
    ),
  ];
  if (!document.rows.length) return [...head, nothing()];
  const names = ranked(document.rows, by, value),
    rows = sums.rows,
    most = names.slice(0, names.length === MOST + 1 ? MOST + 1 : MOST),
    more = names.length - most.length;
  const zeros = () => new Array(most.length + (more ? 1 : 0)).fill(0);
  const columns = sums.total.unpriced_tokens ? [...COLUMNS, NO_PRICE] : COLUMNS;
  const every = all(
      rows.map(row => row[step]),
      step,
    ),
    parts = new Map(),
    lacking = rows.some(row => row.unpriced_tokens) && show !== 'credits';
  for (const row of document.rows) {
    const part = parts.get(row[step]) ?? { values: zeros(), hatched: zeros(), unpriced: 0 },
      at = most.indexOf(row[by]) < 0 ? most.length : most.indexOf(row[by]);
    part.values[at] += value(row);
    part.hatched[at] += show === 'tokens' ? row.unpriced_tokens : row.list_usd == null ? value(row) : 0;
    part.unpriced += row.unpriced_tokens;
    parts.set(row[step], part);
  }
  const series = more ? [...most, `${more} more`] : most,
    byDay = step === 'hour' && every.length > 48,
    bars = every.map(name => ({
      label: byDay && isMidnight(name) ? date(Date.parse(name) / 1000) : short(name, step),
      tick: byDay && isMidnight(name),
      title: step === 'hour' ? when(Date.parse(name) / 1000) : name,
      values: parts.get(name)?.values ?? [],
      hatched: lacking && parts.get(name)?.hatched,
      cap: show === 'cost' && parts.get(name)?.unpriced && tokens(parts.get(name).unpriced),
    }));
  return [
    ...head,
    figures(sums.total, last?.total, document),
    card(
      title,
      null,
      stacked(`${title} by ${step} and ${by}; the tables below have the numbers`, series, bars, format, 240, axis),
      legend(
        series,
        undefined,
        lacking ? [unpriced(show === 'cost' ? 'also tokens without a price' : 'without a price')] : [],
      ),
    ),
    card(
      BY.find(([name]) => name === by)[1],
      null,
      table(
        `days-${by}`,
        [
          [
            by,
            row =>
              h(
                'span',
                null,
                h('i', {
                  class: 'dot',
                  style: { background: color(most.indexOf(row.name) < 0 ? most.length : most.indexOf(row.name)) },
                }),
                by === 'provider' || row.name === NONE || row.name === 'main'
                  ? row.name
                  : h('a', { href: address({ [by]: row.name }) }, row.name),
              ),
            { text: true, sort: row => row.name },
          ],
          ...columns,
        ],
        gathered(document.rows, by).sort((a, b) => value(b) - value(a)),
        foot(sums.total, columns),
      ),
    ),
    folded(
      STEPS.find(([name]) => name === step)[1],
      rows.length,
      table(
        'days',
        [[step, row => row[step].replace('T', ' '), { text: true, sort: row => row[step] }], ...columns],
        rows,
        foot(sums.total, columns),
      ),
    ),
    notes(sums),
  ];
}

const COLUMNS = [
  ['calls', row => whole(row.calls), { sort: row => row.calls }],
  ['input', row => tokens(row.input), { less: true, sort: row => row.input }],
  ['cached', row => tokens(row.cache_read), { less: true, sort: row => row.cache_read }],
  [
    'written',
    row => tokens(row.cache_write_5m + row.cache_write_1h),
    { less: true, sort: row => row.cache_write_5m + row.cache_write_1h },
  ],
  ['output', row => tokens(row.output), { less: true, sort: row => row.output }],
  ['cost', cost, { sort: row => row.list_usd ?? -1 }],
  ['credits', credits, { less: true, sort: row => row.credits ?? -1 }],
];
const NO_PRICE = [
  'no price',
  row => (row.unpriced_tokens ? tokens(row.unpriced_tokens) : NONE),
  { less: true, sort: row => row.unpriced_tokens },
];
const foot = (sum, columns) => ['total', ...columns.map(([, cell]) => cell(sum))];

function grouped(wanted, ...by) {
  const params = new URLSearchParams(wanted);
  by.forEach(name => params.append('by', name));
  return params;
}

// The same time just before, for a comparison; only where the time is a number of days.
function earlier(wanted) {
  const days = PERIODS.find(([value]) => value === wanted.get('since'))?.[2];
  if (!days || wanted.has('until') || days > 200) return null;
  const params = grouped(wanted, 'provider');
  params.set('since', `${2 * days}d`);
  params.set('until', `${days}d`);
  return params;
}

function gathered(rows, by) {
  const sums = new Map();
  for (const row of rows) {
    const sum = sums.get(row[by]);
    if (!sum) sums.set(row[by], { ...row, name: row[by] });
    else {
      for (const name of [
        'calls',
        'input',
        'cache_read',
        'cache_write_5m',
        'cache_write_1h',
        'output',
        'unpriced_tokens',
      ])
        sum[name] += row[name] ?? 0;
      for (const name of ['list_usd', 'credits']) if (row[name] != null) sum[name] = (sum[name] ?? 0) + row[name];
      if (row.credits_confidence === 'derived') sum.credits_confidence = 'derived';
    }
  }
  return [...sums.values()];
}
const ranked = (rows, by, value) =>
  gathered(rows, by)
    .sort((a, b) => value(b) - value(a))
    .map(row => row.name);

// Times without a call are bars without height; an hour without one is named in UTC.
function all(names, step) {
  const known = new Map([...new Set(names)].map(name => [Date.parse(name), name])),
    times = [...known.keys()].sort((a, b) => a - b);
  const by = { hour: 3600000, day: 86400000, week: 7 * 86400000 }[step];
  if (!by || (times.at(-1) - times[0]) / by > MOST_BARS) return times.map(at => known.get(at));
  const result = [];
  for (let at = times[0]; at <= times.at(-1); at += by)
    result.push(
      known.get(at) ?? (step === 'hour' ? new Date(at).toISOString() : new Date(at).toISOString().slice(0, 10)),
    );
  return result;
}
const isMidnight = name => clock(Date.parse(name) / 1000) === '00:00';
const short = (name, step) => (step === 'month' ? name : step === 'hour' ? clock(Date.parse(name) / 1000) : day(name));

function figures(sum, last, document) {
  const change = last?.list_usd > 0 && sum.list_usd / last.list_usd - 1;
  return tiles(
    [
      [
        'Cost',
        cost(sum),
        typeof change === 'number'
          ? `${change < 0 ? '−' : '+'}${Math.round(Math.abs(change) * 100)}% against the time before`
          : 'at list prices',
      ],
      ['Calls', whole(sum.calls), `${dollars(sum.list_usd == null ? null : sum.list_usd / (sum.calls || 1))} each`],
      ['Tokens', tokens(total(sum)), `${tokens(sum.output)} of them output`],
      [
        'From cache',
        `${Math.round((100 * sum.cache_read) / Math.max(1, total(sum) - sum.output))}%`,
        'of what was sent',
      ],
    ].concat(
      sum.credits == null
        ? []
        : [
            [
              'Codex credits',
              credits(sum),
              sum.credits_confidence === 'exact' ? 'by the published card' : 'partly derived',
            ],
          ],
    ),
  );
}
