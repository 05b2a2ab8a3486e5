// The frame of the page: its key, its views by their addresses, and how fresh they are.

import { hideTip } from '/charts.js';
import { card, empty, h, tokens, when, zone } from '/kit.js';

const VIEWS = {
  now: 'Now',
  who: 'Who',
  window: 'Windows',
  days: 'Days',
  heat: 'Heat',
  sessions: 'Sessions',
  models: 'Models',
  advice: 'Advice',
};
const PARTS = { session: 'sessions' };
const KEY = 'statusline-token';
const main = document.getElementById('main'),
  bar = document.getElementById('progress');
let server = null,
  drawing = 0,
  passes = null,
  drawnAt = 0;

// The key comes behind #, which a browser sends to nobody; it is taken out of the address at once. Another tab of this
// page gets it from one that has it.
// What `--open` opens has a ticket in its place, which is worth the key once.
if (location.hash.length > 20) {
  const sent = location.hash.slice(1);
  sessionStorage.setItem(KEY, sent);
  if (sent.startsWith('once-')) {
    const answer = await fetch('/api/key', { headers: { 'X-Statusline-Token': sent }, cache: 'no-store' });
    sessionStorage.setItem(KEY, answer.ok ? (await answer.json()).token : '');
  }
  history.replaceState(null, '', location.pathname + location.search);
}
const channel = new BroadcastChannel(KEY);
channel.onmessage = ({ data }) => {
  if (data === null && sessionStorage.getItem(KEY)) channel.postMessage(sessionStorage.getItem(KEY));
  else if (data && !sessionStorage.getItem(KEY)) {
    sessionStorage.setItem(KEY, data);
    start();
  }
};

class Refused extends Error {
  constructor(status, answer) {
    super(answer.error);
    Object.assign(this, { status, ...answer });
  }
}
async function ask(name, params = new URLSearchParams()) {
  const address = `/api/${name}${params.size ? `?${params}` : ''}`;
  let response;
  try {
    response = await fetch(address, {
      headers: { 'X-Statusline-Token': sessionStorage.getItem(KEY) ?? '' },
      cache: 'no-store',
    });
  } catch {
    throw new Refused(0, { error: 'The server has ended.' });
  }
  const answer = await response.json();
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

function address(changes, view = null) {
  const params = view ? new URLSearchParams() : new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    params.delete(name);
    if (value != null && value !== '') params.append(name, value);
  }
  return `/${view ?? viewName()}${params.size ? `?${params}` : ''}`;
}
const viewName = () => location.pathname.slice(1) || 'now';

// What a view gets: its filters, a function that asks the server, the server's own answer, and addresses.
async function draw({ quiet = false } = {}) {
  const turn = ++drawing,
    name = viewName();
  for (const link of document.querySelectorAll('nav a')) {
    const here = link.pathname.slice(1) === (PARTS[name] ?? name);
    link.removeAttribute('aria-current');
    if (!here) continue;
    link.setAttribute('aria-current', 'page');
    link.parentNode.scrollLeft = link.offsetLeft - link.parentNode.offsetLeft - 60;
  }
  if (!quiet) main.classList.add('busy');
  document.title = `${VIEWS[name] ?? 'Session'} · statusline`;
  const params = new URLSearchParams(location.search);
  let content;
  try {
    server ??= await ask('server');
    zone.name = known(server.timezone);
    const { view } = await import(`/${name}.js`);
    content = await view({ params, ask, server, address, redraw: draw });
  } catch (error) {
    if (error.status === 0) clearTimeout(timer);
    content = failure(error);
  }
  if (turn !== drawing) return;
  hideTip();
  main.replaceChildren(...[content].flat());
  main.classList.remove('busy');
  for (const { parentNode: strip, offsetLeft } of main.querySelectorAll('.strip [aria-current]'))
    strip.scrollLeft = offsetLeft - strip.offsetLeft - strip.clientWidth / 2;
  drawnAt = Date.now();
  foot();
}

// Return a zone's name if the browser has it, else nothing: its own is used then.
function known(name) {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone && name;
  } catch {
    return undefined;
  }
}

