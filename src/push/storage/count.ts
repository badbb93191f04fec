/** The counters of the ledger: how every statement that moves pairs counts them in the same step. */

/** Sixteen rows per counter let sixteen connections count at once. */
const SHARD = '(pg_backend_pid() % 16)::smallint';

/** An INSERT that adds to the counters; `source` selects `service`, `outcome` and `value`. */
export const COUNT = (source: string) => `
  INSERT INTO wake_up_counters AS c (service, outcome, shard, value)
  SELECT service, outcome, ${SHARD}, sum(value)
    FROM (${source}) AS counted
   GROUP BY service, outcome HAVING sum(value) > 0
   ORDER BY service, outcome
  ON CONFLICT (service, outcome, shard) DO UPDATE SET value = c.value + excluded.value`;
