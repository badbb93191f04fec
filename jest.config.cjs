/** How the tests run: TypeScript through ts-jest, real stores that start when a test asks for them. */
module.exports = {
  testEnvironment: '<rootDir>/test/support/node-environment.cjs',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/local'],
  testSequencer: '<rootDir>/test/support/busy-and-idle.cjs',
  testMatch: ['**/*.spec.ts', '**/*.e2e.ts'],
  // Types are checked once, by the compiler, not again by every test file.
  transform: { '^.+\\.tsx?$': ['ts-jest', { diagnostics: false }] },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Longer than `until` waits, so that a test says what did not happen. Nobody waits so long for one that passes.
  testTimeout: 240_000,
  // One more than the cores of the smallest machine: journeys wait for timers of the product half of their time.
  maxWorkers: 3,
};
