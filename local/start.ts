/** `npm start`: brings up what is missing around the relay, shows messages on both ways, then keeps serving. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Phone } from '../test/fakes/phone/phone';
import { Closing } from './closing';
import type { OpeningNews } from './console-opening';
import { ORDERED_TROUBLE, Traffic } from './demo/traffic';
import { type JourneyParts, seconds, subscribePhone, subscribeStockPhone, wakePhone } from './journey';
import { onionPublicKey } from './key-files';
import { OpeningProcess } from './opening-process';
import { type LogLine, RelayProcess } from './relay-process';
import type { SignInLink } from './sign-in-links';
import { type Surroundings, startSurroundings } from './surroundings';
import { troubleInWords } from './trouble-in-words';

const USAGE = `npm start [-- --once]

Starts the relay with everything it needs that the settings do not name: Postgres, keys, a small storage network,
a fake Apple and a fake Google, and two simulated phones: one that lends the relay a right to read, and one with
today's app, which does not (unless WATCH_MONITOR is off). Prints each step, then keeps serving until Ctrl-C, with the
console and links for its first two people. Where nothing real is named, the console is filled with an invented past,
and a few more phones get messages now and then.

  --once   exit with 0 after each of them was woken, with 1 and the reason otherwise
`;

const closing = new Closing();
const began = performance.now();
let last = began;

function tell(what: string): void {
  const now = performance.now();
  process.stdout.write(`${seconds(now - began).padStart(8)}  ${`+${seconds(now - last)}`.padStart(8)}  ${what}\n`);
  last = now;
}

/** What a relay says that then cannot start stands in the error. */
let held: string[] | undefined = [];

/** Whether our own Apple says no now and then. */
let ordersTrouble = false;

/** The relay's own log stays quiet unless something is wrong that was not ordered. */
function showTrouble(line: LogLine, text: string): void {
  if (ordersTrouble && ORDERED_TROUBLE.has(line.msg)) return;
  if (line.level !== 'warn' && line.level !== 'error' && line.level !== undefined) return;
  if (held === undefined) process.stdout.write(`          ${text}\n`);
  else held.push(text);
}

function relayStands(): void {
  for (const text of held ?? []) process.stdout.write(`          ${text}\n`);
  held = undefined;
  tell('the relay, in all its roles');
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { once: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  process.stdout.write('   in all      step\n');
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const around = await startSurroundings(given, closing, tell);
  // A run that only shows one wake-up must not fail because another relay has the usual ports.
  const ports = values.once ? { PORT: '0', OPS_PORT: '0', CONSOLE_PORT: '0' } : {};
  const settings = withUrls({
    PUBLIC_HOST: '127.0.0.1',
    ...ports,
    ...given,
    ...around.settings,
    ROLE: 'all',
  } as Record<string, string>);
  const relay = closing.add('relay', await RelayProcess.start({ settings, onLine: showTrouble }), (one) => one.stop());
  relayStands();

  const parts: Omit<JourneyParts, 'apple'> = {
    devnet: around.devnet,
    seedUrls: (settings.SEED_NODES ?? '').split(',').map((url) => url.trim()),
    relay: { url: relay.publicUrl ?? '', x25519: await onionPublicKey(settings.ONION_KEY_FILE ?? '') },
    tell,
  };
  // A simulated phone has no token that the real Apple would know: it runs where Apple is ours.
  const isOnce = values.once ?? false;
  const { apple } = around;
  const phone = apple && (await showJourney({ ...parts, apple }, isOnce, withStock(settings)));
  if (phone === undefined && isOnce) await firstAcceptedWakeUp(relay);
  if (isOnce) return;
  showAddresses(relay, settings, parts.relay.x25519);
  const inventFor = around.isDemo && phone !== undefined ? phone.account.hex : null;
  if (inventFor !== null && apple !== undefined) startTraffic({ ...parts, apple }, settings);
  const order = { consoleUrl: consoleUrlOf(relay, settings), inventFor };
  const onNews = (news: OpeningNews) => showNews(news, around);
  const opening = closing.add('opening', OpeningProcess.start(settings, order, onNews), (one) => one.stop());
  await opening.ended();
  while (relay.running) await pause(1_000);
  throw new Error('the relay ended');
}

/** Passkeys belong to a name, and 127.0.0.1 is none: staff come by `localhost`. A port that is not known yet names nothing. */
function withUrls(settings: Record<string, string>): Record<string, string> {
  const { PORT = '3000', CONSOLE_PORT = '3001' } = settings;
  const urls: Record<string, string> = {};
  if (PORT !== '0') urls.PUBLIC_URL = `http://localhost:${PORT}`;
  if (CONSOLE_PORT !== '0') urls.CONSOLE_URL = `http://localhost:${CONSOLE_PORT}`;
  return { ...urls, ...settings };
}

function consoleUrlOf(relay: RelayProcess, { CONSOLE_URL }: Readonly<Record<string, string>>): string {
  return CONSOLE_URL ?? `http://localhost:${new URL(relay.consoleUrl ?? '').port}`;
}

const withStock = ({ WATCH_MONITOR }: Readonly<Record<string, string>>) => WATCH_MONITOR !== 'off';

async function showJourney(parts: JourneyParts, once: boolean, withStock: boolean): Promise<Phone> {
  const phone = await subscribePhone(parts);
  await wakePhone(phone, parts);
  if (withStock) await wakePhone(await subscribeStockPhone(parts), parts);
  if (once || !process.stdin.isTTY) return phone;
  process.stdin.on('data', () => {
    wakePhone(phone, parts).catch((error) => process.stderr.write(`${error.message}\n`));
  });
  process.stdout.write('\n  Press Enter to store another message.\n');
  return phone;
}

/** For networks and vendors that were not brought along: any wake-up counts, from whichever phone. */
async function firstAcceptedWakeUp(relay: RelayProcess): Promise<void> {
  tell('waiting for the first wake-up a push service accepts');
  const accepted = async () => {
    const text = await (await fetch(`${relay.opsUrl}/metrics`)).text();
    const values = text.matchAll(/^relay_wake_up_pairs_total\{[^}]*outcome="accepted"[^}]*\} (\d+)/gm);
    return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
  };
  for (const before = await accepted(); (await accepted()) <= before; await pause(200)) {
    if (!relay.running) throw new Error('the relay ended');
  }
  tell('a push service accepted a wake-up');
}

