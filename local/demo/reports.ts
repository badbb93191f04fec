/** Reports of the demonstration: published in time, one of them twice; one correction waits for a second person. */
import type { Sql } from '../../src/platform/database/database.service';
import type { VersionReason } from '../../src/transparency/published-report';
import { type Quarter, shifted } from '../../src/transparency/quarter';
import type { Draft } from '../../src/transparency/reports.service';
import { type Calendar, HOUR, iso, MINUTE } from './calendar';
import type { DemoRoom } from './demo-room';
import { APPROVER, OFFICER } from './invented-people';
import { importedQuarters } from './past-quarters';
import type { Story } from './story';

export function publishReports(story: Story, calendar: Calendar, begin: number): void {
  story.add(begin, publishDeclared);
  const { newest } = calendar;
  for (const quarter of [...importedQuarters(calendar), shifted(newest, -2), shifted(newest, -1), newest]) {
    publishOne(story, quarter, calendar.publicationOf(quarter), 'first');
  }
  publishOne(story, shifted(newest, -2), calendar.in(shifted(newest, -1), 46, '11:00'), 'hold_lifted');
  story.add(calendar.before(3 * HOUR), async (room) => {
    const draft = await draftOf(room, shifted(newest, -1), calendar.before(3 * HOUR), 'misclassified');
    await room.reports.requestApproval(draft.id, OFFICER);
  });
}

/** What the predecessor stated, under our key. */
async function publishDeclared(room: DemoRoom): Promise<void> {
  const drafts = new Set<string>();
  await room.reports.draftDeclared(OFFICER, async (sql, draft) => {
    drafts.add(draft.id);
    await recordDraft(room, sql, draft);
  });
  const waiting = await room.approvals.waiting();
  for (const draft of drafts) {
    const approval = waiting.find((one) => one.subjectId === draft);
    if (approval === undefined) continue;
    room.clock.set(room.clock.now() + 2 * MINUTE);
    await room.approvals.decide(approval.id, APPROVER, 'approved');
    await publish(room, draft);
  }
}

function publishOne(story: Story, quarter: Quarter, at: number, reason: VersionReason): void {
  story.add(at, async (room) => {
    const { id } = await draftOf(room, quarter, at - 4 * HOUR, reason);
    const approvalId = await room.reports.requestApproval(id, OFFICER);
    room.clock.set(at + 90 * MINUTE);
    await room.approvals.decide(approvalId, APPROVER, 'approved');
    room.clock.set(at + 2 * HOUR);
    await publish(room, id);
  });
}

function draftOf(room: DemoRoom, quarter: Quarter, dataAsOf: number, reason: VersionReason): Promise<Draft> {
  const request = { quarter, dataAsOf: iso(dataAsOf), reason, by: OFFICER };
  return room.reports.draft(request, (sql, draft) => recordDraft(room, sql, draft));
}

function recordDraft({ acts }: DemoRoom, sql: Sql, { sha256, substance }: Draft): Promise<void> {
  const subject = `${substance.quarter} v${substance.version}`;
  return acts.record(sql, { by: OFFICER, kind: 'report_drafted', subject, details: { sha256 } });
}

async function publish({ publishing, approvals }: DemoRoom, id: string): Promise<void> {
  await publishing.publish({ id, approvals: await approvals.about(id) }, OFFICER);
}
