/** Signatures that nodes do not take: who said so is not shown them again, and after two members nobody is. */

/** Beyond this the oldest are forgotten, and shown again. */
const MOST = 100_000;
const MEMBERS = 2;

export class ItemRefusals {
  private readonly members = new Map<string, string[]>();

  constructor(private readonly most = MOST) {}

  add(accountId: number, signature: Buffer, member: string): void {
    const key = keyOf(accountId, signature);
    const members = this.members.get(key) ?? [];
    if (members.length < MEMBERS && !members.includes(member)) this.members.set(key, [...members, member]);
    for (const oldest of this.members.keys()) {
      if (this.members.size <= this.most) break;
      this.members.delete(oldest);
    }
  }

  /** Whether the signature is not to be shown to this member; without one, to anybody. */
  has(accountId: number, signature: Buffer, member?: string): boolean {
    if (this.members.size === 0) return false;
    const members = this.members.get(keyOf(accountId, signature)) ?? [];
    return members.length >= MEMBERS || (member !== undefined && members.includes(member));
  }
}

/** Sixteen bytes of a signature tell it from any other of the account. */
function keyOf(accountId: number, signature: Buffer): string {
  return `${accountId}/${signature.toString('latin1', 0, 16)}`;
}
