// The sessions, the last used first.

import {
  card,
  clock,
  cost,
  date,
  duration,
  h,
  NONE,
  nothing,
  percent,
  segments,
  table,
  tokens,
  total,
  whole,
} from '/kit.js';
import { filters } from '/filters.js';

const FEW = 50,
  MANY = 500;
const ORDERS = [
  ['newest', 'Newest'],
  ['cost', 'Dearest'],
  ['tokens', 'Most tokens'],
  ['calls', 'Most calls'],
];

export async function view({ params, ask, address }) {
  const wanted = new URLSearchParams(params),
    order = params.get('order') ?? 'newest';
  if (!wanted.has('since')) wanted.set('since', '30d');
  if (!wanted.has('limit')) wanted.set('limit', FEW);
  const document = await ask('sessions', wanted),
    rows = document.sessions;
  const head = [
    h('div', { class: 'head' }, h('h1', null, 'Sessions'), filters(params, address, '30d')),
    h(
      'div',
      { class: 'row' },
      segments('Order', ORDERS, order, to => address({ order: to === 'newest' ? null : to })),
    ),
  ];
  if (!rows.length) return [...head, nothing('sessions')];
  const to = (row, text) =>
    document.privacy === 'strict'
      ? text
      : h('a', { class: 'link', href: `/session?session=${encodeURIComponent(row.session)}` }, text);
  return [
    ...head,
    card(
      rows.length < document.sessions_in_all
        ? `The first ${rows.length} of ${whole(document.sessions_in_all)}`
        : `${whole(rows.length)} in all`,
      null,
      table(
        `sessions-${order}`,
        [
          [
            'last used',
            row => to(row, `${date(row.ended_at)} ${clock(row.ended_at)}`),
            { text: true, sort: row => row.ended_at },
          ],
          [
            'project',
            row =>
              row.project
                ? h(
                    'a',
                    { href: address({ project: row.project }), title: row.project },
                    row.project.split('/').slice(-2).join('/'),
                  )
                : NONE,
            { text: true, sort: row => row.project ?? '' },
          ],
          ['session', row => to(row, row.session.slice(0, 8)), { text: true, less: true }],
          ['client', row => row.provider, { text: true, less: 'mid', sort: row => row.provider }],
          [
            'took',
            row => duration(row.ended_at - row.started_at),
            { less: 'mid', sort: row => row.ended_at - row.started_at },
          ],
          ['calls', row => whole(row.calls), { less: true, sort: row => row.calls }],
          [
            'by sub-agents',
            row => (row.agent_calls ? percent(row.agent_calls / row.calls) : NONE),
            { less: 'mid', sort: row => row.agent_calls / row.calls },
          ],
          ['largest context', row => tokens(row.largest_context), { less: true, sort: row => row.largest_context }],
          ['tokens', row => tokens(total(row)), { less: true, sort: total }],
          ['cost', cost, { sort: row => row.list_usd ?? -1 }],
        ],
        rows,
      ),
      !params.has('limit') &&
        rows.length < document.sessions_in_all &&
        h(
          'p',
          { style: { 'margin-top': '14px' } },
          h('a', { href: address({ limit: MANY }) }, `Show ${whole(Math.min(MANY, document.sessions_in_all))}`),
        ),
    ),
  ];
}
