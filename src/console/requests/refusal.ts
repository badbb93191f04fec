/** What may not be done, in words for whoever tried. */
import { NotAllowed } from '../../transparency/approval';
import { CaseChanged } from '../../transparency/case-changed';

/** Why `act` may not be done; undefined once it is. What is no refusal is thrown on. */
export async function refusalOf(act: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof NotAllowed || error instanceof CaseChanged) return error.message;
    throw error;
  }
}
