/**
 * Jest's environment for Node, with ZeroMQ loaded outside of it: its prototypes are the process's, not the test file's,
 * and those of the first file would ask that file's loader for modules when it is long gone.
 */
require('zeromq');
const { TestEnvironment } = require('jest-environment-node');

module.exports = TestEnvironment;
