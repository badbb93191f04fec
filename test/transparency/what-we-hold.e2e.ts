/** Every column of the migrated database is explained, and nothing is explained that is not there. */
import { DataSource } from 'typeorm';
import { Database } from '../../src/platform/database/database.service';
import { Health } from '../../src/platform/telemetry/health.service';
import { mismatches } from '../../src/transparency/pages/held-data';
import { LiveSchema } from '../../src/transparency/pages/live-schema.repository';
import { freshDatabase } from '../support/stores';

let dataSource: DataSource;

beforeAll(async () => {
  dataSource = await new DataSource({ type: 'postgres', url: await freshDatabase() }).initialize();
});

afterAll(() => dataSource.destroy());

it('explains every column', async () => {
  const live = await new LiveSchema(new Database(dataSource, new Health())).columns();
  expect(live.length).toBeGreaterThan(40);
  expect(mismatches(live)).toEqual([]);
});
