/** Every migration, in the order in which they are applied. */
import { WakeUps1795000000000 } from './1795000000000-wake-ups';

export const migrations = [WakeUps1795000000000];