function showAddresses(relay: RelayProcess, settings: Readonly<Record<string, string>>, onionKey: string): void {
  process.stdout.write(`
  Client API    ${relay.publicUrl}   (onion key ${onionKey})
  API document  ${relay.publicUrl}/docs
  Reports       ${relay.publicUrl}/transparency-reports
  Console       ${consoleUrlOf(relay, settings)}
  Health        ${relay.opsUrl}/health/ready
  Metrics       ${relay.opsUrl}/metrics

`);
}

/** A few more phones, and messages from now on. */
function startTraffic({ apple, seedUrls, relay }: JourneyParts, settings: Readonly<Record<string, string>>): void {
  ordersTrouble = true;
  closing.add('traffic', Traffic.start({ apple, seedUrls, relay, withStock: withStock(settings) }), (one) =>
    one.stop(),
  );
}

function showNews(news: OpeningNews, { settings }: Surroundings): void {
  if (news.kind === 'links') showLinks(news.links, settings);
  else if (news.kind === 'no links') tell(`no link to sign in could be made: ${news.reason}`);
  else if (news.trouble === undefined) tell('requests, reports and people were invented: every page shows life');
  else tell(`not everything could be invented: ${news.trouble}`);
}

/** `made`: settings that whoever started this does not have, and needs to reach the same database. */
function showLinks(links: readonly SignInLink[] | null, made: Readonly<Record<string, string>>): void {
  if (links === null) {
    const needed = ['DATABASE_URL', 'DATA_KEYS_FILE', 'CONSOLE_URL'].filter((name) => made[name] !== undefined);
    const shown = needed.map((name) => `${name}=${made[name]} `).join('');
    process.stdout.write(`
  Somebody can sign in to the console already. For a link for somebody else:
  ${shown}npm run relay -- staff invite NAME --roles ROLE,…
`);
  } else {
    process.stdout.write(
      '\n  Each link lets one person into the console, once, within a day. Approvals take two people:\n' +
        '  open the first link in your browser, the second in a private window.\n',
    );
    for (const { name, roles, url } of links) {
      process.stdout.write(`\n  ${url}\n  ${name}: ${roles.map((role) => role.replaceAll('_', ' ')).join(', ')}\n`);
    }
  }
  process.stdout.write('\n  Ctrl-C ends everything.\n');
}

async function finish(code: number): Promise<never> {
  for (const name of await closing.run()) process.stderr.write(`${name} did not close cleanly\n`);
  process.exit(code);
}

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    process.stdout.write('\n  closing\n');
    void finish(0);
  });
}

main().then(
  () => (ending ? undefined : finish(0)),
  (error) => {
    if (ending) return;
    process.stderr.write(`\n${troubleInWords(error)}\n`);
    void finish(1);
  },
);
