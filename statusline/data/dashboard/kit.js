// What every view is made of: elements, numbers as the command line writes them, tables and charts.

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
const s = (tag, props, ...children) => filled(document.createElementNS(NS, tag), props, children);

// Numbers and times

export const zone = { name: undefined };
const tenth = (count, unit) => `${Math.floor(count / unit)}.${Math.floor(count % unit * 10 / unit)}`;
export function tokens(count) {
  for (const [unit, letter] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) if (count >= unit) return tenth(count, unit) + letter;
  return String(count);
}
const fixed = (value, digits) => (Math.round(value * 10 ** digits * (1 + Number.EPSILON)) / 10 ** digits)
  .toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const dollars = usd => usd == null ? NONE : usd > 0 && usd < 0.01 ? '<$0.01' : `$${fixed(usd, 2)}`;
export const cost = row => dollars(row.list_usd) + (row.unpriced_tokens && row.list_usd != null ? '+' : '');
export const rough = usd => usd >= 1 || !usd ? `$${whole(Math.round(usd * 10) / 10)}` : `$${fixed(usd, 2)}`;
export const credits = row => row.credits == null ? NONE : (row.credits_confidence === 'exact' ? '' : '~') + fixed(row.credits, 1);
export const whole = count => (count ?? 0).toLocaleString('en-US');
export const percent = part => part > 0 && part < 0.01 ? '<1 %' : `${Math.round(part * 100)} %`;
export const used = value => value == null ? NONE : `${value <= 0 ? 0 : Math.min(100, Math.max(1, Math.floor(value)))}%`;
export const total = row => row.input + row.cache_read + row.cache_write_5m + row.cache_write_1h + row.output;
export function duration(seconds) {
  const minutes = Math.max(0, Math.floor(seconds / 60)), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (minutes < 60) return minutes ? `${minutes}m` : '<1m';
  if (hours < 24) return minutes % 60 ? `${hours}h${String(minutes % 60).padStart(2, '0')}m` : `${hours}h`;
  return hours % 24 ? `${days}d${hours % 24}h` : `${days}d`;
}
function stamp(at, options) {
  const date = new Date(at * 1000);
  try { return date.toLocaleString('en-GB', { ...options, timeZone: zone.name }); } catch { return date.toLocaleString('en-GB', options); }
}
export const clock = at => stamp(at, { hour: '2-digit', minute: '2-digit' });
export const date = at => stamp(at, { day: 'numeric', month: 'short' });
export const day = name => date(Date.parse(`${name}T12:00Z`) / 1000);
export const when = at => `${stamp(at, { weekday: 'short' })} ${date(at)} ${clock(at)}`;
export const moment = (at, now) => at - now < 72000 && now - at < 72000 ? clock(at) : `${stamp(at, { weekday: 'short' })} ${clock(at)}`;

// Pieces

export const color = index => `var(--c${Math.min(index, COLORS)})`;
export const dot = index => h('i', { class: 'dot', style: { background: color(index) } });
export const card = (title, aside, ...content) => h('section', { class: 'card' },
  title && h('div', { class: 'top' }, h('h2', null, title), aside && h('span', { class: 'dim' }, aside)), ...content);
export const tiles = pairs => h('div', { class: 'tiles' },
  pairs.map(([name, value, more]) => h('div', { class: 'tile' }, h('span', null, name), h('b', null, value), more && h('span', null, more))));
// A card that is folded up while it would be longer than the rest of the page.
export const folded = (title, rows, content) => rows < 15 ? card(title, null, content)
  : h('section', { class: 'card' }, h('details', { class: 'fold' }, h('summary', null, h('h2', null, title), h('span', { class: 'dim' }, `${whole(rows)} rows`)), content));
// A sentence whose commands stand between backticks.
export const rich = text => String(text).split('`').map((part, at) => at % 2 ? h('code', null, part) : part);
export const empty = (title, ...lines) => h('div', { class: 'card empty' }, h('h2', null, title), lines.map(line => h('p', null, typeof line === 'string' ? rich(line) : line)));
export const legend = (names, shown = [...names.keys()]) => h('div', { class: 'legend' },
  shown.map(index => h('span', { title: names[index] }, dot(names[index] === REST ? COLORS : index), names[index])));
export const segments = (label, choices, current, address) => h('div', { class: 'seg', role: 'group', 'aria-label': label },
  choices.map(([value, text]) => h('a', { href: address(value), 'aria-current': value === current && 'true' }, text)));

// columns: [name, cell(row), { text, less, sort(row) }]; less: not on a phone, and `mid`
// not on a tablet. The order is kept over redraws.
const orders = new Map();
export function table(id, columns, rows, foot) {
  const body = h('tbody'), look = how => [how?.text && 'text', how?.less && (how.less === 'mid' ? 'less mid' : 'less')].filter(Boolean).join(' ') || null;
  const heads = columns.map(([name, , how], at) => h('th', { class: look(how), scope: 'col' },
    how?.sort ? h('button', { type: 'button', onclick: () => sort(at) }, name) : name));
  const fill = list => body.replaceChildren(...list.map(row => h('tr', null, columns.map(([, cell, how]) => {
    const content = cell(row);
    return h('td', { class: look(how), title: how?.text && typeof content === 'string' && content }, content);
  }))));
  function sort(at, up = orders.get(id)?.[0] === at && !orders.get(id)[1]) {
    const key = columns[at][2].sort, sign = up ? 1 : -1;
    orders.set(id, [at, up]);
    heads.forEach((head, i) => i === at ? head.setAttribute('aria-sort', up ? 'ascending' : 'descending') : head.removeAttribute('aria-sort'));
    fill([...rows].sort((a, b) => sign * (key(a) > key(b) ? 1 : key(a) < key(b) ? -1 : 0)));
  }
  if (orders.has(id)) sort(...orders.get(id)); else fill(rows);
  return h('div', { class: 'scroll', tabindex: '0' }, h('table', null, h('thead', null, h('tr', null, heads)), body,
    foot && h('tfoot', null, h('tr', null, foot.map((cell, at) => h('td', { class: look(columns[at][2]) }, cell))))));
}

