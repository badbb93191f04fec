/** Today: what waits for whoever looks. */
import type { StaffContext } from '../frame/page-context';
import { Empty } from '../frame/pieces';
import { consolePage } from '../frame/shell';

export function todayPage(context: StaffContext): string {
  return consolePage(context, { title: 'Today', menu: '/' }, () => <Empty>Nothing waits for you.</Empty>);
}
