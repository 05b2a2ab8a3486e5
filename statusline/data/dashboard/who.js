// Who used a limit: the official number, split over the calls of this machine, and what they do not explain.

import { tipped } from '/charts.js';
import {
  card,
  clock,
  color,
  date,
  dollars,
  dot,
  duration,
  empty,
  h,
  NONE,
  percent,
  rich,
  segments,
  table,
  used,
  whole,
} from '/kit.js';

const BY = [
  ['project', 'Project'],
  ['session', 'Session'],
  ['model', 'Model'],
  ['agent', 'Agent'],
  ['account', 'Account'],
];
const GREY = 9,
  MOST = 40;

export async function view({ params, ask, address }) {
  const wanted = new URLSearchParams(params),
    by = params.get('by') ?? 'project',
    cycle = Number(params.get('cycle') ?? 0);
  const limits = await ask('limits');
  if (!limits.accounts.some(account => account.windows.length))
    return empty('No official number is known yet', limits.nobody ?? 'Run `statusline refresh`, then look again.');
  const document = await ask('blame', wanted);
  const names = [...new Set(limits.accounts.flatMap(account => account.windows.map(window => window.window)))];
  const label = name =>
    limits.accounts.flatMap(account => account.windows).find(window => window.window === name).label;
  const choices = [['', 'Most used'], ...names.map(name => [name, label(name)])];
  const head = [
    h(
      'div',
      { class: 'head' },
      h('h1', null, 'Who used it'),
      ['provider', 'account'].flatMap(name =>
        params
          .getAll(name)
          .map(value =>
            h(
              'span',
              { class: 'chip on' },
              `${name}: ${value}`,
              h('a', { href: address({ [name]: null }), 'aria-label': `Take the filter ${name} away` }, '✕'),
            ),
          ),
      ),
      segments('Window', choices, params.get('window') ?? '', to => address({ window: to })),
    ),
    h(
      'div',
      { class: 'row' },
      segments('By', BY, by, to => address({ by: to === 'project' ? null : to })),
      h('a', { class: 'plain', rel: 'older', href: address({ cycle: cycle - 1 }) }, '← Older'),
      h(
        'a',
        {
          class: 'plain',
          rel: 'newer',
          'aria-disabled': cycle === 0 && 'true',
          href: cycle < 0 && address({ cycle: cycle + 1 || null }),
        },
        'Newer →',
      ),
    ),
  ];
  if (!document.windows.length)
    return [
      ...head,
      cycle
        ? empty('No such cycle', 'Shares are known for the cycles of the last 30 days.')
        : empty('No number since the last reset', 'Look at an older cycle, or come back when a limit is in use.'),
    ];
  return [...head, ...document.windows.map(window => one(window, by, document.generated_at, address))];
}

function one(window, by, now, address) {
  const { cycle, shares, percents } = window,
    running = cycle.ended_at == null;
  const rest = [
    [percents.elsewhere, 'elsewhere or unknown', 'another device, the website, calls in no log'],
    [percents.before, 'before the first number', 'and by no call of this machine'],
  ].filter(([points]) => points > 0);
  const first = shares.slice(0, MOST).map((share, index) => ({ ...share, index })),
    others = shares.slice(MOST);
  const more = others.length && {
    percent: others.reduce((sum, share) => sum + share.percent, 0),
    name: `${others.length} more`,
    more: 'each less than those above',
    index: GREY,
  };
  const rows = [
    ...first,
    ...(more ? [more] : []),
    ...rest.map(([points, name, more]) => ({ percent: points, name, more, index: GREY })),
  ];
  const when = running
    ? cycle.resets_at
      ? `resets in ${duration(cycle.resets_at - now)}`
      : ''
    : `${date(cycle.started_at)} ${clock(cycle.started_at)} – ${date(cycle.ended_at)} ${clock(cycle.ended_at)}`;
  const filter = { project: 'project', session: 'session', model: 'model', agent: 'agent', account: 'account' }[by];
  const known = window.scale != null;
  const name = row =>
    row.more
      ? h('span', { title: row.more }, row.name)
      : by === 'session' && row.name !== NONE && row.name !== '…'
        ? h(
            'a',
            { class: 'link', href: `/session?session=${encodeURIComponent(row.name)}`, title: row.name },
            `${row.project.split('/').pop()} · ${date(row.first_at)} ${clock(row.first_at)}`,
          )
        : row.name === NONE
          ? row.name
          : h('a', { href: address({ [filter]: row.name, by: 'model' }, 'days'), title: row.name }, row.name);
  return card(
    `${window.title} · ${used(window.used_percentage)} used`,
    when,
    known &&
      h(
        'div',
        { class: 'stack shares', role: 'img', 'aria-label': `Shares of ${window.title}; the table below has them` },
        rows
          .filter(row => row.percent > 0)
          .map(row =>
            tipped(h('i', { style: { width: `${row.percent}%`, background: color(row.index) } }), () => [
              row.name,
              [[row.index, `${row.percent}%`, row.list_usd == null ? '' : dollars(row.list_usd)]],
            ]),
          ),
      ),
    table(
      `who-${by}`,
      [
        [by, row => h('span', null, dot(row.index), name(row)), { text: true, sort: row => row.name }],
        [
          'of the limit',
          row => (!known && !row.more ? NONE : row.points > 0 && !row.percent ? '<1%' : `${row.percent}%`),
          { sort: row => row.points ?? row.percent },
        ],
        ['cost', row => (row.more ? '' : dollars(row.list_usd)), { sort: row => row.list_usd ?? -1 }],
        ['calls', row => (row.more ? '' : whole(row.calls)), { less: true, sort: row => row.calls ?? -1 }],
        ...(by === 'session'
          ? []
          : [
              [
                'sessions',
                row => (row.more ? '' : whole(row.sessions)),
                { less: true, sort: row => row.sessions ?? -1 },
              ],
            ]),
        [
          'by sub-agents',
          row => (row.more || !row.subagents ? '' : percent(row.subagents)),
          { less: true, sort: row => row.subagents ?? -1 },
        ],
      ],
      rows,
    ),
    h(
      'div',
      { class: 'note', style: { 'margin-top': '14px' } },
      window.notes.map(text => h('span', null, rich(text))),
    ),
  );
}
