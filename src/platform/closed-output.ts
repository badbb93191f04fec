/** What a program does when whoever reads its output has gone, as `head` does once it has its lines. */
import type { Writable } from 'node:stream';

/**
 * Nobody reads on: what is still written is dropped in silence, and the program goes on to its end, for its exit code
 * still tells whether what it did went well. Any other fault of the output is thrown as before.
 */
export function outliveReader(output: Writable): void {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
