/** SQL of walking through what is owed, oldest first, one service after the other: for a queue that has to be refilled. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';

/** A place in the walk through the devices of a service; `owedSince` to the microsecond, as the database writes it. */
export interface Place {
  readonly owedSince: string;
  readonly id: string;
}

export const BEGINNING: Place = { owedSince: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/** Whoever is owed something has been counted. */
const RUNNING = `
  SELECT DISTINCT service FROM wake_up_counters
   WHERE service NOT IN (SELECT service FROM push_pauses WHERE is_paused) ORDER BY service`;

const PAGE = `
  SELECT id, owed_since::text AS place FROM devices
   WHERE service = $1 AND owed_since < $2 AND (owed_since, id) > ($3::timestamptz, $4::uuid)
     AND (not_before IS NULL OR not_before < $2) AND (last_begun_at IS NULL OR last_begun_at < $2)
   ORDER BY owed_since, id LIMIT $5`;

@Injectable()
export class OverdueRepository {
  constructor(private readonly database: Database) {}

  /** Services that are not paused and may be owed something. */
  async services(): Promise<string[]> {
    const rows = await this.database.query<{ service: string }>(RUNNING);
    return rows.map((row) => row.service);
  }

  /** Devices of a service behind `after` that have been owed since before `waitingSince` without being tried. */
  async page(service: string, waitingSince: Date, after: Place, limit: number): Promise<Place[]> {
    const rows = await this.database.query<{ id: string; place: string }>(PAGE, [
      service,
      waitingSince,
      after.owedSince,
      after.id,
      limit,
    ]);
    return rows.map((row) => ({ id: row.id, owedSince: row.place }));
  }
}
