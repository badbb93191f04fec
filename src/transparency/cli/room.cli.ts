/** The room's services for one verb, without a web server. */
import { Clock } from '../../platform/clock.service';
import { Log } from '../../platform/telemetry/log.service';
import { Misuse } from '../../platform/verb';
import { Approvals } from '../approvals.service';
import { CaseBoard } from '../case-board.service';
import { CaseLog } from '../case-log.service';
import { CasePapers } from '../case-papers.service';
import { Checkpoints } from '../checkpoints.service';
import { HashKeys } from '../hash-keys.service';
import { Imports } from '../imports.service';
import { Lookups } from '../lookups.service';
import { QuarterDrifts } from '../quarter-drifts.service';
import { StandingLog } from '../standing-log.service';
import { ApprovalRepository } from '../storage/approval.repository';
import { BoardRepository } from '../storage/board.repository';
import { BoardFoldRepository } from '../storage/board-fold.repository';
import { CaseEventRepository } from '../storage/case-event.repository';
import { CaseKeyRepository } from '../storage/case-key.repository';
import { PaperRepository } from '../storage/paper.repository';
import { ReportRepository } from '../storage/report.repository';
import { StoredReports } from '../storage/stored-reports.repository';
import { reportSettings } from '../transparency-settings';
import { Verification } from '../verification.service';
import type { CliSurroundings, Opened } from './surroundings.cli';

export interface Room {
  readonly log: CaseLog;
  readonly board: CaseBoard;
  readonly imports: Imports;
  readonly lookups: Lookups;
  readonly hashKeys: HashKeys;
  readonly verification: Verification;
}

const clock = new Clock();

export async function withRoom<T>({ open }: CliSurroundings, work: (room: Room) => Promise<T>): Promise<T> {
  return open((opened) => work(roomOf(opened)));
}

function roomOf({ database, keys, responsiveData, staffActs }: Opened): Room {
  const fold = new BoardFoldRepository();
  const events = new CaseEventRepository(fold);
  const caseKeys = new CaseKeyRepository(keys);
  const reports = new ReportRepository();
  const approvals = new Approvals(database, new ApprovalRepository(), clock);
  const log = new CaseLog(database, events, caseKeys, approvals, clock);
  const standing = new StandingLog(database, events);
  const drifts = new QuarterDrifts(database, standing, events, new StoredReports(database, reports), clock);
  const papers = new CasePapers(database, log, caseKeys, new PaperRepository(), clock);
  return {
    log,
    board: new CaseBoard(database, new BoardRepository(), fold, events, caseKeys, clock),
    imports: new Imports(database, events, caseKeys, clock),
    lookups: new Lookups(database, log, approvals, responsiveData, papers),
    hashKeys: new HashKeys(database, standing, drifts, events, caseKeys, reports, approvals, clock),
    verification: new Verification(database, events, reports, staffActs),
  };
}

export async function withCheckpoints<T>(
  surroundings: CliSurroundings,
  work: (checkpoints: Checkpoints) => Promise<T>,
): Promise<T> {
  const { REPORT_SIGNING_KEY_FILE, REPORT_CHECKPOINTS_PATH } = surroundings
    .settings(reportSettings)
    .get(reportSettings);
  const options = { signingKey: REPORT_SIGNING_KEY_FILE, path: REPORT_CHECKPOINTS_PATH };
  return surroundings.open(({ database, staffActs }) => {
    const [events, reports] = [new CaseEventRepository(new BoardFoldRepository()), new ReportRepository()];
    return work(new Checkpoints(database, events, reports, staffActs, clock, new Log(), options));
  });
}

/** The text of a file that the caller named. */
export function textOf(surroundings: CliSurroundings, path: string): string {
  const text = textIfThere(surroundings, path);
  if (text === undefined) throw new Misuse(`${path} cannot be read (ENOENT)`);
  return text;
}

/** Undefined when there is no such file. */
export function textIfThere({ readFile }: CliSurroundings, path: string): string | undefined {
  return ifThere(readFile, path);
}

/** Undefined when there is no such file. */
export function bytesIfThere({ readBytes }: CliSurroundings, path: string): Buffer | undefined {
  return ifThere(readBytes, path);
}

function ifThere<Content>(read: (path: string) => Content, path: string): Content | undefined {
  try {
    return read(path);
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Misuse(
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? `${path} is not UTF-8` : `${path} cannot be read (${code})`,
    );
  }
}
