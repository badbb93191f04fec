/** Small pieces of text that every page writes the same way: days, instants, quarters, the rules of a figure. */
import { type Quarter, slugOf } from '../quarter';
import type { Texts } from './texts';

export function Day({ texts, day }: { texts: Texts; day: string }) {
  return <time dateTime={day}>{texts.date(day)}</time>;
}

export function Instant({ texts, at }: { texts: Texts; at: string }) {
  return <time dateTime={at}>{texts.instant(at)}</time>;
}

/** Links to each rule on the page that says how we count. */
export function Rules({ rules }: { rules: readonly string[] }) {
  return (
    <span class="soft">
      {rules.map((rule, index) => (
        <>
          {index === 0 ? '' : ', '}
          <a href={`/method#${rule}`}>{rule}</a>
        </>
      ))}
    </span>
  );
}

export interface VersionName {
  readonly quarter: string;
  readonly version: number;
}

/** `/transparency-reports/2026-q1` */
export function quarterPath(quarter: string): string {
  return `/transparency-reports/${slugOf(quarter as Quarter)}`;
}

/** `/transparency-reports/2026-q1/v2` */
export function versionPath({ quarter, version }: VersionName): string {
  return `${quarterPath(quarter)}/v${version}`;
}
