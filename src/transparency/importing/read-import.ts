/** Reads an import file whole, or refuses it whole with every fault and its place. */
import type { z } from 'zod';
import type { DeclaredQuarter } from '../case-event';
import { contradictions } from '../declared-quarters';
import { chronological } from './chronological';
import {
  type ImportedDeclaration,
  type ImportedRequest,
  importedDeclaration,
  importedRequest,
  importFile,
  RECLASSIFIED,
} from './import-shape';
import { remarksOn } from './remarks';

/** `place` as in `requests[3].events[0].at`; with the request's ref where it has one. */
export interface ImportFault {
  readonly place: string;
  readonly message: string;
}

export interface ReadImport {
  readonly requests: readonly ImportedRequest[];
  readonly declared: readonly ImportedDeclaration[];
  /** What its writer may not have meant; nothing is refused for it. */
  readonly remarks: readonly string[];
}

/** Carries every fault; nothing of the file may be used. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  constructor(readonly faults: readonly ImportFault[]) {
    const lines = faults.map(({ place, message }) => `  - ${place}: ${message}`);
    super(`The file was refused whole; nothing was imported:\n${lines.join('\n')}`);
  }
}

/** Throws ImportRefused. */
export function readImport(text: string): ReadImport {
  const faults: ImportFault[] = [];
  const file = parsed(text);
  checked(importFile, file, '', faults);
  const rawDeclared = listAt(file, 'declared');
  const raw = listAt(file, 'requests');
  const declared = rawDeclared.map((one, index) => checked(importedDeclaration, one, `declared[${index}]`, faults));
  const requests = raw.map((one, index) => checked(importedRequest, one, placeOf(raw, index), faults));
  faults.push(...quarterFaults(rawDeclared), ...refFaults(raw));
  for (const [index, one] of raw.entries()) faults.push(...meaningFaults(one, placeOf(raw, index)));
  if (faults.length > 0) throw new ImportRefused(faults);
  const good = {
    declared: declared.filter((one) => one !== undefined),
    requests: requests.filter((one) => one !== undefined),
  };
  return { ...good, remarks: remarksOn(file, good.requests, good.declared) };
}

/** Throws ImportRefused where the file states another total of a quarter than is known of it already. */
export function refuseContradictions(
  declared: readonly ImportedDeclaration[],
  inLog: readonly DeclaredQuarter[] = [],
): void {
  const faults = contradictions(declared, inLog).map(({ index, message }) => ({
    place: `declared[${index}].received`,
    message,
  }));
  if (faults.length > 0) throw new ImportRefused(faults);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ImportRefused([{ place: 'file', message: `is not JSON: ${(error as Error).message}` }]);
  }
}

function checked<T extends z.ZodType>(shape: T, value: unknown, place: string, faults: ImportFault[]) {
  const result = shape.safeParse(value);
  if (result.success) return result.data as z.infer<T>;
  for (const issue of result.error.issues) {
    faults.push({ place: placeWithin(place, issue.path), message: messageOf(issue) });
  }
  return undefined;
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.message.startsWith('Invalid input: expected object') ? 'must be an object' : issue.message;
}

