/** What the relay asked the nodes of a network, as those nodes saw it. */
import type { Devnet } from '../fakes/devnet/devnet';
import type { Phone } from '../fakes/phone/phone';
import { until } from '../support/until';

export interface Question {
  /** ms since the epoch. */
  readonly at: number;
  readonly namespace: number;
}

/** For a machine that is busy with much else. */
const PATIENCE_MS = 60_000;
/** Questions for somebody else, in whose time nobody was asked for this one, show that nobody will be. */
const ENOUGH = 12;

/** Every retrieve for the account that came to a node through an onion after `since`, whoever sent it. */
export function questionsFor(devnet: Devnet, { account }: Phone, since = 0): Question[] {
  const questions: Question[] = [];
  for (const node of devnet.nodes) {
    for (const { at, role, methods, accounts, seen } of node.sightings.all) {
      if (at < since || role !== 'destination' || !methods.includes('retrieve') || !accounts.includes(account.hex))
        continue;
      const text = (seen.at(-1) as Buffer).toString('latin1');
      for (const [retrieve] of text.matchAll(/\{"method":"retrieve","params":\{[^{}]*\}\}/g)) {
        const { params } = JSON.parse(retrieve) as { params: { pubkey: string; namespace?: number } };
        if (params.pubkey === account.hex) questions.push({ at, namespace: params.namespace ?? 0 });
      }
    }
  }
  return questions;
}

/** Resolves when the relay asks for the account in this namespace. */
export async function isAsked(devnet: Devnet, phone: Phone, namespace = 0, since = 0): Promise<void> {
  await until(() => questionsFor(devnet, phone, since).some((each) => each.namespace === namespace), PATIENCE_MS);
}

/**
 * Resolves when the relay asks for the account (in this namespace) no more: it asked many times for another account
 * meanwhile. `control` is a phone that is watched; it is written to, so that it stays interesting.
 */
export async function isAskedNoMore(devnet: Devnet, phone: Phone, control: Phone, namespace?: number): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; ; ) {
    const since = Date.now();
    await control.swarm.store();
    await until(() => questionsFor(devnet, control, since).length >= ENOUGH, PATIENCE_MS);
    const asked = questionsFor(devnet, phone, since).filter((each) => each.namespace === (namespace ?? each.namespace));
    if (asked.length === 0) return;
    if (Date.now() > deadline) throw new Error('the account is asked for still');
  }
}

/** Resolves when at least two members have been asked for the account after this call began. */
export async function isAskedAgain(devnet: Devnet, phone: Phone): Promise<void> {
  const since = Date.now();
  const members = devnet.swarmOf(phone.account).members;
  const isAnswered = (node: (typeof members)[number]) =>
    node.sightings.all.some(
      (each) => each.at > since && each.role === 'destination' && each.accounts.includes(phone.account.hex),
    );
  await until(() => members.filter(isAnswered).length >= 2, PATIENCE_MS);
}

/** Resolves when every member of its swarm has been asked to tell of the account's messages. */
export async function isMonitored(devnet: Devnet, { account }: Phone): Promise<void> {
  const { members } = devnet.swarmOf(account);
  await until(
    () => members.every(({ monitor }) => monitor.monitors.some((each) => each.account === account.hex)),
    PATIENCE_MS,
  );
}
