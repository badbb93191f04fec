/** `npm start`: brings up what is missing around the relay, shows messages on both ways, then keeps serving. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Phone } from '../test/fakes/phone/phone';
import { Closing } from './closing';
import { INVENTED_PEOPLE } from './demo/invented-people';
import { ORDERED_TROUBLE, Traffic } from './demo/traffic';
import { type JourneyParts, seconds, subscribePhone, subscribeStockPhone, wakePhone } from './journey';
import { onionPublicKey } from './key-files';
import { type LogLine, RelayProcess } from './relay-process';
import { type Surroundings, startSurroundings } from './surroundings';

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
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const around = await startSurroundings(given, closing, tell);
  // A run that only shows one wake-up must not fail because another relay has the usual ports.
  const ports = values.once ? { PORT: '0', OPS_PORT: '0', CONSOLE_PORT: '0' } : {};
  const settings = withConsoleUrl({
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
  if (phone !== undefined) await demonstrate({ around, settings, parts, phone });
  await showSignIn({ settings, around, consoleUrl: consoleUrlOf(relay, settings) });
  process.stdout.write('\n  Ctrl-C ends everything.\n');
  while (relay.running) await pause(1_000);
  throw new Error('the relay ended');
}

/** Passkeys belong to a name, and 127.0.0.1 is none: staff come by `localhost`. A port that is not known yet names nothing. */
function withConsoleUrl(settings: Record<string, string>): Record<string, string> {
  const { CONSOLE_PORT = '3001', CONSOLE_URL } = settings;
  if (CONSOLE_URL !== undefined || CONSOLE_PORT === '0') return settings;
  return { ...settings, CONSOLE_URL: `http://localhost:${CONSOLE_PORT}` };
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

interface Demonstration {
  readonly around: Surroundings;
  readonly settings: Readonly<Record<string, string>>;
  readonly parts: Omit<JourneyParts, 'apple'>;
  readonly phone: Phone;
}

/** Messages from now on; and a past for the console, where nothing in it is real. Either may fail without harm. */
async function demonstrate({ around, settings, parts, phone }: Demonstration): Promise<void> {
  const { apple, isDemo } = around;
  if (!isDemo || apple === undefined) return;
  ordersTrouble = true;
  const { seedUrls, relay } = parts;
  closing.add('traffic', Traffic.start({ apple, seedUrls, relay, withStock: withStock(settings) }), (one) =>
    one.stop(),
  );
  const ended = new AbortController();
  // Only now: what it takes to load is not waited for by the first wake-up.
  const inventing = import('./demo/invent.js').then(({ invent }) =>
    invent({ settings, phone: phone.account.hex, signal: ended.signal }),
  );
  closing.add('inventing', inventing, async (done) => {
    ended.abort();
    await done.catch(() => undefined);
  });
  try {
    await inventing;
    if (!ending) tell('requests, reports and people were invented, and a few more phones subscribed');
  } catch (error) {
    if (!ending) process.stderr.write(`  Not everything could be invented: ${messageOf(error)}\n`);
  }
}

interface SignIn {
  readonly settings: Readonly<Record<string, string>>;
  readonly around: Surroundings;
  readonly consoleUrl: string;
}

async function showSignIn({ settings, around, consoleUrl }: SignIn): Promise<void> {
  if (ending) return;
  const { signInLinks } = await import('./sign-in-links.js');
  const links = await signInLinks(settings, consoleUrl, INVENTED_PEOPLE);
  if (links === undefined) {
    const ours = ['DATABASE_URL', 'DATA_KEYS_FILE'].filter((name) => around.settings[name] !== undefined);
    const shown = ours.map((name) => `${name}=${around.settings[name]} `).join('');
    process.stdout.write(`
  Somebody can sign in to the console already. For a new link:
  ${shown}npm run relay -- staff invite NAME --roles ROLE,…
`);
    return;
  }
  process.stdout.write(
    '\n  The console lets in whoever opens one of these, once, within a day. Approvals take two people:\n',
  );
  for (const { name, roles, url } of links) {
    process.stdout.write(`\n  ${name}   ${roles.map((role) => role.replaceAll('_', ' ')).join(', ')}\n  ${url}\n`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
    process.stderr.write(`\n${messageOf(error)}\n`);
    void finish(1);
  },
);
