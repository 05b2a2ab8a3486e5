// Every limit as it stands, and what today and the last two weeks came to.

import { stacked } from '/charts.js';
import {
  card,
  cost,
  day,
  dollars,
  dot,
  duration,
  empty,
  h,
  moment,
  rich,
  rough,
  tokens,
  total,
  unpriced,
  used,
  whole,
  zone,
} from '/kit.js';

const GREY = 9;

export async function view({ ask, address }) {
  const [limits, days] = await Promise.all([ask('limits'), costs(ask)]);
  const now = limits.generated_at;
  const accounts = limits.accounts.filter(account => account.windows.length || account.status !== 'unconfigured');
  const windows = accounts.flatMap(account => account.windows.map(window => window.window));
  if (days && windows.length)
    fill(ask('blame', new URLSearchParams([...new Set(windows)].map(name => ['window', name]))));
  return [
    h('div', { class: 'head' }, h('h1', null, 'Limits now')),
    limits.complaint && h('p', { class: 'banner warning' }, limits.complaint),
    ...first(accounts, now),
    accounts.length
      ? h(
          'div',
          { class: 'cards' },
          accounts.map(account => one(account, now, address)),
        )
      : nobody(limits),
    days && lately(days, address),
  ].filter(Boolean);
}

async function costs(ask) {
  try {
    return await ask('cost', new URLSearchParams({ by: 'day', since: '14d' }));
  } catch (error) {
    if (error.code === 'no_index') return null;
    throw error;
  }
}

// One line for the limit that stops the work first.
function first(accounts, now) {
  const all = accounts
    .flatMap(account => account.windows.map(window => ({ account, window })))
    .filter(({ window }) => window.pace?.runs_out_at);
  const worst = all.sort((a, b) => a.window.pace.runs_out_at - b.window.pace.runs_out_at)[0];
  if (!worst) return [];
  const { account, window } = worst,
    at = window.pace.runs_out_at,
    full = at <= now;
  return [
    h(
      'p',
      { class: `banner ${full ? 'critical' : 'warning'}` },
      h('strong', null, `${account.name} ${window.label} `),
      full ? 'is used up' : `is full in ${duration(at - now)}`,
      `, resets in ${duration(window.resets_at - now)} · ${moment(window.resets_at, now)}`,
    ),
  ];
}

function one(account, now, address) {
  const fresh = [
    account.age_seconds != null &&
      (account.age_seconds < 60 ? 'seen just now' : `seen ${duration(account.age_seconds)} ago`),
    account.next_refresh_at > now && `next in ${duration(account.next_refresh_at - now)}`,
  ]
    .filter(Boolean)
    .join(' · ');
  return card(
    h('span', null, account.name, account.plan && h('span', { class: 'dim' }, ` ${account.plan}`)),
    account.status_word ? `${account.status_word} · ${fresh}` : fresh,
    account.windows.map(window => limit(account, window, now, address)),
    account.error && h('p', { class: 'note' }, rich(`${account.error.message} ${account.error.remedy ?? ''}`)),
    account.blocked && h('p', { class: 'note' }, rich(`${account.blocked.message} ${account.blocked.remedy ?? ''}`)),
    account.unlimited && h('p', { class: 'note' }, 'The server says that there is no limit.'),
    !account.windows.length &&
      !account.error &&
      !account.blocked &&
      !account.unlimited &&
      h(
        'p',
        { class: 'note' },
        account.status === 'pending' ? 'The first numbers are on their way.' : 'No limit is known.',
      ),
  );
}

