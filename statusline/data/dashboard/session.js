// One session, call by call: how large its context was, and what that cost.

import { plot } from '/charts.js';
import { EVENTS, events, sent } from '/events.js';
import { laneTable, lanes } from '/lanes.js';
import {
  card,
  clock,
  cost,
  date,
  dollars,
  duration,
  empty,
  folded,
  h,
  legend,
  NONE,
  percent,
  rich,
  rounded,
  table,
  tiles,
  tokens,
  total,
  when,
  whole,
} from '/kit.js';

const MOST_ROWS = 300;

export async function view({ params, ask, server, address }) {
  const document = await ask('session', new URLSearchParams({ session: params.get('session') ?? '' }));
  const { session, calls, models, unlogged, compactions } = document;
  if (!session) return empty('This session is not known', h('a', { class: 'link', href: '/sessions' }, 'All sessions'));
  const main = calls.filter(call => !call.agent),
    marks = events(calls, compactions);
  const head = h(
    'div',
    { class: 'head' },
    h('h1', null, session.project?.split('/').pop() ?? 'Session'),
    h('a', { class: 'plain', href: '/sessions' }, 'All sessions'),
    h('p', { class: 'sub' }, [session.project, session.session, session.provider].filter(Boolean).join(' · ')),
  );
  const call = server.context && params.get('call');
  const said = call && (await ask('context', new URLSearchParams({ call })).catch(error => ({ error })));
  return [
    head,
    said && around(said, address),
    tiles([
      ['Cost', cost(session), unlogged ? `and ${dollars(unlogged.usd)} that no log shows` : 'at list prices'],
      [
        'Calls',
        whole(session.calls),
        session.agent_calls ? `${percent(session.agent_calls / session.calls)} by sub-agents` : 'no sub-agents',
      ],
      ['Tokens', tokens(total(session)), `${tokens(session.output)} of them output`],
      [
        'Largest context',
        tokens(session.largest_context),
        `${percent(session.cache_read / Math.max(1, total(session) - session.output))} from cache`,
      ],
      ['Took', duration(session.ended_at - session.started_at), when(session.started_at)],
    ]),
    card(
      'Context by call',
      `${whole(main.length)} calls of the main conversation${main.length < calls.length ? `, ${whole(calls.length - main.length)} of sub-agents` : ''}`,
      context(calls, marks),
      legend(['sent', 'by sub-agents', 'from cache'], main.length < calls.length ? [0, 1, 2] : [0, 2], kinds(marks)),
    ),
    main.length < calls.length &&
      card(
        'Sub-agents over time',
        'pieces of work; a pause of five minutes ends one',
        lanes(calls, marks),
        h('div', { class: 'tabled' }, laneTable(calls)),
      ),
    models.length > 1 &&
      card(
        'Models',
        null,
        table(
          'session-models',
          [
            ['model', row => row.model, { text: true }],
            ['calls', row => whole(row.calls)],
            ['tokens', row => tokens(total(row))],
            ['output', row => tokens(row.output), { less: true }],
            ['cost', cost],
          ],
          models,
        ),
      ),
    folded(
      calls.length > MOST_ROWS ? `The first ${MOST_ROWS} calls` : 'Calls',
      Math.min(calls.length, MOST_ROWS),
      table(
        'session-calls',
        [
          [
            'time',
            call =>
              server.context
                ? h('a', { class: 'link', href: address({ call: call.call }) }, stamp(call.at))
                : stamp(call.at),
            { text: true },
          ],
          ['model', call => call.model ?? NONE, { text: true, less: true }],
          ['agent', call => call.agent ?? '', { text: true, less: true }],
          ...(marks.size ? [['before it', call => eventOf(marks, calls, call), { text: true }]] : []),
          ['context', call => tokens(sent(call))],
          ['cached', call => tokens(call.cache_read)],
          ['written', call => tokens(call.cache_write_5m + call.cache_write_1h), { less: true }],
          ['output', call => tokens(call.output)],
          ['cost', cost],
        ],
        calls.slice(0, MOST_ROWS),
      ),
    ),
  ].filter(Boolean);
}

