/**
 * A program beside `npm start`, so that neither its work nor its memory is in the way of what serves: invents a past
 * where nothing is real, then makes the links for the first two people. Tells its parent by messages.
 */
import { invent } from './demo/invent';
import { INVENTED_PEOPLE } from './demo/invented-people';
import { type SignInLink, signInLinks } from './sign-in-links';

/** Its one argument, as JSON. The environment holds the settings of the relay. */
export interface OpeningOrder {
  readonly consoleUrl: string;
  /** The Account ID of a phone that is subscribed, where a past is to be invented. */
  readonly inventFor: string | null;
}

export type OpeningNews =
  /** With the reason why there is less than there should be. */
  | { readonly kind: 'invented'; readonly trouble?: string }
  /** Null when somebody is in already. */
  | { readonly kind: 'links'; readonly links: readonly SignInLink[] | null }
  | { readonly kind: 'no links'; readonly reason: string };

function tell(news: OpeningNews): Promise<void> {
  return new Promise((resolve) => process.send?.(news, () => resolve()));
}

async function main(): Promise<void> {
  const { consoleUrl, inventFor } = JSON.parse(process.argv[2] ?? '') as OpeningOrder;
  const settings = process.env as Record<string, string>;
  if (inventFor !== null) {
    await invent(settings, inventFor).then(
      () => tell({ kind: 'invented' }),
      (error) => tell({ kind: 'invented', trouble: messageOf(error) }),
    );
  }
  const invented = inventFor === null ? new Set<string>() : INVENTED_PEOPLE;
  await tell({ kind: 'links', links: (await signInLinks(settings, consoleUrl, invented)) ?? null });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// Whoever asked for it is gone.
process.once('disconnect', () => process.exit(1));
main()
  .catch((error) => tell({ kind: 'no links', reason: messageOf(error) }))
  .finally(() => process.exit(0));
