/** An event of the log with its place in the chain. */
import type { Link } from '../platform/chain/link';
import type { Entry } from './chain/entry';

export type CaseLink = Link<Entry>;
