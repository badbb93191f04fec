/** What the keys of the console do. Without its script no key does anything, and nothing tells of one. */
import { may, type Visitor } from './visitor';

const KEYS: readonly (readonly [keys: readonly string[], act: string])[] = [
  [['/'], 'search, where a page has a search'],
  [['j'], 'go down a list'],
  [['k'], 'go up a list'],
  [['e'], 'open the row you are on'],
];

const LOGGING: typeof KEYS = [
  [['n'], 'log a contact'],
  [['Ctrl', 'Enter'], 'send the contact you are writing'],
];

/** The script shows it. */
export function KeysButton() {
  return (
    <button type="button" class="link keys" aria-haspopup="dialog" hidden>
      Keys
    </button>
  );
}

export function KeysHelp({ visitor }: { readonly visitor: Visitor }) {
  const shown = [...KEYS, ...(may(visitor, 'requests.log') ? LOGGING : []), [['?'], 'show this list'] as const];
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl class="facts">
        {shown.map(([keys, act]) => (
          <div key={act}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{act}</dd>
          </div>
        ))}
      </dl>
      <p class="actions">
        <button type="button" class="quiet">
          Close
        </button>
      </p>
    </dialog>
  );
}
