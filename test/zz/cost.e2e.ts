/** Temporary: what relays cost. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { LONELY_SWARMS, someInPairs } from '../faults/lonely-swarms';
import { freshDatabase, freshRedis } from '../support/stores';
import { World } from '../support/world';

function cpu(pid: number): number {
  const s = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const f = s.slice(s.lastIndexOf(')') + 2).split(' ');
  return (Number(f[11]) + Number(f[12])) / 100;
}
function pg(): number {
  let sum = 0;
  for (const p of readdirSync('/proc'))
    if (/^\d+$/.test(p))
      try {
        if (
          readFileSync(`/proc/${p}/cmdline`, 'utf8').startsWith('postgres') ||
          readFileSync(`/proc/${p}/cmdline`, 'utf8').includes('bin/postgres')
        )
          sum += cpu(Number(p));
      } catch {}
  return sum;
}
it('costs', async () => {
  const lines: string[] = [];
  for (const interval of ['100', '300', '1000']) {
    const t0 = performance.now();
    const world = await World.start({
      stores: {
        databaseUrl: await freshDatabase(),
        ...(process.env.WITHREDIS ? { redisUrl: await freshRedis() } : {}),
      },
      roles: [],
      devnet: LONELY_SWARMS,
      settings: { POLL_INTERVAL_MS: interval },
    });
    await someInPairs(world.devnet);
    lines.push(`world ${(performance.now() - t0).toFixed(0)}`);
    const started: [string, number][] = [];
    for (const role of ['api', 'watcher', 'pusher', 'all'] as const) {
      if (role === 'all' && interval !== '100') continue;
      const t = performance.now();
      const r = await world.startRelay(role);
      const pid = (r as unknown as { child: { pid: number } }).child.pid;
      lines.push(`${role} ready after ${(performance.now() - t).toFixed(0)} ms, cpu ${cpu(pid)}`);
      if (role === 'all') {
        const t2 = performance.now();
        await r.stop();
        lines.push(`stop all ${(performance.now() - t2).toFixed(0)}`);
      } else started.push([role, pid]);
    }
    const phones = Array.from({ length: 7 }, () => world.phone());
    for (const p of phones) await p.subscribe({ via: 'direct' });
    await pause(2000);
    for (let k = 0; k < 2; k += 1) {
      const before = started.map(([, pid]) => cpu(pid));
      const own = process.cpuUsage();
      const p0 = pg();
      const t = performance.now();
      while (performance.now() - t < 4000) {
        if (k === 1) await Promise.all(phones.map((p) => p.swarm.store()));
        await pause(400);
      }
      const d = (performance.now() - t) / 1000;
      const o = process.cpuUsage(own);
      lines.push(
        `interval ${interval} ${k ? 'traffic' : 'idle'}: ${started.map(([role, pid], i) => `${role} ${((cpu(pid) - (before[i] as number)) / d).toFixed(2)}`).join(' ')} own ${((o.user + o.system) / 1e6 / d).toFixed(2)} pg ${((pg() - p0) / d).toFixed(2)} CPU/s; polls ${world.devnet.nodes.reduce((s, n) => s + n.sightings.count('destination', 'retrieve'), 0)}`,
      );
    }
    const t2 = performance.now();
    await world.stop();
    lines.push(`stop world ${(performance.now() - t2).toFixed(0)}`);
  }
  require('node:fs').writeFileSync('/tmp/speedrun/cost.txt', lines.join('\n') + '\n');
}, 200_000);