// The box beside the pointer: a title, and rows of [color or null, name, value].
const tip = h('div', { class: 'tip', hidden: true });
function point(title, rows, left, top) {
  tip.replaceChildren(h('strong', null, title), ...rows.map(([index, name, value]) =>
    h('div', null, h('span', null, index != null && dot(index), name), h('b', null, value))));
  tip.hidden = false;
  document.body.append(tip);
  const x = left + 16, y = top + 14;
  tip.style.left = `${x + tip.offsetWidth > innerWidth - 8 ? Math.max(8, x - tip.offsetWidth - 30) : x}px`;
  tip.style.top = `${Math.min(y, innerHeight - tip.offsetHeight - 8)}px`;
}
export function tipped(element, content) {
  element.addEventListener('pointermove', event => point(...content(), event.clientX, event.clientY));
  element.addEventListener('pointerleave', hideTip);
  return element;
}
export function hideTip() { tip.hidden = true; }

// Stacked bars. names: of the series; bars: [{ label, title, values, href }], the first one leftmost.
export function stacked(label, names, bars, format, height = 240, axis = format) {
  const box = h('div', { class: 'chart', style: { height: `${height}px` } });
  const most = Math.max(...bars.map(bar => bar.values.reduce((sum, value) => sum + value, 0)), 0);
  const step = nice(most / 3 || 1), top = Math.max(step, Math.ceil(most / step) * step);
  const draw = width => {
    const left = 56, foot = 24, inner = height - foot - 8, each = (width - left) / bars.length, y = value => 8 + inner * (1 - value / top);
    const lines = [];
    for (let value = 0; value <= top + step / 2; value += step) lines.push(
      s('line', { class: 'grid', x1: left, x2: width, y1: y(value), y2: y(value) }), s('text', { x: left - 10, y: y(value) + 4, 'text-anchor': 'end' }, axis(value)));
    const every = Math.ceil(64 / each), gap = each > 5 ? Math.min(each * 0.28, 10) : each > 2 ? 1 : 0;
    const columns = bars.map((bar, at) => {
      let sum = 0;
      const x = left + at * each, parts = bar.values.map((value, index) => {
        if (!(value > 0)) return null;
        const low = y(sum), high = y(sum += value);
        return s('rect', { x: x + gap / 2, width: Math.max(each - gap, 0.7), y: high, height: Math.max(low - high, 0.5), rx: each > 12 ? 2 : 0, style: { fill: color(index) } });
      });
      const column = s('g', null, parts, s('rect', { class: 'hit', x, y: 8, width: each, height: inner }));
      tipped(column, () => [bar.title, bar.values.map((value, index) => [index, names[index], value]).filter(row => row[2]).sort((a, b) => b[2] - a[2])
        .map(([index, name, value]) => [index, name, format(value)]).concat(names.length > 1 ? [[null, 'together', format(sum)]] : [])]);
      const text = at % every === (bars.length - 1) % every && (at + 0.5) * each > 20 &&
        s('text', { x: Math.min(x + each / 2, width - 18), y: height - 6, 'text-anchor': 'middle' }, bar.label);
      return [bar.href ? s('a', { href: bar.href, tabindex: '-1' }, column) : column, text];
    });
    box.replaceChildren(s('svg', { height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${label}; the table below has its numbers` }, lines, columns));
  };
  new ResizeObserver(([entry]) => entry.contentRect.width && draw(entry.contentRect.width)).observe(box);
  return box;
}
function nice(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].find(factor => factor * unit >= value) * unit;
}

// uPlot in a box; options(color, uPlot) are made anew when the theme changes, tip(index) is what the pointer shows.
export function plot(label, options, data, tip, height = 280) {
  const box = h('div', { class: 'chart', role: 'img', 'aria-label': label, style: { 'min-height': `${height}px` } });
  let chart = null;
  const draw = async () => {
    const { default: uPlot } = await import('/uPlot.js');
    const styles = getComputedStyle(document.documentElement), resolved = name => {
      const probe = h('i', { style: { color: `var(${name})` } });
      box.append(probe);
      const value = getComputedStyle(probe).color;
      probe.remove();
      return value;
    };
    chart?.destroy();
    const axis = { stroke: resolved('--dim'), grid: { stroke: resolved('--line'), width: 1 }, ticks: { show: false }, font: `11.5px ${styles.fontFamily || 'system-ui'}` };
    const own = options(resolved, uPlot);
    const dates = zone.name ? { tzDate: at => uPlot.tzDate(new Date(at * 1000), zone.name) } : {};
    const setCursor = ({ cursor: { left, top, idx }, over }) => {
      if (idx == null || left < 0) return hideTip();
      const place = over.getBoundingClientRect();
      point(...tip(idx), place.left + left, place.top + top);
    };
    chart = new uPlot({ width: box.clientWidth || 600, height, legend: { show: false }, cursor: { points: { size: 7 }, drag: { x: false } }, hooks: { setCursor: [setCursor] }, ...dates, ...own, axes: own.axes.map(each => ({ ...axis, ...each })) }, data, box);
  };
  new ResizeObserver(([entry]) => {
    if (!chart && entry.contentRect.width) draw();
    else if (chart && Math.abs(chart.width - entry.contentRect.width) > 1) chart.setSize({ width: entry.contentRect.width, height });
  }).observe(box);
  addEventListener('theme', () => box.isConnected && draw());
  return box;
}
