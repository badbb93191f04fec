/** What is wrong with a request, by the numbers phones know; the words say what to do and never repeat the input. */

/** 1 shape or value · 2 service or way not available · 3 not in time · 4 not authorised · 5 our own fault. */
export type FaultCode = 1 | 2 | 3 | 4 | 5;

export class Fault {
  constructor(
    readonly code: FaultCode,
    readonly message: string,
  ) {}
}
