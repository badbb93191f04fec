/** What a version changes, computed from both: figures by their place, breakdowns by their code, ledger lines by their ref. */
import { canonicalJson } from '../../platform/canonical-json';
import type { BreakdownRow, Figures } from '../figure';
import { ledgerLine } from '../ledger';
import type { ReportChange } from '../published-report';
import { asStatedBy } from './known-then';

export interface Comparable {
  readonly figures: Figures;
  readonly flow: Figures;
  readonly breakdowns: readonly BreakdownRow[];
  /** ledger.ndjson; of two, only the lines that are not the same are read. */
  readonly ledgerNdjson: string;
}

/** A version that is published already. */
export interface ComparedVersion extends Comparable {
  readonly rules: { readonly id: string };
}

/** In the order of the places. `from` is null for what is new, `to` for what is gone. Throws for a line that is none. */
export function changesBetween(before: ComparedVersion, after: Comparable): ReportChange[] {
  const [old, now] = [placesOf(before), placesOf(after)];
  const [oldLines, nowLines] = [linesIn(before), linesIn(after)];
  for (const line of oldLines) if (!nowLines.has(line)) addLine(old, line);
  for (const line of nowLines) if (!oldLines.has(line)) addLine(now, line);
  const places = [...new Set([...old.keys(), ...now.keys()])].sort();
  return places.flatMap((path) => {
    const from = old.get(path) ?? null;
    const to = asStatedBy(before.rules.id, path, now.get(path) ?? null);
    return canonicalJson(from) === canonicalJson(to) ? [] : [{ path, from, to }];
  });
}

/** Everything but lines that can differ, by its place. */
function placesOf({ figures, flow, breakdowns }: Comparable): Map<string, unknown> {
  const places = new Map<string, unknown>();
  for (const [name, one] of Object.entries(figures)) places.set(`/figures/${name}/value`, one.value);
  for (const [name, one] of Object.entries(flow)) places.set(`/flow/${name}/value`, one.value);
  for (const row of breakdowns) places.set(`breakdowns/${row.dimension}/${row.code}`, row);
  return places;
}

function linesIn({ ledgerNdjson }: Comparable): Set<string> {
  return new Set(ledgerNdjson.split('\n').filter((line) => line !== ''));
}

function addLine(places: Map<string, unknown>, text: string): void {
  const line = ledgerLine.parse(JSON.parse(text));
  places.set(`ledger/${line.ref}`, line);
}
