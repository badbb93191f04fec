/** Lets the invented people in, as real ones are. */
import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { DemoRoom } from './demo-room';
import { CAST } from './invented-people';

/** They set up passwords that nobody keeps. */
export async function enrolCast({ clock, staff }: DemoRoom, at: number): Promise<void> {
  for (const [index, [name, roles]] of CAST.entries()) {
    clock.set(at + index * 600_000);
    const { token } = await staff.invitations.byOperator(name, roles);
    const { totpSecret } = await staff.enrolment.open(token);
    const password = randomBytes(24).toString('base64');
    const code = codeOf(totpSecret, clock.now());
    const done = await staff.enrolment.withPassword(token, { password, again: password, code }, AT_A_DESK);
    if ('faults' in done) throw new Error(`${name} could not enrol: ${JSON.stringify(done.faults)}`);
  }
}

const AT_A_DESK = {
  address: 'loopback',
  agent: 'Demonstration',
  knownBrowser: undefined,
  party: { id: 'localhost', origin: 'http://localhost' },
};

/** As an authenticator app shows it. */
function codeOf(secret: Buffer, nowMs: number): string {
  return new TOTP({ secret: new Secret({ buffer: Uint8Array.from(secret).buffer }) }).generate({ timestamp: nowMs });
}
