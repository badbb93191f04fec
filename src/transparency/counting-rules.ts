/** The rules every figure cites, in the words in which they are published; reports name the hash of this text. */
import { canonicalJson, sha256 } from '../platform/canonical-json';

interface CountingRule {
  readonly id: string;
  readonly text: string;
}

const TEXTS: readonly string[] = [
  'One request is one legal instrument or, where there is none, one contact by one authority about one matter. Pages, identifiers, reminders, clarifications and amendments of the same instrument add nothing. A new instrument is a new request.',
  'A request belongs to the calendar quarter of the day it was received in Zurich. A stamped letter belongs to its stamped day. Never the day of issue, of logging or of the decision.',
  'Requests received are information demands and informal inquiries of governments; both kinds are shown apart as well. Preservation, removal, technical assistance, private parties and impostors are counted apart, outside that figure. A request whose sender is not verified yet counts until the verification fails.',
  'Duplicates count once, on the earliest day any of them was received. Different instruments are never merged.',
  'The outcome follows from the items of a request: pending while any is pending; disclosed in full if everything that was not withdrawn was disclosed, in part if some was; withdrawn if all were; rejected if all others were; otherwise no data. Only an informal inquiry without items is answered with public information.',
  'Requests received are the sum of the seven outcomes.',
  'The disclosure rate is the requests in which anything was disclosed, of those decided. With nothing decided there is none; below ten it is printed as "x of y" only; from ten on with a percentage of one decimal.',
  'Open at the start, plus received, plus reopened, minus closed, gives open at the end; and one quarter ends with what the next begins with. Closings and reopenings belong to the quarter in which they happened.',
  'A reopened request stays in its quarter; its outcome is pending again.',
  'Identifiers specified: per request, the different ones it names, added up. Identifiers distinct: different ones within the quarter; these cannot be added across quarters. Accounts disclosed: per request, the different identifiers of which anything was handed over, added up. A bulk demand adds no identifier and is counted as one. The key by which identifiers of a year are compared is destroyed once its quarters are published; a request of that year that is logged later makes the number of different ones unknown.',
  'Emergency and real-time requests are part of the requests received. An emergency request that is formalised later is two requests.',
  'A request whose existence a law obliges us to keep secret appears in no figure, list or file until the duty has ended and two people have confirmed it.',
  'Totals are exact, zeros included. Where one country or process must not be told, it is counted as "undisclosed"; if that would be a single request, the smallest shown one joins it.',
  'Bands of numbers appear only where a law demands them, and are not added to exact numbers.',
  'Figures hold for one instant and use only what was logged by then. A published version never changes: a later difference makes the next version, with its reason and every change.',
  'Zero, unknown and not applicable are three different things. Of the quarters our predecessor reported, only the requests received are known.',
  'The country is that of the authority that wants the data, also when a Swiss authority executes its request.',
  'For every account of which data were disclosed it is counted whether its holder was notified before or after, whether an order delayed it, or whether it was not possible.',
  'Times are the median of the hours that passed, for requests whose receipt is known to the minute.',
  'Gauges that the law on the surveillance of telecommunications asks for are kept internally; they include secret requests and are therefore not published.',
];

const CATEGORIES =
  'A category of data is counted once for every request that asks for it, and as handed over where anything of it was; a request of which no category is recorded is counted as unrecorded. Whether we can hold a category at all is stated beside it.';

/** Later wordings of single rules; what was counted by an earlier wording is counted alike by a later one. */
const SECOND: Readonly<Record<string, string>> = {
  R5: `${TEXTS[4]} ${CATEGORIES}`,
  R17: `${TEXTS[16]} The origin over four quarters adds up what the reports of a quarter and of the three before it state.`,
  R19: 'Times are the median of the hours that passed from the receipt to its confirmation, and to the first decision, for requests whose receipt is known to the minute.',
};

interface Wording {
  /** Names it in published reports. */
  readonly id: string;
  /** The bytes in which it is published, so that a reader finds the hash again. */
  readonly json: string;
  readonly sha256: string;
}

function wording(number: number, changed: Readonly<Record<string, string>> = {}): Wording {
  const rules = TEXTS.map((text, index): CountingRule => {
    const id = `R${index + 1}`;
    return { id, text: changed[id] ?? text };
  });
  const json = canonicalJson(rules);
  return { id: `counting-rules-${number}`, json, sha256: sha256(json) };
}

const FIRST_WORDING = wording(1);

/** By which reports are made now. */
export const CURRENT_RULES = wording(2, SECOND);

/** Every wording that a published report may name, the oldest first. */
export const ALL_RULES: readonly Wording[] = [FIRST_WORDING, CURRENT_RULES];

/** Whether reports by this wording say which categories of data were asked for and handed over. */
export function countsCategories(rulesId: string): boolean {
  return rulesId !== FIRST_WORDING.id;
}