const SHORT = { compacted: 'compacted', fell: 'context fell', expired: 'cache expired' };
const eventOf = (marks, calls, call) => SHORT[marks.get(calls.indexOf(call))] ?? '';
const kinds = marks =>
  Object.keys(EVENTS)
    .map(kind => [kind, [...marks.values()].filter(each => each === kind).length])
    .filter(([, count]) => count)
    .map(([kind, count]) =>
      h(
        'span',
        { title: EVENTS[kind].why },
        h('i', {
          class: EVENTS[kind].dash.length ? 'dash' : 'dash whole',
          style: { color: `var(${EVENTS[kind].color})` },
        }),
        `${EVENTS[kind].name} (${count}×)`,
      ),
    );

const stamp = at => `${date(at)} ${clock(at)}`;

// What was said around one call; only a dashboard that was started with --context has it.
function around(said, address) {
  const close = h('a', { class: 'link', href: address({ call: null }) }, 'Close');
  if (said.error)
    return card(
      'What was said',
      close,
      h('p', { class: 'dim' }, rich(`${said.error.message} ${said.error.remedy ?? ''}`)),
    );
  return card(
    `What was said around ${stamp(said.call.at)}`,
    close,
    said.entries.map(entry =>
      h(
        'article',
        { class: 'said' },
        h(
          'span',
          { class: 'dim' },
          [entry.kind, entry.name, entry.of_call && 'this call', entry.at && clock(Date.parse(entry.at) / 1000)]
            .filter(Boolean)
            .join(' · '),
        ),
        entry.left_out
          ? h('p', { class: 'dim' }, `${whole(entry.characters)} characters, left out`)
          : h('pre', null, entry.text, entry.cut && ' …'),
      ),
    ),
  );
}

function context(calls, marks) {
  const numbers = calls.map((_, index) => index + 1),
    pick = wanted => calls.map(call => (!!call.agent === wanted ? sent(call) : null));
  const names = [
    ['sent', '--c0', pick(false)],
    ...(calls.some(call => call.agent) ? [['by sub-agents', '--c1', pick(true)]] : []),
    ['from cache', '--c2', calls.map(call => (call.agent ? null : call.cache_read))],
  ];
  return plot(
    `Context of ${calls.length} calls; the table below has its numbers`,
    (css, uPlot) => ({
      marks: [...marks].map(([at, kind]) => [at + 1, css(EVENTS[kind].color), EVENTS[kind].dash]),
      scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(high * 1.05, 1000)] } },
      series: [
        {},
        ...names.map(([label, name], index) => ({
          label,
          stroke: css(name),
          width: index === 0 ? 2 : 1.5,
          spanGaps: true,
          ...(name === '--c1'
            ? { paths: () => null, points: { show: true, size: 5, fill: css(name) } }
            : { paths: uPlot.paths.stepped({ align: 1 }), points: { show: calls.length < 3 } }),
        })),
      ],
      axes: [
        { size: 32, values: (_, list) => list.map(value => (Number.isInteger(value) ? value : '')) },
        { size: 60, values: (_, list) => list.map(rounded) },
      ],
    }),
    [numbers, ...names.map(([, , values]) => values)],
    at => [
      `call ${at + 1} · ${stamp(calls[at].at)}`,
      [
        [calls[at].agent ? 1 : 0, calls[at].agent ?? 'sent', tokens(sent(calls[at]))],
        [2, 'from cache', tokens(calls[at].cache_read)],
        [null, 'output', tokens(calls[at].output)],
        [null, 'cost', cost(calls[at])],
        ...(marks.has(at) ? [[null, EVENTS[marks.get(at)].name, '']] : []),
      ],
    ],
    300,
  );
}
