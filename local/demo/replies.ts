/** Replies that the invented staff took over from the texts to begin with; one still waits for its second person. */
import { FIRST_TEXTS } from '../../src/console/replies/first-texts';
import type { DemoRoom } from './demo-room';
import { APPROVER, OFFICER } from './invented-people';

export async function adoptReplies({ replies }: DemoRoom): Promise<void> {
  for (const [index, { title, en }] of FIRST_TEXTS.entries()) {
    const id = await replies.begin({ title, texts: { en, de: null, fr: null, it: null } }, OFFICER);
    if (index === FIRST_TEXTS.length - 1) continue;
    await replies.decide(id, 1, { by: APPROVER, decision: 'approved', note: null });
  }
}
