/** Cases in every stage of their life, each stage several times: a form that changes its case leaves others to try. */
import type { EventBody } from '../../../src/transparency/case-event';
import type { Room } from '../../transparency/room';

const items: Extract<EventBody, { type: 'draft_decision' }>['items'] = [
  { result: 'rejected', category: 'push_registration' },
];

const WAY: readonly EventBody[] = [
  { type: 'triage' },
  { type: 'begin_verification' },
  { type: 'verify', how: 'called back' },
  { type: 'draft_decision', items, reasons: ['overbroad'] },
  { type: 'submit_decision' },
];

/** How many cases stop after how many steps of the way. */
const STAGES: readonly (readonly [number, number])[] = [
  [0, 3],
  [2, 3],
  [3, 2],
  [5, 2],
];

/** Also leaves what waits for a second person, asked for by somebody who is nobody else. */
export async function furnishStages(room: Room): Promise<void> {
  for (const [steps, count] of STAGES) {
    for (let one = 0; one < count; one += 1) {
      const caseId = await room.contact({ reference: `stage ${steps} ${one}`, deadlineAt: '2026-02-12T10:00:00Z' });
      for (const body of WAY.slice(0, steps)) await room.step(caseId, body);
      const { version } = await room.log.state(caseId);
      if (steps === 2)
        await room.work.ask({ caseId, version, by: 'officer' }, { type: 'redact', narrative: `case ${one}` });
    }
  }
}
