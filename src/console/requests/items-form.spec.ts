/** The grid is read as it was filled in, for few identifiers one by one and for many alike. */
import type { CaseState } from '../../transparency/case-state';
import { receivedBody } from '../../transparency/counting/history.fixture';
import { columnsOf, forgottenCell, MOST_COLUMNS, readItems, resultIn, rowsOf } from './items-form';
import { Posted } from './posted';

const hash = (index: number) => index.toString(16).padStart(64, '0');
function state(targets: number, items: CaseState['items'] = []): Pick<CaseState, 'facts' | 'items'> {
  const named = Array.from({ length: targets }, (_, index) => ({ hash: hash(index) }));
  return { facts: receivedBody({ targets: named, categories: ['push_token', 'file_times'] }, 1), items };
}

it('has one cell for each identifier and category, and takes only what a draft may say', () => {
  const two = state(2);
  const posted = new Posted({
    draft_decision_0_push_token: 'pending',
    draft_decision_1_push_token: 'rejected',
    draft_decision_0_file_times: 'disclosed',
    draft_decision_1_file_times: '',
    draft_decision_2_file_times: 'pending',
    draft_decision_0_identity: 'pending',
  });
  expect(readItems('draft_decision', posted, two)).toEqual([
    { result: 'pending', target: hash(0), category: 'push_token' },
    { result: 'rejected', target: hash(1), category: 'push_token' },
  ]);
});

it('has one cell for all where there are many, or none', () => {
  const posted = new Posted({ draft_disclosure_all_push_token: 'no_data' });
  const many = readItems('draft_disclosure', posted, state(MOST_COLUMNS + 1));
  expect(many).toHaveLength(MOST_COLUMNS + 1);
  expect(readItems('draft_disclosure', posted, state(0))).toEqual([{ result: 'no_data', category: 'push_token' }]);
  const [all] = columnsOf(state(MOST_COLUMNS + 1, many));
  expect(all && resultIn(many, all, 'push_token')).toBe('no_data');
  expect(
    all && resultIn([...many.slice(1), { ...many[0], result: 'withdrawn' } as never], all, 'push_token'),
  ).toBeUndefined();
});

it('offers every category while nobody has said which', () => {
  const { facts } = state(1);
  expect(rowsOf({ facts, items: [] })).toEqual(['push_token', 'file_times']);
  expect(rowsOf({ facts: { ...facts, categories: [] }, items: [] }).length).toBeGreaterThan(15);
  expect(rowsOf({ facts, items: [{ result: 'pending', category: 'identity' }] })).toContain('identity');
});

it('lets nothing be forgotten that was asked for, or is answered already', () => {
  const forgotten = (fields: object, items: CaseState['items'] = []) =>
    forgottenCell('draft_decision', new Posted(fields), state(2, items));
  const both = { draft_decision_0_push_token: 'pending', draft_decision_1_file_times: 'rejected' };
  expect(forgotten(both)).toBeUndefined();
  expect(forgotten({ draft_decision_0_push_token: 'pending' })).toBe('draft_decision_0_file_times');
  const before = [{ result: 'pending', target: hash(1), category: 'push_token' }] as const;
  expect(forgotten(both, before)).toBe('draft_decision_1_push_token');
});
