// Charts: stacked bars by hand, curves by uPlot, and the box beside the pointer.

import { color, dot, h, HATCH, svg, zone } from '/kit.js';

// The box beside the pointer: a title, and rows of [color or null, name, value].
const tip = h('div', { class: 'tip', hidden: true });
function point(title, rows, left, top) {
  tip.replaceChildren(
    h('strong', null, title),
    ...rows.map(([index, name, value]) =>
      h('div', null, h('span', null, index != null && dot(index), name), h('b', null, value)),
    ),
  );
  tip.hidden = false;
  document.body.append(tip);
  const x = left + 16,
    y = top + 14;
  tip.style.left = `${x + tip.offsetWidth > innerWidth - 8 ? Math.max(8, x - tip.offsetWidth - 30) : x}px`;
  tip.style.top = `${Math.min(y, innerHeight - tip.offsetHeight - 8)}px`;
}
export function tipped(element, content) {
  element.addEventListener('pointermove', event => point(...content(), event.clientX, event.clientY));
  element.addEventListener('pointerleave', hideTip);
  return element;
}
export function hideTip() {
  tip.hidden = true;
}

// Stacked bars. names: of the series; bars: [{ label, title, values, href, hatched, cap, tick }], the first one leftmost.
// tick: the bar that a label stands at; without any they stand at every so many.
// hatched: how much of each value has no price; cap: what has none and so no height, in words.
export function stacked(label, names, bars, format, height = 240, axis = format) {
  const box = h('div', { class: 'chart', style: { height: `${height}px` } });
  const most = Math.max(...bars.map(bar => bar.values.reduce((sum, value) => sum + value, 0)), 0);
  const step = nice(most / 3 || 1),
    top = Math.max(step, Math.ceil(most / step) * step);
  const draw = width => {
    const left = 56,
      foot = 24,
      inner = height - foot - 8,
      each = (width - left) / bars.length,
      y = value => 8 + inner * (1 - value / top);
    const lines = [];
    for (let value = 0; value <= top + step / 2; value += step)
      lines.push(
        svg('line', { class: 'grid', x1: left, x2: width, y1: y(value), y2: y(value) }),
        svg('text', { x: left - 10, y: y(value) + 4, 'text-anchor': 'end' }, axis(value)),
      );
    const marked = bars.flatMap((bar, at) => (bar.tick ? [at] : [])),
      places = marked.length ? marked : [...bars.keys()],
      every = Math.ceil((64 * places.length) / (width - left)),
      labelled = new Set(places.filter((_, index) => index % every === (places.length - 1) % every)),
      gap = each > 5 ? Math.min(each * 0.28, 10) : each > 2 ? 1 : 0;
    const columns = bars.map((bar, at) => {
      let sum = 0;
      const x = left + at * each,
        parts = bar.values.map((value, index) => {
          if (!(value > 0)) return null;
          const low = y(sum),
            high = y((sum += value));
          const shape = {
              x: x + gap / 2,
              width: Math.max(each - gap, 0.7),
              y: high,
              height: Math.max(low - high, 0.5),
              rx: each > 12 ? 2 : 0,
            },
            part = bar.hatched?.[index] / value;
          return [
            svg('rect', { ...shape, style: { fill: color(index) } }),
            part > 0 && svg('rect', { ...shape, height: shape.height * part, fill: 'url(#hatch)' }),
          ];
        });
      if (bar.cap)
        parts.push(
          ['var(--c7)', 'url(#hatch)'].map(fill =>
            svg('rect', {
              x: x + gap / 2,
              width: Math.max(each - gap, 0.7),
              y: y(sum) - 9,
              height: 8,
              style: { fill },
            }),
          ),
        );
      const column = svg('g', null, parts, svg('rect', { class: 'hit', x, y: 8, width: each, height: inner }));
      tipped(column, () => [
        bar.title,
        bar.values
          .map((value, index) => [index, names[index], value])
          .filter(row => row[2])
          .sort((a, b) => b[2] - a[2])
          .map(([index, name, value]) => [index, name, format(value)])
          .concat(names.length > 1 ? [[null, 'together', format(sum)]] : [])
          .concat(bar.cap ? [[HATCH, 'without a price', bar.cap]] : []),
      ]);
      const text =
        labelled.has(at) &&
        (at + 0.5) * each > 20 &&
        svg('text', { x: Math.min(x + each / 2, width - 18), y: height - 6, 'text-anchor': 'middle' }, bar.label);
      return [bar.href ? svg('a', { href: bar.href, tabindex: '-1' }, column) : column, text];
    });
    return [lines, columns];
  };
  return fluid(box, height, label, draw);
}

// A picture that draw(width) draws again as often as its box changes its width.
export function fluid(box, height, label, draw) {
  const drawn = width =>
    box.replaceChildren(
      svg('svg', { height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, draw(width)),
    );
  new ResizeObserver(([entry]) => entry.contentRect.width && drawn(entry.contentRect.width)).observe(box);
  return box;
}
function nice(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].find(factor => factor * unit >= value) * unit;
}

function vertical({ ctx, bbox, valToPos }, at, stroke, dash) {
  const x = Math.round(valToPos(at, 'x', true));
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash(dash.map(length => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

// uPlot in a box; options(color, uPlot) are made anew when the theme changes, tip(index) is what the pointer shows.
export function plot(label, options, data, tip, height = 280) {
  const box = h('div', { class: 'chart', role: 'img', 'aria-label': label, style: { 'min-height': `${height}px` } });
  let chart = null;
  const draw = async () => {
    const { default: uPlot } = await import('/uPlot.js');
    const styles = getComputedStyle(document.documentElement),
      resolved = name => {
        const probe = h('i', { style: { color: `var(${name})` } });
        box.append(probe);
        const value = getComputedStyle(probe).color;
        probe.remove();
        return value;
      };
    chart?.destroy();
    const axis = {
      stroke: resolved('--dim'),
      grid: { stroke: resolved('--line'), width: 1 },
      ticks: { show: false },
      font: `11.5px ${styles.fontFamily || 'system-ui'}`,
    };
    const { marks = [], ...own } = options(resolved, uPlot);
    const dates = zone.name ? { tzDate: at => uPlot.tzDate(new Date(at * 1000), zone.name) } : {};
    const setCursor = ({ cursor: { left, top, idx }, over }) => {
      if (idx == null || left < 0) return hideTip();
      const place = over.getBoundingClientRect();
      point(...tip(idx), place.left + left, place.top + top);
    };
    chart = new uPlot(
      {
        width: box.clientWidth || 600,
        height,
        legend: { show: false },
        cursor: { points: { size: 7 }, drag: { x: false } },
        hooks: { setCursor: [setCursor], draw: [chart => marks.forEach(mark => vertical(chart, ...mark))] },
        ...dates,
        ...own,
        axes: own.axes.map(each => ({ ...axis, ...each })),
      },
      data,
      box,
    );
  };
  new ResizeObserver(([entry]) => {
    if (!chart && entry.contentRect.width) draw();
    else if (chart && Math.abs(chart.width - entry.contentRect.width) > 1)
      chart.setSize({ width: entry.contentRect.width, height });
  }).observe(box);
  addEventListener('theme', () => box.isConnected && draw());
  return box;
}
