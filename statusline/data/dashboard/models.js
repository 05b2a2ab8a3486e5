// The models that were used: what a million tokens came to, their list prices, and whether Claude Code agrees with them.

import { card, color, cost, dollars, h, legend, NONE, nothing, table, tokens, total, whole } from '/kit.js';
import { filters } from '/filters.js';

const CLASSES = [
  ['input', row => row.input],
  ['from cache', row => row.cache_read],
  ['written to cache', row => row.cache_write_5m + row.cache_write_1h],
  ['output', row => row.output],
];

export async function view({ params, ask, address }) {
  const wanted = new URLSearchParams(params);
  if (!wanted.has('since')) wanted.set('since', '30d');
  const document = await ask('models', wanted),
    rows = document.models;
  const head = h('div', { class: 'head' }, h('h1', null, 'Models and prices'), filters(params, address, '30d'));
  if (!rows.length) return [head, nothing()];
  const rate = name => row => {
    const price = row.prices[0]?.rates.at(-1)?.[name];
    return price == null ? NONE : `$${price.replace(/^\d+$/, '$&.00').replace(/\.\d$/, '$&0')}`;
  };
  return [
    head,
    card(
      'Used',
      null,
      table(
        'models',
        [
          [
            'model',
            row => h('a', { href: address({ model: row.model, by: 'project' }, 'days') }, row.model),
            { text: true, sort: row => row.model },
          ],
          ['tokens by kind', mix, { text: true, less: true }],
          ['calls', row => whole(row.calls), { less: true, sort: row => row.calls }],
          ['tokens', row => tokens(total(row)), { less: true, sort: total }],
          ['cost', cost, { sort: row => row.list_usd ?? -1 }],
          ['per million', row => dollars(row.usd_per_million), { sort: row => row.usd_per_million ?? -1 }],
        ],
        rows,
      ),
      h('div', { class: 'less' }, legend(CLASSES.map(([name]) => name))),
    ),
    card(
      'List prices',
      `dollars per million tokens · ${document.prices.source}, ${document.prices.as_of}`,
      table(
        'prices',
        [
          ['model', row => row.model, { text: true }],
          ['since', row => row.prices[0]?.rates.at(-1)?.since ?? NONE, { text: true, less: true }],
          ['input', rate('input')],
          ['from cache', rate('cache_read'), { less: true }],
          ['5 min write', rate('cache_write_5m'), { less: true }],
          ['1 h write', rate('cache_write_1h'), { less: true }],
          ['output', rate('output')],
          ['price changes', row => (row.prices[0]?.rates.length ?? 1) - 1 || NONE, { less: true }],
        ],
        rows,
      ),
      rows.some(row => !row.prices.length) &&
        h(
          'p',
          { class: 'note', style: { 'margin-top': '12px' } },
          h(
            'span',
            null,
            'A model without a price gets yours from the config, ',
            h('code', null, '[prices."MODEL"]'),
            '; ',
            h('code', null, 'statusline prices update'),
            ' fetches newer ones.',
          ),
        ),
    ),
    document.ledgers.length &&
      card(
        "Claude Code's own ledger",
        'what it charged its sessions, beside our list prices',
        table(
          'ledgers',
          [
            ['model', row => row.model, { text: true }],
            ['sessions', row => whole(row.ledgers)],
            ['charged', row => dollars(row.ledger_usd)],
            ['list price', row => dollars(row.list_usd)],
            ['equal', row => `${row.equal} of ${row.ledgers}`],
          ],
          document.ledgers,
        ),
      ),
  ].filter(Boolean);
}

function mix(row) {
  const all = total(row) || 1;
  return h(
    'div',
    {
      class: 'stack',
      style: { width: '160px', margin: '0' },
      title: CLASSES.map(([name, count]) => `${name} ${tokens(count(row))}`).join(', '),
    },
    CLASSES.map(
      ([, count], index) =>
        count(row) / all > 0.004 &&
        h('i', { style: { width: `${(100 * count(row)) / all}%`, background: color(index) } }),
    ),
  );
}
