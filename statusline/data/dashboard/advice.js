// What could be saved, the dearest finding first; each with how it was found.

import { card, dollars, duration, h, nothing, rich, table, whole } from '/kit.js';
import { filters, PERIODS } from '/filters.js';

export async function view({ params, ask, address }) {
  const wanted = new URLSearchParams(params);
  if (!wanted.has('since')) wanted.set('since', '30d');
  const document = await ask('advice', wanted),
    { accounts, counted } = document;
  const head = h(
    'div',
    { class: 'head' },
    h('h1', null, 'Advice'),
    filters(params, address, '30d', PERIODS.slice(0, 3)),
  );
  if (!accounts.length) return [head, nothing()];
  return [
    head,
    ...accounts.map(one),
    counted
      ? counts(counted, document.generated_at)
      : h(
          'p',
          { class: 'note' },
          h(
            'span',
            null,
            rich(
              '`statusline advice --deep` also reads the logs for repeated reads and compactions, and keeps counts alone; they appear here then.',
            ),
          ),
        ),
    h(
      'p',
      { class: 'note' },
      h('span', null, 'At list prices. Findings overlap, so their sum is more than what can be saved.'),
    ),
  ];
}

function one(account) {
  const why =
    account.list_usd == null
      ? 'None of these calls has a price, so nothing can be found; yours go into `[prices]` of the config.'
      : 'Nothing that would have saved ten cents was found.';
  return card(
    account.account,
    `${whole(account.calls)} calls, ${dollars(account.list_usd)}`,
    account.findings.map(finding =>
      h(
        'article',
        { class: 'finding' },
        h(
          'p',
          null,
          h('b', null, dollars(finding.list_usd)),
          finding.points != null &&
            h('span', { class: 'dim' }, ` ${finding.points.toFixed(1)} points of ${account.window ?? 'the week'}`),
        ),
        h('p', null, rich(finding.what)),
        h('p', { class: 'do' }, rich(finding.do)),
        h('p', { class: 'dim' }, rich(finding.how)),
      ),
    ),
    !account.findings.length && h('p', { class: 'dim' }, rich(why)),
    account.no_points && h('p', { class: 'note' }, `Points are unknown: ${account.no_points}.`),
  );
}

function counts(counted, now) {
  const rows = [
    ...Object.entries(counted.tools).map(([name, count]) => ({ name, count, kind: 'tool' })),
    ...Object.entries(counted.commands).map(([name, count]) => ({ name, count, kind: 'command' })),
  ];
  return card(
    'What the logs show',
    `counted ${duration(now - counted.made_at)} ago in ${whole(counted.sessions)} sessions`,
    h(
      'p',
      { class: 'dim', style: { 'margin-bottom': '14px' } },
      `Reads of files: ${whole(counted.reads)}, of these again ${whole(counted.rereads)}; compactions: ${whole(counted.compactions)}.`,
    ),
    table(
      'counted',
      [
        ['name', row => row.name, { text: true, sort: row => row.name }],
        ['kind', row => row.kind, { text: true, sort: row => row.kind }],
        ['times', row => whole(row.count), { sort: row => row.count }],
      ],
      rows,
    ),
  );
}
