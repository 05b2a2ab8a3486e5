// What every view is made of: elements, numbers as the command line writes them, cards and tables.

const NS = 'http://www.w3.org/2000/svg';
const COLORS = 7;
const REST = 'elsewhere or unknown';
export const NONE = '–';

function filled(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value == null || value === false) continue;
    if (name === 'style') for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child != null && child !== false));
  return element;
}
export const h = (tag, props, ...children) => filled(document.createElement(tag), props, children);
export const svg = (tag, props, ...children) => filled(document.createElementNS(NS, tag), props, children);

// Numbers and times

export const zone = { name: undefined };
const tenth = (count, unit) => `${Math.floor(count / unit)}.${Math.floor(((count % unit) * 10) / unit)}`;
export function tokens(count) {
  for (const [unit, letter] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ])
    if (count >= unit) return tenth(count, unit) + letter;
  return String(count);
}
export const rounded = count => tokens(count).replace('.0', ''); // on an axis
const fixed = (value, digits) =>
  (Math.round(value * 10 ** digits * (1 + Number.EPSILON)) / 10 ** digits).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
export const dollars = usd => (usd == null ? NONE : usd > 0 && usd < 0.01 ? '<$0.01' : `$${fixed(usd, 2)}`);
export const cost = row => dollars(row.list_usd) + (row.unpriced_tokens && row.list_usd != null ? '+' : '');
export const rough = usd => (usd >= 1 || !usd ? `$${whole(Math.round(usd * 10) / 10)}` : `$${fixed(usd, 2)}`);
export const credits = row =>
  row.credits == null ? NONE : (row.credits_confidence === 'exact' ? '' : '~') + fixed(row.credits, 1);
export const whole = count => (count ?? 0).toLocaleString('en-US');
export const percent = part => (part > 0 && part < 0.01 ? '<1%' : `${Math.round(part * 100)}%`);
export const used = value =>
  value == null ? NONE : `${value <= 0 ? 0 : Math.min(100, Math.max(1, Math.floor(value)))}%`;
export const total = row => row.input + row.cache_read + row.cache_write_5m + row.cache_write_1h + row.output;
export function duration(seconds) {
  const minutes = Math.max(0, Math.floor(seconds / 60)),
    hours = Math.floor(minutes / 60),
    days = Math.floor(hours / 24);
  if (minutes < 60) return minutes ? `${minutes}m` : '<1m';
  if (hours < 24) return minutes % 60 ? `${hours}h${String(minutes % 60).padStart(2, '0')}m` : `${hours}h`;
  return hours % 24 ? `${days}d${hours % 24}h` : `${days}d`;
}
const stamp = (at, options) => new Date(at * 1000).toLocaleString('en-GB', { ...options, timeZone: zone.name });
export const clock = at => stamp(at, { hour: '2-digit', minute: '2-digit' });
export const date = at => stamp(at, { day: 'numeric', month: 'short' });
export const day = name =>
  new Date(name).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
export const when = at => `${stamp(at, { weekday: 'short' })} ${date(at)} ${clock(at)}`;
export const moment = (at, now) =>
  at - now < 72000 && now - at < 72000 ? clock(at) : `${stamp(at, { weekday: 'short' })} ${clock(at)}`;

// Pieces

export const color = index => `var(--c${Math.min(index, COLORS)})`;
export const HATCH = 'hatch'; // of what has no price
export const dot = index =>
  index === HATCH ? h('i', { class: 'dot hatch' }) : h('i', { class: 'dot', style: { background: color(index) } });
export const card = (title, aside, ...content) =>
  h(
    'section',
    { class: 'card' },
    title && h('div', { class: 'top' }, h('h2', null, title), aside && h('span', { class: 'dim' }, aside)),
    ...content,
  );
export const tiles = pairs =>
  h(
    'div',
    { class: 'tiles' },
    pairs.map(([name, value, more]) =>
      h('div', { class: 'tile' }, h('span', null, name), h('b', null, value), more && h('span', null, more)),
    ),
  );
// A card that is folded up while it would be longer than the rest of the page.
export const folded = (title, rows, content) =>
  rows < 15
    ? card(title, null, content)
    : h(
        'section',
        { class: 'card' },
        h(
          'details',
          { class: 'fold' },
          h('summary', null, h('h2', null, title), h('span', { class: 'dim' }, `${whole(rows)} rows`)),
          content,
        ),
      );
// A sentence whose commands stand between backticks.
export const rich = text =>
  String(text)
    .split('`')
    .map((part, at) => (at % 2 ? h('code', null, part) : part));
export const empty = (title, ...lines) =>
  h(
    'div',
    { class: 'card empty' },
    h('h2', null, title),
    lines.map(line => h('p', null, typeof line === 'string' ? rich(line) : line)),
  );
export const nothing = (what = 'calls') =>
  empty(
    `No ${what} in this time`,
    'Choose a longer time, or take a filter away.',
    'They come from the logs of Claude Code and Codex on this machine; `statusline index` tells what has been read.',
  );
export const legend = (names, shown = [...names.keys()], more = []) =>
  h(
    'div',
    { class: 'legend' },
    shown.map(index => h('span', { title: names[index] }, dot(names[index] === REST ? COLORS : index), names[index])),
    more,
  );
export const unpriced = (what = 'tokens without a price') => h('span', null, dot(HATCH), what);
export const segments = (label, choices, current, address) =>
  h(
    'div',
    { class: 'seg', role: 'group', 'aria-label': label },
    choices.map(([value, text]) => h('a', { href: address(value), 'aria-current': value === current && 'true' }, text)),
  );

// columns: [name, cell(row), { text, less, sort(row) }]; less: not on a phone, and `mid`
// not on a tablet. The order is kept over redraws.
const orders = new Map();
export function table(id, columns, rows, foot) {
  const body = h('tbody'),
    look = how =>
      [how?.text && 'text', how?.less && (how.less === 'mid' ? 'less mid' : 'less')].filter(Boolean).join(' ') || null;
  const heads = columns.map(([name, , how], at) =>
    h(
      'th',
      { class: look(how), scope: 'col' },
      how?.sort ? h('button', { type: 'button', onclick: () => sort(at) }, name) : name,
    ),
  );
  const fill = list =>
    body.replaceChildren(
      ...list.map(row =>
        h(
          'tr',
          null,
          columns.map(([, cell, how]) => {
            const content = cell(row);
            return h('td', { class: look(how), title: how?.text && typeof content === 'string' && content }, content);
          }),
        ),
      ),
    );
  function sort(at, up = orders.get(id)?.[0] === at && !orders.get(id)[1]) {
    const key = columns[at][2].sort,
      sign = up ? 1 : -1;
    orders.set(id, [at, up]);
    heads.forEach((head, i) =>
      i === at ? head.setAttribute('aria-sort', up ? 'ascending' : 'descending') : head.removeAttribute('aria-sort'),
    );
    fill([...rows].sort((a, b) => sign * (key(a) > key(b) ? 1 : key(a) < key(b) ? -1 : 0)));
  }
  if (orders.has(id)) sort(...orders.get(id));
  else fill(rows);
  return h(
    'div',
    { class: 'scroll', tabindex: '0' },
    h(
      'table',
      null,
      h('thead', null, h('tr', null, heads)),
      body,
      foot &&
        h(
          'tfoot',
          null,
          h(
            'tr',
            null,
            foot.map((cell, at) => h('td', { class: look(columns[at][2]) }, cell)),
          ),
        ),
    ),
  );
}
