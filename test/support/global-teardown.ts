/** After the last test: ends the stores of the run. */

// Jest calls the default export of this file.
// biome-ignore lint/style/noDefaultExport: demanded by Jest
export default async function tearDown(): Promise<void> {
  await globalThis.storeBroker?.close();
}
