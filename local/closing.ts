/** What was started is closed again in the opposite order, whatever happens. */

export class Closing {
  private readonly steps: { name: string; close: () => unknown }[] = [];

  /** Remembers how to close `value`, and gives it back. */
  add<T>(name: string, value: T, close: (value: T) => unknown): T {
    this.steps.push({ name, close: () => close(value) });
    return value;
  }

  /** Closes everything; a step that fails does not keep the others from closing. Answers the names of those that did. */
  async run(): Promise<string[]> {
    const failed: string[] = [];
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step.close();
      } catch {
        failed.push(step.name);
      }
    }
    return failed;
  }
}
