/** Ways that many requests take: from arrival to review, from review to an answer. */
import type { BodyOf, CaseItem } from '../../src/transparency/case-event';
import type { CaseState } from '../../src/transparency/case-state';
import { DAY, HOUR, MINUTE } from './calendar';
import { CUSTODIAN, OFFICER } from './invented-people';
import { letterOut } from './papers';
import type { RequestStory } from './story';

type Result = CaseItem['result'];
type Reason = BodyOf<'draft_decision'>['reasons'][number];

/** Read, confirmed, and the sender found to be who they say. */
export function toReview(request: RequestStory): RequestStory {
  return request
    .after(25 * MINUTE)
    .take(OFFICER, { type: 'triage' })
    .after(5 * MINUTE)
    .take(OFFICER, { type: 'confirm_receipt' })
    .after(10 * MINUTE)
    .take(OFFICER, { type: 'begin_verification' })
    .after(3 * HOUR)
    .checked(OFFICER, {
      result: 'verified',
      contact: {
        ...{ source: 'official_register', way: 'phone' },
        where: 'The main number in the public register of authorities',
        person: 'Clerk of the office, who found the request under its reference',
      },
      marks: [
        { mark: 'mail_domain', fits: true },
        { mark: 'stamp_signature', fits: true },
      ],
    });
}

/** Each target × each category, with the results in turn; the last result stands for all that follow. */
export function itemsOf({ facts }: CaseState, results: readonly Result[]): CaseItem[] {
  const targets = facts.targets.map(({ hash }) => hash);
  return targets
    .flatMap((target) => facts.categories.map((category) => ({ target, category })))
    .map((one, index) => ({ ...one, result: results[Math.min(index, results.length - 1)] ?? 'pending' }));
}

/** Drafted and submitted: a second person is asked whether to refuse. */
export function toRefusal(request: RequestStory, ...reasons: readonly Reason[]): RequestStory {
  return request
    .after(1 * DAY)
    .take(OFFICER, (state) => ({ type: 'draft_decision', items: itemsOf(state, ['rejected']), reasons: [...reasons] }))
    .after(40 * MINUTE)
    .take(OFFICER, { type: 'submit_decision' });
}

/** Drafted and submitted: a second person is asked whether to search. */
export function toSearch(request: RequestStory): RequestStory {
  return request
    .after(20 * HOUR)
    .take(OFFICER, (state) => ({ type: 'draft_decision', items: itemsOf(state, ['pending']), reasons: [] }))
    .after(30 * MINUTE)
    .take(OFFICER, { type: 'submit_decision' });
}

/** Searched after approval; what is to be answered is drafted and submitted. */
export function toDisclosure(request: RequestStory, results: readonly Result[]): RequestStory {
  return toSearch(request)
    .after(3 * HOUR)
    .decided()
    .after(2 * HOUR)
    .search(CUSTODIAN, 'push_registration')
    .after(2 * HOUR)
    .take(OFFICER, (state) => ({ type: 'draft_disclosure', items: itemsOf(state, results) }))
    .after(20 * MINUTE)
    .take(OFFICER, { type: 'submit_disclosure' });
}

/** Approved, answered by letter, closed. */
export function toEnd(request: RequestStory, title: string, ...lines: readonly string[]): RequestStory {
  return request
    .after(4 * HOUR)
    .decided()
    .after(1 * HOUR)
    .paper(OFFICER, letterOut('answer.pdf', title, lines))
    .after(15 * MINUTE)
    .take(OFFICER, { type: 'close' });
}

/** Whoever holds the first account of which something is handed over is told. */
export function told(request: RequestStory, notice: BodyOf<'user_notice'>['notice']): RequestStory {
  return request.after(10 * MINUTE).take(OFFICER, ({ facts }) => ({
    type: 'user_notice',
    target: facts.targets[0]?.hash ?? '',
    notice,
  }));
}
