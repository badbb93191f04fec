/** Reports of the demonstration: published in time, one of them twice; one correction waits for a second person. */
import type { VersionReason } from '../../src/transparency/published-report';
import { type Quarter, shifted } from '../../src/transparency/quarter';
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
    const draft = await drafted(room, shifted(newest, -1), calendar.before(3 * HOUR), 'misclassified');
    await room.reports.requestApproval(draft.id, OFFICER);
  });
}

/** What the predecessor stated, under our key. */
async function publishDeclared(room: DemoRoom): Promise<void> {
  await room.reports.draftDeclared(OFFICER);
  for (const { id, subject, subjectId } of await room.approvals.waiting()) {
    if (subject !== 'publish_report') continue;
    await room.approvals.decide(id, APPROVER, 'approved');
    await published(room, subjectId, id);
  }
}

function publishOne(story: Story, quarter: Quarter, at: number, reason: VersionReason): void {
  story.add(at, async (room) => {
    const { id } = await drafted(room, quarter, at - 4 * HOUR, reason);
    const approvalId = await room.reports.requestApproval(id, OFFICER);
    room.clock.set(at + 90 * MINUTE);
    await room.approvals.decide(approvalId, APPROVER, 'approved');
    room.clock.set(at + 2 * HOUR);
    await published(room, id, approvalId);
  });
}

async function drafted(room: DemoRoom, quarter: Quarter, dataAsOf: number, reason: VersionReason) {
  const draft = await room.reports.draft({ quarter, dataAsOf: iso(dataAsOf), reason, by: OFFICER });
  const subject = `${quarter} v${draft.substance.version}`;
  await room.acts.record(room.database, { by: OFFICER, kind: 'report_drafted', subject });
  return draft;
}

function published(room: DemoRoom, draftId: string, approvalId: string) {
  return room.reports.publish(draftId, approvalId, (sql, { report, sha256 }) => {
    const subject = `${report.quarter} v${report.version}`;
    return room.acts.record(sql, { by: OFFICER, kind: 'report_published', subject, details: { sha256 } });
  });
}
