/**
 * The rules of the house as a tool can check them. A room may import only the rooms listed for it:
 *
 *   protocol, platform  ←  session-network, push  ←  subscriptions  ←  swarm-watcher  ←  roles.ts, relay.cli.ts
 *   platform  ←  transparency  ←  roles.ts, relay.cli.ts
 *   all of them  ←  console  ←  roles.ts, relay.cli.ts
 */
const ROOMS = {
  protocol: [],
  platform: [],
  'session-network': ['protocol', 'platform'],
  push: ['protocol', 'platform'],
  subscriptions: ['push', 'protocol', 'platform'],
  transparency: ['platform'],
  'swarm-watcher': ['subscriptions', 'push', 'session-network', 'protocol', 'platform'],
  console: ['transparency', 'swarm-watcher', 'subscriptions', 'push', 'session-network', 'protocol', 'platform'],
};

/** Rooms that are libraries: everything in them is public. */
const LIBRARIES = 'protocol|platform';

/** A file with one of these suffixes may touch the world; any other is pure. */
const WORLDLY =
  '\\.(module|controller|service|processor|task|repository|entity|guard|filter|client|connection|courier|push-service|cli)\\.ts$';
const ROOT = '^src/(main|boot|roles)\\.ts$';
const SPEC = '\\.(spec|fixture)\\.ts$';
const WORLD =
  '(^|/)node_modules/(@nestjs|typeorm|pg|bullmq|ioredis|undici|pino|prom-client|@parse|firebase-admin)/|^(node:)?(net|tls|dgram|http|https|http2|fs|fs/promises|timers|timers/promises|child_process|worker_threads)$';

module.exports = {
  forbidden: [
    {
      name: 'no-ring',
      comment: 'No file may reach itself through its imports; types count.',
      severity: 'error',
      from: { path: '^(src|local|migrations|bench)/' },
      to: { circular: true },
    },
    ...Object.entries(ROOMS).map(([room, allowed]) => ({
      name: `rooms-of-${room}`,
      comment: `${room} may import from: ${[room, ...allowed].join(', ')}`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: SPEC },
      to: { path: '^(src|migrations|local|test|bench)/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
    })),
    {
      name: 'front-hall',
      comment: "A visitor stays among the files directly in a room; the room's folders are its own.",
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: SPEC },
      to: { path: `^src/(?!${LIBRARIES})[^/]+/[^/]+/`, pathNot: '^src/$1/' },
    },
    {
      name: 'front-hall-of-the-root',
      comment: 'The composition root stays in the front halls too.',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: `^src/(?!${LIBRARIES})[^/]+/[^/]+/` },
    },
    {
      name: 'nobody-imports-the-root',
      comment: 'main.ts, boot.ts, roles.ts and relay.cli.ts compose; nothing composes them.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'vendors-are-strangers',
      comment: 'One push service knows nothing of another; only the list knows them all.',
      severity: 'error',
      from: { path: '^src/push/services/([^/]+)/' },
      to: { path: '^src/push/services/', pathNot: '^src/push/services/$1/' },
    },
    {
      name: 'only-the-list-names-vendors',
      comment: 'A push service is added by a folder and a line in the list.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/push/registry\\.service\\.ts$', '^src/push/services/'] },
      to: { path: '^src/push/services/' },
    },
    {
      name: 'plain-nouns-are-pure',
      comment: 'A file without a worldly suffix touches no framework, socket, disk, timer or process.',
      severity: 'error',
      from: { path: '^src/', pathNot: [WORLDLY, ROOT, SPEC] },
      to: { path: WORLD },
    },
    {
      name: 'plain-nouns-call-nothing-worldly',
      comment: 'Nor does it import a file that does.',
      severity: 'error',
      from: { path: '^src/', pathNot: [WORLDLY, ROOT, SPEC] },
      to: { path: WORLDLY },
    },
    {
      name: 'the-product-stands-alone',
      comment: 'Nothing in src or migrations needs what only npm start or the tests bring along.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: [SPEC] },
      to: { path: '^(local|test|bench)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