function limit(account, window, now, address) {
  const value = window.used_percentage,
    passed =
      window.length_seconds && window.resets_at > now && 100 * (1 - (window.resets_at - now) / window.length_seconds);
  const projected = Math.min(100, window.pace?.projected_percentage ?? 0);
  return h(
    'div',
    { class: `limit ${window.level}` },
    h(
      'a',
      { class: 'name', href: address({ window: window.window, provider: account.provider }, 'window') },
      window.label,
    ),
    h('b', null, `${window.confidence === 'estimate' ? '~' : ''}${used(value)}`),
    h(
      'div',
      {
        class: 'bar',
        role: 'meter',
        'aria-valuenow': Math.round(value ?? 0),
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-label': `${account.name} ${window.label}`,
      },
      projected > value && h('i', { class: 'to', style: { width: `${projected}%` } }),
      value > 0 && h('i', { style: { width: `${Math.min(100, value)}%` } }),
      passed && h('u', { style: { left: `${passed}%` }, title: 'where even use would be now' }),
    ),
    h('a', {
      class: 'who',
      href: address({ window: window.window, provider: account.provider }, 'who'),
      'data-who': `${account.provider} ${account.account} ${window.window}`,
    }),
    h(
      'div',
      { class: 'words' },
      h(
        'span',
        { class: 'say' },
        window.sentence?.replace(/, resets in .*/, '') ??
          (window.amounts
            ? `${window.amounts.used ?? '?'} of ${window.amounts.limit ?? '?'} ${window.amounts.unit}`
            : ''),
      ),
      h(
        'span',
        null,
        window.resets_at > now
          ? `resets in ${duration(window.resets_at - now)} · ${moment(window.resets_at, now)}`
          : window.expired
            ? 'reset; no new number yet'
            : value === 0
              ? 'not started'
              : '',
      ),
    ),
  );
}

// Who used each limit comes a little later, into room that is kept for it.
async function fill(asked) {
  const { windows } = await asked.catch(() => ({ windows: [] }));
  for (const window of windows) {
    const place = document.querySelector(`[data-who="${window.provider} ${window.account} ${window.window}"]`);
    const shares = window.shares.filter(share => share.percent > 0).slice(0, 3);
    if (!place || !shares.length) continue;
    const parts = shares.map(({ name, percent }, index) => ({ name, percent, colour: index }));
    if (window.percents.elsewhere > 0)
      parts.push({ name: 'elsewhere', percent: window.percents.elsewhere, colour: GREY });
    parts.sort((one, other) => other.percent - one.percent); // what has no room is the least
    place.replaceChildren(
      ...parts.map(({ name, percent, colour }) =>
        h('span', { title: name }, dot(colour), `${name.split('/').pop()} ${percent}%`),
      ),
    );
  }
}

function nobody(limits) {
  return empty(
    'Nobody is signed in yet',
    limits.nobody ?? 'No account is known.',
    'The costs below come from the logs and need no sign-in.',
  );
}

// A day without a call is a day, too.
const NO_CALL = { list_usd: 0, unpriced_tokens: 0 };
function everyDay(rows, today) {
  if (!rows.length) return rows;
  const known = new Map(rows.map(row => [row.day, row])),
    result = [];
  for (let at = Date.parse(rows[0].day); at <= Date.parse(today); at += 86400000) {
    const name = new Date(at).toISOString().slice(0, 10);
    result.push(known.get(name) ?? { ...NO_CALL, day: name, none: true });
  }
  return result;
}

function lately(days, address) {
  const today = new Date(days.generated_at * 1000).toLocaleDateString('sv', { timeZone: zone.name });
  const rows = everyDay([...days.rows].reverse(), today),
    last = rows.find(row => row.day === today && !row.none);
  if (!rows.length)
    return empty('No calls in two weeks', 'Tokens and costs appear here as soon as Claude Code or Codex answers.');
  return card(
    'The last two weeks',
    h('a', { class: 'link', href: address({}, 'days') }, 'All days'),
    stacked(
      `Cost by day: ${rows.map(row => `${day(row.day)} ${cost(row)}`).join(', ')}`,
      ['cost'],
      rows.map(row => ({
        label: day(row.day),
        title: day(row.day),
        values: [row.list_usd ?? 0],
        cap: row.unpriced_tokens && tokens(row.unpriced_tokens),
        href: address({ by: 'model', since: '30d' }, 'days'),
      })),
      dollars,
      160,
      rough,
    ),
    rows.some(row => row.unpriced_tokens) && h('div', { class: 'legend' }, unpriced('also tokens without a price')),
    h(
      'div',
      { class: 'note', style: { 'margin-top': '10px' } },
      h(
        'span',
        null,
        last
          ? `Today ${cost(last)} for ${whole(last.calls)} calls and ${tokens(total(last))} tokens.`
          : 'No call today.',
        ` All of it ${cost(days.total)}.`,
      ),
    ),
  );
}
