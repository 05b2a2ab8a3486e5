// What stands below sums of calls: what no log shows, what has no price, and whose prices these are.

import { date, dollars, h, tokens, total } from '/kit.js';

export function notes(document) {
  const { unlogged, unpriced, prices, coverage } = document;
  return h(
    'div',
    { class: 'note' },
    unlogged &&
      h(
        'span',
        null,
        `Besides ${dollars(unlogged.usd)} for ${tokens(total(unlogged))} tokens that no log shows, by Claude Code's own ledger of ${unlogged.sessions} session${unlogged.sessions > 1 ? 's' : ''}.`,
      ),
    unpriced.map(({ model, tokens: count }) =>
      h(
        'span',
        null,
        `${tokens(count)} tokens of ${model} have no price; put yours into `,
        h('code', null, `[prices."${model}"]`),
        '.',
      ),
    ),
    !coverage.complete &&
      coverage.since &&
      h('span', null, `Logs before ${date(coverage.since)} are not all read yet.`),
    h(
      'span',
      null,
      `List prices of the APIs (${prices.source}, ${prices.as_of}), not what a subscription pays. Days in ${document.timezone}.`,
    ),
  );
}