function failure(error) {
  if (error.status === 0)
    return empty(
      'The server has ended',
      'It ends by itself when nobody looks for half an hour.',
      'Run `statusline dashboard` again and open the address that it prints.',
    );
  if (error.status === 401)
    return empty(
      'This page has no key',
      'Each dashboard has a key of its own, which is part of the address that it prints.',
      'Run `statusline dashboard --open`, or open the whole address that it has printed.',
    );
  if (error.code === 'no_index')
    return empty(
      'No logs have been read yet',
      server?.reading.running
        ? 'They are being read now; this page fills in by itself.'
        : 'Use Claude Code or Codex once, or run `statusline index read`.',
    );
  if (error.status === 400)
    return empty(
      'This does not fit together',
      error.message,
      h('a', { class: 'link', href: `/${viewName()}` }, 'Show all'),
    );
  if (error.status === 409) return empty(error.message, error.remedy ?? '');
  if (!(error instanceof Refused)) console.error(error);
  return empty('This cannot be shown', error.message, error.remedy ?? '');
}

function foot() {
  const parts = server
    ? [
        `statusline ${server.version}`,
        `Times in ${server.timezone}`,
        'Everything here comes from this machine; costs are list prices of the APIs, not what a subscription pays.',
        server.reading.problem,
      ].filter(Boolean)
    : [];
  document.getElementById('foot').replaceChildren(...parts.map(text => h('span', null, text)));
  const mode = document.getElementById('mode');
  mode.hidden = !server;
  if (server) mode.replaceChildren(server.privacy === 'normal' ? 'names shown' : server.privacy);
  mode.classList.toggle('on', server?.privacy !== 'normal');
  mode.title = 'How much of names and paths is shown: statusline dashboard --privacy normal|redacted|strict';
}

// Looks whether logs are being read and whether there is something new, as long as somebody sees the page.
let timer = 0;
async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    server = await ask('server');
    const { running, done_bytes: done, all_bytes: all } = server.reading;
    bar.hidden = !running;
    if (all) {
      bar.value = done / all;
      bar.title = `Reading logs: ${tokens(done)}B of ${tokens(all)}B`;
    } else bar.removeAttribute('value');
    const news = passes !== null && server.reading.passes !== passes;
    passes = server.reading.passes;
    if (news || Date.now() - drawnAt > 60000) draw({ quiet: true });
    timer = setTimeout(look, running ? 1000 : 20000);
  } catch (error) {
    bar.hidden = true;
    main.replaceChildren(failure(error));
  }
}

function go(href) {
  history.pushState(null, '', href);
  const view = viewName();
  draw().then(() => {
    if (view !== shownView) {
      scrollTo(0, 0);
      main.focus({ preventScroll: true });
    }
    shownView = view;
  });
}
let shownView = viewName();
addEventListener('popstate', () => draw());
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href]'),
    href = link?.getAttribute('href');
  if (!href?.startsWith('/') || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  go(href);
});

function turn() {
  const dark =
    getComputedStyle(document.documentElement).colorScheme === 'dark' ||
    (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
  try {
    localStorage.setItem('statusline-theme', dark ? 'light' : 'dark');
  } catch {
    /* it holds for this page then */
  }
  dispatchEvent(new Event('theme'));
}
document.getElementById('theme').addEventListener('click', turn);

const help = document.getElementById('help');
help.append(
  h('h2', null, 'Keys'),
  h(
    'dl',
    null,
    [
      ['1 – 8', 'the views, in their order'],
      ['← →', 'the cycle before and after'],
      ['t', 'light or dark'],
      ['?', 'this list'],
      ['Esc', 'close'],
    ].map(([key, text]) => [h('dt', null, h('kbd', null, key)), h('dd', null, text)]),
  ),
);
addEventListener('keydown', event => {
  if (event.metaKey || event.ctrlKey || event.altKey || event.target.matches?.('input, select, textarea')) return;
  const name = Object.keys(VIEWS)[Number(event.key) - 1],
    step = { ArrowLeft: 'older', ArrowRight: 'newer' }[event.key];
  if (name) go(`/${name}`);
  else if (event.key === 't') turn();
  else if (event.key === '?') help.open ? help.close() : help.showModal();
  else if (step) document.querySelector(`a[rel=${step}]:not([aria-disabled])`)?.click();
});
help.addEventListener('click', () => help.close());
document.addEventListener('visibilitychange', look);

async function start() {
  await draw();
  look();
}
document
  .getElementById('nav')
  .append(...Object.entries(VIEWS).map(([name, title]) => h('a', { href: `/${name}` }, title)));
main.append(h('div', { class: 'wait' }), card(null, null, h('div', { class: 'wait' })));
if (!sessionStorage.getItem(KEY)) {
  channel.postMessage(null);
  await new Promise(wait => setTimeout(wait, 150));
}
start();
