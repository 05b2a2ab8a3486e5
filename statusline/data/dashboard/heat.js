// When in the week the work is done and the limits are used.

import { tipped } from '/charts.js';
import { card, h, nothing, segments, table, tokens, whole, zone } from '/kit.js';
import { filters } from '/filters.js';

const WEEK = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const hour = at => `${String(at).padStart(2, '0')}:00`;

export async function view({ params, ask, address }) {
  const wanted = new URLSearchParams(params),
    show = params.get('show') ?? 'calls';
  wanted.delete('show');
  if (!wanted.has('since')) wanted.set('since', '90d');
  const document = await ask('heat', wanted);
  const points = document.windows
    .filter(window => window.points)
    .map(window => [`${window.account} ${window.window}`, `${window.account} ${window.label}`]);
  const choices = [['calls', 'Calls'], ['tokens', 'Tokens'], ...points];
  const head = [
    h('div', { class: 'head' }, h('h1', null, 'Hours of the week'), filters(params, address, '90d')),
    h(
      'div',
      { class: 'row' },
      segments('Show', choices, show, to => address({ show: to === 'calls' ? null : to })),
    ),
  ];
  if (!document.calls.flat().some(Boolean)) return [...head, nothing()];
  const window = document.windows.find(each => `${each.account} ${each.window}` === show);
  const [cells, format] = window?.points
    ? [window.points, value => `${Math.round(value)} points`]
    : show === 'tokens'
      ? [document.tokens, tokens]
      : [document.calls, value => `${whole(value)} calls`];
  const hits = new Map();
  for (const each of document.windows)
    for (const at of each.limit_hits) {
      const key = place(at);
      hits.set(key, [...(hits.get(key) ?? []), `${each.account} ${each.label}`]);
    }
  const busiest = [...cells.keys()].sort((a, b) => sum(cells[b]) - sum(cells[a]))[0],
    most = Math.max(...cells.flat(), 1e-9);
  return [
    ...head,
    card(
      `${WEEK[busiest]} is the busiest day`,
      hits.size ? 'a red dot: a limit was hit in that hour' : null,
      h(
        'div',
        { class: 'heat', role: 'img', 'aria-label': 'By weekday and hour; the table below has its numbers' },
        h('span'),
        [...Array(24).keys()].map(at => h('span', null, at % 3 ? '' : at)),
        WEEK.map((name, day) => [
          h('span', null, name.slice(0, 3)),
          [...Array(24).keys()].map(at => {
            const value = cells[day][at],
              hit = hits.get(`${day} ${at}`);
            const cell = h('i', { class: hit && 'hit', style: shade(value / most) });
            return tipped(cell, () => [
              `${name} ${hour(at)}`,
              [[null, format(value), ''], ...(hit ? [[null, 'limit hit', `${hit.length} times`]] : [])],
            ]);
          }),
        ]),
      ),
      h(
        'div',
        { class: 'legend scale', 'aria-hidden': 'true' },
        '0',
        h(
          'span',
          null,
          [0, 0.06, 0.25, 0.55, 1].map(part => h('i', { class: 'dot', style: shade(part) })),
        ),
        format(most),
      ),
      h(
        'details',
        null,
        h('summary', null, 'As a table'),
        table(
          'heat',
          [
            ['', row => row[0], { text: true }],
            ...[...Array(24).keys()].map(at => [
              hour(at).slice(0, 2),
              row =>
                row[1][at] ? (show === 'tokens' && !window ? tokens(row[1][at]) : whole(Math.round(row[1][at]))) : '',
            ]),
          ],
          WEEK.map((name, day) => [name.slice(0, 3), cells[day]]),
        ),
      ),
    ),
    h(
      'div',
      { class: 'note' },
      h(
        'span',
        null,
        `Times in ${document.timezone}.`,
        window?.points ? ' Points of the limit are counted where two numbers are at most an hour apart.' : '',
      ),
    ),
  ];
}
const shade = part => ({
  background:
    part > 0
      ? `color-mix(in oklab, var(--accent) ${Math.round(8 + 92 * Math.sqrt(part))}%, var(--faint))`
      : 'var(--faint)',
});
const sum = list => list.reduce((all, value) => all + value, 0);

function place(at) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    hour: '2-digit',
    hourCycle: 'h23',
    timeZone: zone.name,
  }).formatToParts(new Date(at * 1000));
  const part = name => parts.find(({ type }) => type === name).value;
  return `${WEEK.indexOf(part('weekday'))} ${Number(part('hour'))}`;
}
