// The time and the names that a view is limited to, as they stand in its address.

import { h, segments } from '/kit.js';

export const PERIODS = [
  ['7d', '7 days', 7],
  ['30d', '30 days', 30],
  ['90d', '90 days', 90],
  ['365d', 'Year', 365],
];
const NAMES = ['provider', 'model', 'project', 'session', 'account', 'agent', 'effort', 'until'];

export function filters(params, address, usual, periods = PERIODS) {
  const since = params.get('since') ?? usual;
  const chips = NAMES.flatMap(name =>
    params
      .getAll(name)
      .map(value =>
        h(
          'span',
          { class: 'chip on', title: value },
          `${name}: ${short(value)}`,
          h('a', { href: address({ [name]: null }), 'aria-label': `Take the filter ${name} away` }, '✕'),
        ),
      ),
  );
  if (!periods.some(([value]) => value === since)) chips.push(h('span', { class: 'chip on' }, `since: ${since}`));
  return [...chips, segments('Time', periods, since, value => address({ since: value === usual ? null : value }))];
}
const short = value => (value.length > 32 ? `…${value.slice(-30)}` : value);
