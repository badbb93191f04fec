/** Where sealed values and keyed hashes of this room belong: `table.column`, without the ending of the column's name. */

export const ACCOUNT = 'accounts.account';
export const DELEGATION = 'accounts.delegation';
export const MONITOR = 'subscriptions.monitor';
