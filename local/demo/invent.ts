/** Fills the request log, its reports and the acts of staff with an invented past, for pages that show life. */
import { shifted } from '../../src/transparency/quarter';
import { fillDirectory } from './authorities';
import { Calendar, HOUR } from './calendar';
import { enrolCast } from './cast';
import { DemoRoom } from './demo-room';
import { OPERATOR } from './invented-people';
import { openRequests } from './open-requests';
import { importedQuarters, importPastQuarters } from './past-quarters';
import { recentQuarters } from './recent-quarters';
import { adoptReplies } from './replies';
import { publishReports } from './reports';
import { Story } from './story';

/**
 * Through the services of the rooms alone: what it leaves could have been done by people, over the years. `settings` are
 * those of the relay whose database it is, `phone` the Account ID of a phone that is subscribed to it.
 */
export async function invent(settings: Readonly<Record<string, string>>, phone: string): Promise<void> {
  const room = await DemoRoom.open(settings);
  try {
    const calendar = new Calendar(Date.now());
    const oldest = importedQuarters(calendar)[0] ?? shifted(calendar.newest, -2);
    const begin = calendar.in(oldest, 5, '09:00');
    const story = new Story(calendar);
    story.add(begin, (stage) => enrolCast(stage, begin));
    story.add(begin + 2 * HOUR, fillDirectory);
    story.add(begin + 3 * HOUR, adoptReplies);
    importPastQuarters(story, calendar);
    recentQuarters(story, calendar);
    openRequests(story, calendar, phone);
    publishReports(story, calendar, begin + 5 * HOUR);
    pauseOnce(story, calendar);
    await story.play(room);
  } finally {
    await room.close();
  }
}

function pauseOnce(story: Story, calendar: Calendar): void {
  const reason = 'Its answers took longer than half a minute';
  story.add(calendar.ago(1, '14:02'), ({ operations }) => operations.pause('firebase', { by: OPERATOR, reason }));
  story.add(calendar.ago(1, '14:31'), ({ operations }) =>
    operations.resume('firebase', { by: OPERATOR, reason: 'It answers within a second again' }),
  );
}
