/** Fills the request log, its reports and the acts of staff with an invented past, for pages that show life. */
import { shifted } from '../../src/transparency/quarter';
import { Calendar, HOUR } from './calendar';
import { enrolCast } from './cast';
import { DemoRoom } from './demo-room';
import { openRequests } from './open-requests';
import { importedQuarters, importPastQuarters } from './past-quarters';
import { recentQuarters } from './recent-quarters';
import { publishReports } from './reports';
import { Story } from './story';

export interface Invention {
  /** Settings of the relay whose database it is. */
  readonly settings: Readonly<Record<string, string>>;
  /** The Account ID of a phone that is subscribed. */
  readonly phone: string;
  /** Aborted, it ends early and leaves what there is. */
  readonly signal: AbortSignal;
}

/** Through the services of the rooms alone: what it leaves could have been done by people, over the years. */
export async function invent({ settings, phone, signal }: Invention): Promise<void> {
  const room = await DemoRoom.open(settings);
  try {
    const calendar = new Calendar(Date.now());
    const oldest = importedQuarters(calendar)[0] ?? shifted(calendar.newest, -2);
    const begin = calendar.in(oldest, 5, '09:00');
    const story = new Story();
    story.add(begin, (stage) => enrolCast(stage, begin));
    importPastQuarters(story, calendar);
    recentQuarters(story, calendar);
    openRequests(story, calendar, phone);
    publishReports(story, calendar, begin + 5 * HOUR);
    await story.play(room, signal);
  } finally {
    await room.close();
  }
}