function placeWithin(place: string, path: readonly PropertyKey[]): string {
  const inner = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return `${place}${inner}`.replace(/^\./, '') || 'file';
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const listAt = (value: unknown, name: string): readonly unknown[] => {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
};

function placeOf(requests: readonly unknown[], index: number): string {
  const ref = fieldOf(requests[index], 'ref');
  return typeof ref === 'string' && ref.trim() !== '' ? `requests[${index}] ("${ref}")` : `requests[${index}]`;
}

/** Refs that are doubled, that lead nowhere, or that lead in a circle; looked for whatever else is wrong. */
function refFaults(requests: readonly unknown[]): ImportFault[] {
  const faults: ImportFault[] = [];
  const first = new Map<string, number>();
  const merges: [from: string, into: string, place: string][] = [];
  for (const [index, one] of requests.entries()) {
    const ref = fieldOf(one, 'ref');
    if (typeof ref !== 'string') continue;
    const earlier = first.get(ref);
    if (earlier === undefined) first.set(ref, index);
    else faults.push({ place: placeOf(requests, index), message: `has the ref of requests[${earlier}] again` });
  }
  const mustExist = (ref: unknown, place: string) => {
    if (typeof ref !== 'string' || ref.trim() === '' || first.has(ref)) return;
    faults.push({ place, message: `there is no request with the ref "${ref}"` });
  };
  for (const [index, one] of requests.entries()) {
    const place = placeOf(requests, index);
    mustExist(fieldOf(one, 'relatedTo'), `${place}.relatedTo`);
    for (const [number, event] of listAt(one, 'events').entries()) {
      if (fieldOf(event, 'type') !== 'merge') continue;
      const into = fieldOf(event, 'into');
      mustExist(into, `${place}.events[${number}].into`);
      merges.push([String(fieldOf(one, 'ref')), String(into), `${place}.events[${number}].into`]);
    }
  }
  return [...faults, ...circles(merges)];
}

/** Merges from which no request is reached that remains: what is left when those that end are taken away, one by one. */
function circles(merges: readonly [from: string, into: string, place: string][]): ImportFault[] {
  const sources = new Map<string, string[]>();
  const leaving = new Map<string, number>();
  for (const [from, into] of merges) {
    sources.set(into, [...(sources.get(into) ?? []), from]);
    leaving.set(from, (leaving.get(from) ?? 0) + 1);
  }
  const ending = [...sources.keys()].filter((ref) => !leaving.has(ref));
  for (const ref of ending) {
    for (const from of sources.get(ref) ?? []) {
      const left = (leaving.get(from) ?? 0) - 1;
      leaving.set(from, left);
      if (left === 0) ending.push(from);
    }
  }
  const ends = new Set(ending);
  return merges
    .filter(([, into]) => !ends.has(into))
    .map(([, , place]) => ({ place, message: 'merges lead in a circle: no request would remain' }));
}

function quarterFaults(declared: readonly unknown[]): ImportFault[] {
  const quarters = declared.map((one) => fieldOf(one, 'quarter'));
  return quarters.flatMap((quarter, index) => {
    const earlier = quarters.indexOf(quarter);
    if (typeof quarter !== 'string' || earlier === index) return [];
    return [{ place: `declared[${index}].quarter`, message: `is declared in declared[${earlier}] already` }];
  });
}

/** What only several fields together show; looked for whatever else is wrong with them. */
function meaningFaults(request: unknown, place: string): ImportFault[] {
  const faults: ImportFault[] = [];
  const fault = (where: string, message: string) => faults.push({ place: `${place}${where}`, message });
  const isMissing = (name: string) => (fieldOf(request, name) ?? null) === null;
  if (typeof request !== 'object' || request === null) return [];
  const precision = fieldOf(request, 'precision') ?? 'minute';
  if (precision === 'minute' && isMissing('receivedAt')) {
    fault('.receivedAt', 'is required when the precision is minute');
  }
  if ((precision === 'day' || precision === 'month') && isMissing('receivedDate')) {
    fault('.receivedDate', `is required when the precision is ${precision}`);
  }
  if (isMissing('country') && (fieldOf(request, 'requester') ?? 'government') === 'government') {
    fault('.country', 'is required when the requester is a government');
  }
  return [...faults, ...eventFaults(request, place)];
}

function eventFaults(request: unknown, place: string): ImportFault[] {
  const faults: ImportFault[] = [];
  let kind = fieldOf(request, 'kind');
  const events = listAt(request, 'events').map((event) => ({ at: String(fieldOf(event, 'at')), event }));
  for (const { event: entry, index } of chronological(events)) {
    const { event } = entry;
    const type = fieldOf(event, 'type');
    const fault = (where: string, message: string) =>
      faults.push({ place: `${place}.events[${index}]${where}`, message });
    if (type === 'reclassify') {
      const to = fieldOf(event, 'to');
      const shape = RECLASSIFIED[fieldOf(event, 'field') as keyof typeof RECLASSIFIED];
      const result = shape?.safeParse(to);
      if (result?.success === false) fault('.to', result.error.issues[0]?.message ?? 'is no value of this field');
      else if (fieldOf(event, 'field') === 'kind') kind = to;
    }
    if (type !== 'close') continue;
    const outcome = fieldOf(event, 'outcome');
    const hasItems = listAt(event, 'items').length > 0;
    if (outcome === undefined && !hasItems) fault('', 'a close needs an outcome, or items from which it follows');
    if (outcome === 'answered_public_info' && (kind !== 'informal_inquiry' || hasItems)) {
      fault('.outcome', 'only an informal_inquiry without items closes as answered_public_info (R5)');
    }
  }
  return faults;
}
