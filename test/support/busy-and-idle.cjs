/**
 * The order in which a run begins its test files. Journeys through whole worlds, which keep the processor busy, take
 * turns with tests that wait for timers of the product; what is short comes last, so that no long file ends alone.
 */
const { statSync } = require('node:fs');
const { relative, sep } = require('node:path');

const jest = require.resolve('jest');
const { default: Sequencer } = require(require.resolve('@jest/test-sequencer', { paths: [jest] }));

const BUSY = /^test\/(faults|journeys)\//;
const LONG = /^local\/|\.e2e\.ts$/;

module.exports = class BusyAndIdle extends Sequencer {
  sort(tests) {
    const files = tests.map((test) => ({ test, place: placeOf(test), size: statSync(test.path).size }));
    files.sort((one, other) => other.size - one.size);
    const busy = files.filter(({ place }) => BUSY.test(place));
    const idle = files.filter(({ place }) => LONG.test(place) && !BUSY.test(place));
    const short = files.filter(({ place }) => !LONG.test(place) && !BUSY.test(place));
    return [...inTurns(busy, idle), ...short].map(({ test }) => test);
  }
};

/** With slashes on every system. */
function placeOf({ path, context }) {
  return relative(context.config.rootDir, path).split(sep).join('/');
}

function inTurns(some, others) {
  const length = Math.max(some.length, others.length);
  return Array.from({ length }, (_, index) => [some[index], others[index]].filter(Boolean)).flat();
}
