/** Every migration, in the order in which they are applied. */
import { WakeUps1795000000000 } from './1795000000000-wake-ups';
import { WatcherLeases1795000001000 } from './1795000001000-watcher-leases';
import { RequestLog1796000000000 } from './1796000000000-request-log';
import { Console1797000000000 } from './1797000000000-console';
import { Staff1797000001000 } from './1797000001000-staff';
import { Operations1797000002000 } from './1797000002000-operations';
import { CaseBoard1797000003000 } from './1797000003000-case-board';
import { Reports1797000004000 } from './1797000004000-reports';
import { Audit1797000005000 } from './1797000005000-audit';
import { CaseFilters1797000006000 } from './1797000006000-case-filters';
import { Authorities1797000007000 } from './1797000007000-authorities';
import { CannedReplies1797000008000 } from './1797000008000-canned-replies';
import { KnownNodes1797000009000 } from './1797000009000-known-nodes';

export const migrations = [
  WakeUps1795000000000,
  WatcherLeases1795000001000,
  RequestLog1796000000000,
  Console1797000000000,
  Staff1797000001000,
  Operations1797000002000,
  CaseBoard1797000003000,
  Reports1797000004000,
  Audit1797000005000,
  CaseFilters1797000006000,
  Authorities1797000007000,
  CannedReplies1797000008000,
  KnownNodes1797000009000,
];
