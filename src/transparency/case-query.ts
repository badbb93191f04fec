/** What may be asked of the list of cases: filters, orders, and where a page begins. */
import type { CaseState } from './case-state';
import type { Outcome, Process } from './enumerations';
import type { WaitingFor } from './waiting-for';
import type { Step } from './workflow';

export const CASE_FLAGS = ['open', 'emergency', 'unverified', 'real_time', 'bulk', 'due_soon', 'overdue'] as const;
/** `any`: an order that nobody lifted; `ending`: its last day is near; `expired`: its last day is over. */
export const SECRECIES = ['any', 'none', 'ending', 'expired', 'existence', 'content', 'user_notice'] as const;
export const CASE_ORDERS = ['logged', 'received', 'deadline', 'last', 'secrecy'] as const;

export type CaseFlag = (typeof CASE_FLAGS)[number];
export type Secrecy = (typeof SECRECIES)[number];
export type CaseOrder = (typeof CASE_ORDERS)[number];

/** Every filter that is given must hold. */
export interface CaseFilter {
  readonly waitingFor?: WaitingFor;
  readonly step?: Step;
  readonly kind?: CaseState['kind'];
  readonly requester?: CaseState['facts']['requester'];
  readonly process?: Process;
  readonly outcome?: Outcome;
  readonly country?: string;
  /** The id of one of our directory. */
  readonly authority?: string;
  /** `2026-Q1` */
  readonly quarter?: string;
  readonly loggedBy?: string;
  readonly flags?: readonly CaseFlag[];
  readonly secrecy?: Secrecy;
  /** A case number, a public id, a file's SHA-256, or a reference or identifier as it was written. */
  readonly search?: string;
}

/** The line next to which a page begins, as the page before gave it. */
export interface Place {
  readonly value: string;
  readonly seq: string;
}

export interface CaseQuery {
  readonly filter: CaseFilter;
  readonly order: CaseOrder;
  /** At most one of them. */
  readonly after?: Place;
  readonly before?: Place;
}

export const PAGE_ROWS = 50;
/** What counts as soon: of a deadline, and of the end of an order of secrecy. */
export const DEADLINE_SOON_DAYS = 3;
export const SECRECY_SOON_DAYS = 14;

/** One text, which may stand in an address. */
export function placeText({ value, seq }: Place): string {
  return `${seq}~${value}`;
}

const DAY = /^(?:infinity|\d{4,6}-\d\d-\d\d)$/;
const INSTANT = /^(?:infinity|\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)$/;
const VALUES: Readonly<Record<CaseOrder, RegExp>> = {
  logged: /^\d{1,18}$/,
  received: /^\d{4,6}-\d\d-\d\d$/,
  deadline: INSTANT,
  last: INSTANT,
  secrecy: DAY,
};

/** Undefined for what no page of this order gave. */
export function readPlace(text: string, order: CaseOrder): Place | undefined {
  const [, seq, value = ''] = /^(\d{1,18})~(.+)$/.exec(text) ?? [];
  const isWhole = seq !== undefined && VALUES[order].test(value);
  const isReal = value === 'infinity' || order === 'logged' || !Number.isNaN(Date.parse(value));
  return isWhole && isReal ? { seq, value } : undefined;
}
