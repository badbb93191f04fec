/** `npm start`: brings up what is missing around the relay, shows messages on both ways, then keeps serving. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Closing } from './closing';
import { type JourneyParts, seconds, subscribePhone, subscribeStockPhone, wakePhone } from './journey';
import { onionPublicKey } from './key-files';
import { type LogLine, RelayProcess } from './relay-process';
import { startSurroundings } from './surroundings';

const USAGE = `npm start [-- --once]

Starts the relay with everything it needs that the settings do not name: Postgres, keys, a small storage network,
a fake Apple and a fake Google, and two simulated phones: one that lends the relay a right to read, and one with
today's app, which does not (unless WATCH_MONITOR is off). Prints each step, then keeps serving until Ctrl-C.

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

/** The relay's own log stays quiet unless something is wrong. */
function showTrouble(line: LogLine, text: string): void {
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
  const settings = { PUBLIC_HOST: '127.0.0.1', ...ports, ...given, ...around.settings, ROLE: 'all' } as Record<
    string,
    string
  >;
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
  const withStock = settings.WATCH_MONITOR !== 'off';
  if (around.apple !== undefined) await showJourney({ ...parts, apple: around.apple }, isOnce, withStock);
  else if (values.once) await firstAcceptedWakeUp(relay);
  if (!values.once) await serve(relay, parts.relay.x25519);
}

async function showJourney(parts: JourneyParts, once: boolean, withStock: boolean): Promise<void> {
  const phone = await subscribePhone(parts);
  await wakePhone(phone, parts);
  if (withStock) await wakePhone(await subscribeStockPhone(parts), parts);
  if (once || !process.stdin.isTTY) return;
  process.stdin.on('data', () => {
    wakePhone(phone, parts).catch((error) => process.stderr.write(`${error.message}\n`));
  });
  process.stdout.write('\n  Press Enter to store another message.\n');
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

async function serve(relay: RelayProcess, onionKey: string): Promise<void> {
  process.stdout.write(`
  Client API    ${relay.publicUrl}   (onion key ${onionKey})
  API document  ${relay.publicUrl}/docs
  Health        ${relay.opsUrl}/health/ready
  Metrics       ${relay.opsUrl}/metrics

  Ctrl-C ends everything.
`);
  while (relay.running) await pause(1_000);
  throw new Error('the relay ended');
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
    process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
    void finish(1);
  },
);
