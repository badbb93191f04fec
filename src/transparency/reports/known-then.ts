/** What a report could say by the wording of its rules: what only a later wording counts is new, and no difference. */
import { countsCategories } from '../counting-rules';

/**
 * A value of a later version as one by `rulesId` would have stated it; null where it would have stated nothing. `path` as
 * in the list of changes.
 */
export function asStatedBy(rulesId: string, path: string, value: unknown): unknown {
  if (countsCategories(rulesId) || value === null) return value;
  if (path.startsWith('breakdowns/category/')) return null;
  if (!path.startsWith('ledger/')) return value;
  const { categories: _asked, categoriesDisclosed: _given, ...line } = value as Record<string, unknown>;
  return line;
}
