/**
 * The rules of the house, executable. A room may import only what stands to its left:
 *
 *   protocol · platform  <  session-network · push · transparency  <  subscriptions  <  swarm-watcher  <  console  <  roles.ts  <  main.ts
 */
const may = {
  protocol: ['protocol'],
  platform: ['platform'],
  'session-network': ['session-network', 'protocol', 'platform'],
  push: ['push', 'protocol', 'platform'],
  transparency: ['transparency', 'platform'],
  subscriptions: ['subscriptions', 'push', 'protocol', 'platform'],
  'swarm-watcher': ['swarm-watcher', 'subscriptions', 'push', 'session-network', 'protocol', 'platform'],
  console: ['console', 'transparency', 'subscriptions', 'push', 'platform'],
};
const io =
  '^(@nestjs/|bullmq|ioredis|pg$|typeorm|zeromq|node:(net|tls|http|https|http2|fs|timers|child_process|worker_threads)|(net|tls|http|https|http2|fs)$)';
const ioSuffix =
  '\\.(module|controller|service|processor|task|repository|entity|guard|filter|client|connection|push-service|courier|cli)\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-ring',
      severity: 'error',
      comment: 'No file may reach itself. Types count too.',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(may).map(([room, allowed]) => ({
      name: `layers-${room}`,
      severity: 'error',
      comment: `${room} may import only: ${allowed.join(', ')}`,
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: `^src/(${allowed.join('|')})/` },
    })),
    {
      name: 'front-hall',
      severity: 'error',
      comment:
        "A visitor stays in a room's front hall: sub-folders are private (libraries protocol/ and platform/ have none).",
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/(?!protocol/|platform/)[^/]+/[^/]+/', pathNot: '^src/$1/' },
    },
    {
      name: 'front-hall-root',
      severity: 'error',
      comment: 'The composition root too stays in the front halls.',
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: '^src/(?!protocol/|platform/)[^/]+/[^/]+/' },
    },
    {
      name: 'nobody-imports-the-root',
      severity: 'error',
      comment: 'main.ts and roles.ts compose; nothing composes them.',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'one-service-knows-one-vendor',
      severity: 'error',
      comment: 'Push services are strangers to each other.',
      from: { path: '^src/push/services/([^/]+)/' },
      to: { path: '^src/push/services/', pathNot: '^src/push/services/$1/' },
    },
    {
      name: 'plain-nouns-are-pure',
      severity: 'error',
      comment: 'A file without an I/O suffix touches no framework, socket, disk or timer.',
      from: { path: '^src/', pathNot: [ioSuffix, '^src/(main|roles|platform/web/web-server)\\.ts$'] },
      to: { path: io },
    },
    {
      name: 'plain-nouns-call-no-io',
      severity: 'error',
      comment: 'Nor does it import a file that does (except the composition root).',
      from: { path: '^src/', pathNot: [ioSuffix, '^src/(main|roles|platform/web/web-server)\\.ts$'] },
      to: { path: ioSuffix },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
