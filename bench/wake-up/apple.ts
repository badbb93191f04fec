/** Helper: a fake Apple that notes when so many wake-ups had been accepted. */
import { FakeApple } from '../../test/fakes/apple/fake-apple';

/** Settings for the relay; the key is still to be written to a file. */
export interface AppleSettings {
  readonly keyPem: string;
  readonly settings: Readonly<Record<string, string>>;
}

export const appleCalls = { start, expect, progress };
export type AppleCalls = typeof appleCalls;

/** When the first and the last of the wake-ups that count was accepted, in ms of a steady clock. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  beganAt?: number;
  endedAt?: number;
  seen: number;
}

let apple: FakeApple | undefined;
let current: Stretch | undefined;

async function start(): Promise<AppleSettings> {
  apple = await FakeApple.start({ keep: 1_000 });
  apple.pushes.on(() => note());
  const { url, team, topic, caFile } = apple;
  return {
    keyPem: team.keyPem,
    settings: {
      APNS_KEY_ID: team.keyId,
      APNS_TEAM_ID: team.teamId,
      APNS_TOPIC: topic,
      APNS_ENDPOINT: url,
      APNS_SANDBOX_ENDPOINT: url,
      APNS_CA_FILE: caFile,
    },
  };
}

/** From now on wake-ups are counted: the stretch goes from number `from` to number `to`. */
function expect({ from, to }: { readonly from: number; readonly to: number }): void {
  current = { from, to, seen: 0 };
}

/** Wake-ups accepted since `expect`, and how many a second over the stretch once it is over. */
function progress(): { seen: number; perSecond?: number } {
  const { from, to, beganAt, endedAt, seen } = current ?? { from: 0, to: 0, seen: 0 };
  if (beganAt === undefined || endedAt === undefined) return { seen };
  return { seen, perSecond: (1_000 * (to - from)) / (endedAt - beganAt) };
}

function note(): void {
  if (current === undefined) return;
  current.seen += 1;
  if (current.seen === current.from) current.beganAt = performance.now();
  if (current.seen === current.to) current.endedAt = performance.now();
}
